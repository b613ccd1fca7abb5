using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Loading;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Testing.Capturing;
using Platform.Plugins.Testing.Unloading;

namespace Platform.Plugins.Testing;

/// <summary>
/// A host for the tests of a plugin. The plugin goes the way that it goes in production: it is packed, signed, verified against this host,
/// installed, loaded in a context of its own and given a container of its own. What it is given is the test's.
/// </summary>
/// <remarks>
/// Safe for use by several threads. Its store is a folder for temporary files, which is deleted at the end. Several may be used at once.
/// </remarks>
public sealed class PluginTestHost : IAsyncDisposable
{
    /// <summary>
    /// How often the whole heap is collected before what is still there is said to be held. It takes two until finalizers have run.
    /// </summary>
    private const int Collections = 20;

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("plugin-test-");
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();
    private readonly HashSet<string> _publishers = new(StringComparer.Ordinal);
    private readonly CapturedLogs _logs = new();
    private readonly CapturedMeasurements _measurements = new();
    private readonly ServiceProvider _services;
    private readonly TimeProvider _time;

    [RequiresUnreferencedCode("Plugins use whatever of the host and of the framework they were built against: nothing of that may be trimmed.")]
    [RequiresDynamicCode("Plugins are compiled when they are loaded.")]
    private PluginTestHost(PluginTestSetup setup)
    {
        _time = setup.Time;
        var services = new ServiceCollection();
        services.AddSingleton(setup.Time);
        services.AddSingleton<ILoggerFactory>(_logs);
        services.AddSingleton(typeof(ILogger<>), typeof(Logger<>));
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(setup.Settings).Build());
        setup.Configure(services.AddPlatformPlugins(options => options.Store = _folder.FullName));
        _services = services.BuildServiceProvider();
    }

    /// <summary>How the plugins fare, what is left of older versions among them.</summary>
    public IReadOnlyList<PluginStatus> Plugins => Host.Plugins;

    /// <summary>What the host and its plugins have logged until now, as text. The category of a plugin begins with its id.</summary>
    public IReadOnlyList<CapturedLog> Logs => _logs.All;

    /// <summary>The services of the host, its <see cref="PluginStore"/> and its <see cref="PluginHost"/> among them.</summary>
    public IServiceProvider Services => _services;

    private PluginStore Store => _services.GetRequiredService<PluginStore>();

    private PluginHost Host => _services.GetRequiredService<PluginHost>();

    /// <summary>Makes a host.</summary>
    /// <param name="configure">Says what it offers to plugins.</param>
    /// <returns>The host.</returns>
    /// <exception cref="ArgumentException">What was said cannot hold: a contract that is none, or is offered twice.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="configure"/> is <see langword="null"/>.</exception>
    [RequiresUnreferencedCode("Plugins use whatever of the host and of the framework they were built against: nothing of that may be trimmed.")]
    [RequiresDynamicCode("Plugins are compiled when they are loaded.")]
    public static PluginTestHost Create(Action<PluginTestSetup> configure)
    {
        ArgumentNullException.ThrowIfNull(configure);
        var setup = new PluginTestSetup();
        configure(setup);
        return new PluginTestHost(setup);
    }

    /// <summary>
    /// Installs the plugin of an assembly with <c>[assembly: Plugin]</c>, or beside which there is a <c>plugin.json</c>, with whatever it refers to
    /// that lies beside it and that neither the framework nor this host brings.
    /// </summary>
    /// <param name="assembly">The file, as <c>typeof(VatRule).Assembly.Location</c>. The plugin's own copy of it is loaded.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The plugin. It is loaded when something of it is first called, unless its manifest says otherwise.</returns>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="PluginPackageException">It cannot be used by this host, and the exception says all that is wrong.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="assembly"/> is <see langword="null"/>.</exception>
    public Task<InstalledPlugin> InstallAsync(string assembly, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(assembly);
        return InstallAsync(PluginPackage.Create(PluginFiles.Of(assembly, _services.GetRequiredService<SharedAssemblies>())), cancellationToken);
    }

    /// <summary>Installs a package, signed or not.</summary>
    /// <param name="package">Its bytes.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>The plugin.</returns>
    /// <exception cref="PluginPackageException">It cannot be used by this host, and the exception says all that is wrong.</exception>
    public async Task<InstalledPlugin> InstallAsync(ReadOnlyMemory<byte> package, CancellationToken cancellationToken = default)
    {
        var read = PluginPackage.Read(package, "the plugin of the test");
        lock (_publishers)
        {
            if (_publishers.Add(read.Manifest.Publisher))
                Store.Trust = Store.Trust.Trust(read.Manifest.Publisher, _key.PublicKey);
        }
        var change = Store.Plan(read.Sign(_key, _time.GetUtcNow()), read.Manifest.Id);
        var installed = Store.Apply(change, change.NeedsConsent ? change.AgreedBy("the test") : null);
        await Host.RefreshAsync(cancellationToken).ConfigureAwait(false);
        return installed;
    }

    /// <summary>Calls the one extension that there is for a contract, as it is, without deadline and breaker.</summary>
    /// <typeparam name="TContract">The contract.</typeparam>
    /// <typeparam name="TResult">What it answers with.</typeparam>
    /// <param name="call">The call.</param>
    /// <param name="cancellationToken">Gives up waiting for the plugin to be loaded; given to the call.</param>
    /// <returns>The answer.</returns>
    /// <exception cref="InvalidOperationException">There is none, or more than one; the message says what became of the plugins.</exception>
    public async Task<TResult> CallAsync<TContract, TResult>(
        Func<TContract, CancellationToken, ValueTask<TResult>> call, CancellationToken cancellationToken = default)
        where TContract : class
    {
        ArgumentNullException.ThrowIfNull(call);
        using var lease = await Point<TContract>().AcquireAsync(cancellationToken).ConfigureAwait(false);
        return lease.Count == 1 ? await call(lease[0], cancellationToken).ConfigureAwait(false)
            : throw new InvalidOperationException($"{lease.Count} extensions are there for {typeof(TContract)}, and not one. {Told()}");
    }

    /// <summary>The extension point of a contract, for tests of several extensions, of deadlines and of breakers.</summary>
    /// <typeparam name="TContract">The contract.</typeparam>
    /// <returns>The extension point.</returns>
    public ExtensionPoint<TContract> Point<TContract>()
        where TContract : class => _services.GetRequiredService<ExtensionPoint<TContract>>();

    /// <summary>What was measured until now, by meters of this name of the whole process.</summary>
    /// <param name="meter">The name of the meter.</param>
    /// <returns>The measurements, in their order.</returns>
    public IReadOnlyList<CapturedMeasurement> Measurements(string meter) => [.. _measurements.All.Where(each => each.Meter == meter)];

    /// <summary>
    /// Takes a plugin away, and requires that nothing of it stays in memory: what stays there in a test stays there in a host, with each update
    /// once more.
    /// </summary>
    /// <remarks>What the test itself still has of the plugin (an answer of a type of it, a lease) holds it too.</remarks>
    /// <param name="id">The plugin.</param>
    /// <param name="cancellationToken">Gives up waiting.</param>
    /// <returns>A task that ends when nothing of it is left.</returns>
    /// <exception cref="PluginLeakException">Something holds it. The exception names what, from the root on.</exception>
    /// <exception cref="InvalidOperationException">It is not installed.</exception>
    public async Task UnloadAsync(string id, CancellationToken cancellationToken = default)
    {
        var types = RootPaths.TypesOf(id);
        Store.Remove(id);
        await Host.RefreshAsync(cancellationToken).ConfigureAwait(false);
        for (var collection = 0; collection < Collections && IsThere(id); collection++)
        {
            cancellationToken.ThrowIfCancellationRequested();
            // Whatever a task that has just ended still holds is let go.
            await Task.Yield();
            Collect();
        }
        if (IsThere(id))
            throw PluginLeakException.Of(Host.Plugins.First(plugin => plugin.Id == id), types);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync().ConfigureAwait(false);
        await _services.DisposeAsync().ConfigureAwait(false);
        _measurements.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsThere(string id) => Host.Plugins.Any(plugin => plugin.Id == id);

    private static void Collect()
    {
#pragma warning disable RS0030 // The question is what the collector may take.
        GC.Collect();
#pragma warning restore RS0030
        GC.WaitForPendingFinalizers();
    }

    private string Told()
    {
        var told = Host.Plugins.Select(static plugin =>
            $"{plugin.Id} {plugin.Version}: {plugin.State}{(plugin.Reason is null ? "" : $", {plugin.Reason}")}").ToList();
        return told is [] ? "No plugin is installed." : string.Join("; ", told);
    }
}
