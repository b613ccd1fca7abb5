using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Plugins.Abstractions.Wire;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;
using Platform.Plugins.InProcess.Loading;
using Platform.Plugins.InProcess.Sandbox;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;

namespace Platform.Plugins.InProcess.Runner;

/// <summary>The plugin in its process: loaded as plugins in the host's are, with what can be granted here.</summary>
internal sealed class PluginRunner(string folder, string level) : IPluginRunner, IAsyncDisposable
{
    private IPluginDispatcher?[] _targets = [];
    private ServiceProvider? _host;
    private IPluginInstance? _instance;

    /// <summary>What is called by a number: contributions by their places in the manifest, from 1 on.</summary>
    public IPluginDispatcher? Target(ushort number) => number <= _targets.Length ? _targets[number - 1] : null;

    public async ValueTask<RunnerStarted> StartAsync(RunnerStart start, CancellationToken cancellationToken)
    {
        var release = Open(start.Digest);
        var contracts = start.Contracts.ToDictionary(contract => contract.Name, TypeOf, StringComparer.Ordinal);
        var plugins = new InProcessPlugins { Mode = PluginLoadMode.Pinned, AllowPrivateAddresses = start.AllowPrivateAddresses };
        var id = release.Manifest.Id;
        var services = new ServiceCollection();
        services.AddSingleton(TimeProvider.System);
        services.AddSingleton<ILoggerFactory>(new RunnerLoggerFactory());
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            start.Settings.Select(each => KeyValuePair.Create($"{PluginContainer.Section}:{id}:{each.Key}", each.Value))).Build());
        _host = services.BuildServiceProvider();
        var shared = SharedAssemblies.Of(start.Shared.Select(static name => Assembly.Load(name)), contracts.Values);
        var runtime = new InProcessRuntime(shared, plugins, new PluginContainer(_host, [], new HttpBroker(plugins)));
        _instance = await runtime.StartAsync(release, contracts, cancellationToken).ConfigureAwait(false);
        _targets =
        [
            .. release.Manifest.Contributions.Select(contribution => contracts.TryGetValue(contribution.Contract, out var contract)
                ? PluginWire.Find(contract)!.CreateDispatcher(_instance.GetContribution(contribution)) : null),
        ];
        return new RunnerStarted(level);
    }

    public async ValueTask StopAsync(CancellationToken cancellationToken)
    {
        if (Interlocked.Exchange(ref _instance, null) is { } instance)
            await instance.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        await StopAsync(CancellationToken.None).ConfigureAwait(false);
        if (_host is { } host)
            await host.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>
    /// The bytes that are hashed are those that are loaded. Whose they are the host knows: it has verified what has this digest.
    /// </summary>
    private PluginRelease Open(string digest)
    {
        var limits = new PackageLimits { MaxBytes = int.MaxValue, MaxUnpackedBytes = long.MaxValue, MaxFiles = int.MaxValue };
        var seal = PackageSeal.Read(File.ReadAllBytes(RunnerFiles.Package(folder)), "the package", limits);
        return seal.Digest == digest ? new PluginRelease(new VerifiedRelease(PluginPackage.Read(seal, "the package", limits), default, []))
            : throw new PluginStartException("The package is another one than the host has verified.");
    }

    private static Type TypeOf(RunnerContract contract)
    {
        var type = Type.GetType(contract.Type, throwOnError: true)!;
        var members = PluginWire.Find(type)?.Members
            ?? throw new PluginStartException($"{contract.Name} crosses in the host, and here it does not.");
        var isSame = members.Count == contract.Members.Count
            && members.All(each => contract.Members.GetValueOrDefault(each.Key) == each.Value);
        return isSame ? type : throw new PluginStartException(
            $"{contract.Name} is another contract here than in the host, which was exchanged on the disk while it runs: start it anew.");
    }
}
