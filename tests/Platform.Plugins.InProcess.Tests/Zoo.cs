using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Tests.Verification;
using Platform.Plugins.Trust;
using Platform.Plugins.Verification;

namespace Platform.Plugins.InProcess.Tests;

/// <summary>A host with a store of its own, and plugins that are compiled for it.</summary>
internal sealed class Zoo : IAsyncDisposable
{
    public const string Plain = "return new ValueTask<string>(\"{version}:\" + text);";

    private static readonly byte[] Contracts = File.ReadAllBytes(typeof(IRule).Assembly.Location);

    private static readonly byte[] Logging = File.ReadAllBytes(typeof(ILogger).Assembly.Location);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("zoo-");
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();
    private readonly ServiceProvider _services;

    public Zoo(
        Action<InProcessPlugins>? plugins = null, Action<FaultPolicy>? policy = null, Action<PlatformPluginsOptions>? options = null, bool verifies = true,
        Action<IServiceCollection>? services = null, Action<ProcessPlugins>? processes = null)
    {
        var collection = new ServiceCollection();
        collection.AddLogging();
        collection.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(
            [new("Plugins:acme.tax:Rate", "19"), new("Secret", "hidden")]).Build());
        services?.Invoke(collection);
        var builder = collection
            .AddPlatformPlugins(o =>
            {
                o.Store = _folder.FullName;
                options?.Invoke(o);
            })
            .UseTrust(PluginTrust.Nobody.Trust("acme", _key.PublicKey))
            .AddExtensionPoint<IRule>(policy)
            .AddExtensionPoint<IPanel>()
            .AddHealthCheck()
            .UseInProcess(plugins);
        if (processes is not null)
            builder.UseProcesses(processes);
        if (!verifies)
            collection.Remove(collection.Single(service => service.ServiceType == typeof(PluginVerifier)));
        _services = collection.BuildServiceProvider();
    }

    public IServiceProvider Services => _services;

    public PluginStore Store => _services.GetRequiredService<PluginStore>();

    public PluginHost Host => _services.GetRequiredService<PluginHost>();

    public ExtensionPoint<IRule> Rules => _services.GetRequiredService<ExtensionPoint<IRule>>();

    public ExtensionPoint<IPanel> Panels => _services.GetRequiredService<ExtensionPoint<IPanel>>();

    /// <summary>The load contexts of plugins that are there now.</summary>
    public static IEnumerable<string> Contexts(string id) =>
        AssemblyLoadContext.All.Select(context => context.Name).OfType<string>().Where(name => name.StartsWith(id + " ", StringComparison.Ordinal));

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await _services.DisposeAsync();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    /// <summary>A rule, compiled: its body, and what else it has.</summary>
    public static byte[] Rule(string body, string members = "", string version = "1.0.0", string also = "", params byte[][] references) => Compiled.Assembly(
        "Acme.Plugin", version + ".0",
        $$"""
        namespace Acme;
        using System.Threading;
        using Microsoft.Extensions.Logging;
        public class Rule : Platform.Plugins.InProcess.Tests.IRule{{also}}
        {
            {{members}}
            public ValueTask<string> JudgeAsync(string text, CancellationToken cancellationToken) { {{body.Replace("{version}", version, StringComparison.Ordinal)}} }
        }
        """,
        [Contracts, Logging, .. references]);

    public void Install(
        string id, byte[] assembly, string version = "1.0.0", string more = "", string contributes = "{ \"contract\": \"rule\", \"name\": \"first\", \"type\": \"Acme.Rule\" }",
        params (string Path, byte[] Bytes)[] others)
    {
        var change = Plan(id, assembly, version, more, contributes, others);
        Store.Apply(change, change.NeedsConsent ? change.AgreedBy("alice") : null);
    }

    public PluginChange Plan(string id, byte[] assembly, string version, string more, string contributes, params (string Path, byte[] Bytes)[] others)
    {
        var manifest = $$"""
            { "id": "{{id}}", "version": "{{version}}", "assembly": "Acme.Plugin.dll", "contracts": { "rule": "^1.2", "panel": "^1.0" }, "contributes": [{{contributes}}] {{more}} }
            """;
        var files = new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(manifest), ["Acme.Plugin.dll"] = assembly };
        foreach (var (path, bytes) in others)
            files[path] = bytes;
        return Store.Plan(PluginPackage.Read(PluginPackage.Create(files), id).Sign(_key, TimeProvider.System.GetUtcNow()), id);
    }

    public async Task<List<string>> JudgeAsync(string text)
    {
        using var lease = await Rules.AcquireAsync(TestContext.Current.CancellationToken);
        var answers = new List<string>();
        foreach (var rule in lease)
            answers.Add(await rule.JudgeAsync(text, TestContext.Current.CancellationToken));
        return answers;
    }

    /// <summary>Collects until no more versions of a plugin are in memory than are expected, or it is plain that something is held.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public async Task<int> CountAfterCollectingAsync(string id, int expected)
    {
        for (var i = 0; i < 20 && Count() > expected; i++)
        {
            await Task.Yield();
#pragma warning disable RS0030 // The question is what the collector may take.
            GC.Collect();
#pragma warning restore RS0030
            GC.WaitForPendingFinalizers();
        }
        return Count();

        int Count() => Host.Plugins.Count(plugin => plugin.Id == id);
    }
}
