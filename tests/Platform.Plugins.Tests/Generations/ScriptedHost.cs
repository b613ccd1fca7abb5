using System.Collections.Concurrent;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Plugins.Abstractions;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;
using Platform.Plugins.Manifests;
using Platform.Plugins.Observing;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Tests.Generations;

/// <summary>A host with a store of its own, over a runtime that makes plugins out of nothing, as a test says.</summary>
internal sealed class ScriptedHost : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("scripted-");
    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();

    public ScriptedHost(
        Action<PlatformPluginsOptions>? options = null, Action<FaultPolicy>? policy = null, TimeProvider? time = null, params IPluginObserver[] observers)
    {
        var services = new ServiceCollection();
        if (time is not null)
            services.AddSingleton(time);
        services.AddPlatformPlugins(o =>
        {
            o.Store = _folder.FullName;
            options?.Invoke(o);
        }).UseTrust(PluginTrust.Nobody.Trust("acme", _key.PublicKey)).AddExtensionPoint<IGreeting>(policy).AddExtensionPoint<IFarewell>().AddHealthCheck();
        services.AddSingleton(typeof(ILogger<>), typeof(NullLogger<>));
        services.AddSingleton<IPluginRuntime>(Runtime);
        foreach (var observer in observers)
            services.AddSingleton(observer);
        Services = services.BuildServiceProvider();
    }

    public ServiceProvider Services { get; }

    public ScriptedRuntime Runtime { get; } = new();

    public PluginHost Host => Services.GetRequiredService<PluginHost>();

    public PluginStore Store => Services.GetRequiredService<PluginStore>();

    public ExtensionPoint<IGreeting> Greetings => Services.GetRequiredService<ExtensionPoint<IGreeting>>();

    public ExtensionPoint<IFarewell> Farewells => Services.GetRequiredService<ExtensionPoint<IFarewell>>();

    public async ValueTask DisposeAsync()
    {
        await Host.DisposeAsync();
        await Services.DisposeAsync();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    public void Install(string id, string version = "1.0.0", string contract = "greeting", string range = "1", string more = "")
    {
        var change = Plan(id, version, contract, range, more);
        Store.Apply(change, change.NeedsConsent ? change.AgreedBy("alice") : null);
    }

    public PluginChange Plan(string id, string version, string contract = "greeting", string range = "1", string more = "")
    {
        var manifest = $$"""
            {
              "id": "{{id}}", "version": "{{version}}", "assembly": "A.dll", "contracts": { "{{contract}}": "{{range}}" },
              "contributes": [{ "contract": "{{contract}}", "name": "a", "type": "A" }]{{more}}
            }
            """;
        var package = PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>> { ["plugin.json"] = Encoding.UTF8.GetBytes(manifest), ["A.dll"] = "code"u8.ToArray() });
        return Store.Plan(PluginPackage.Read(package, id).Sign(_key, TimeProvider.System.GetUtcNow()), id);
    }
}

[PluginContract("greeting", "1.0")]
internal interface IGreeting
{
    int Greet();
}

[PluginContract("farewell", "1.0")]
internal interface IFarewell;

/// <summary>Starts at once, unless a test says otherwise.</summary>
internal sealed class ScriptedRuntime : IPluginRuntime
{
    private int _started;
    private int _stopped;

    public PluginIsolation Isolation => PluginIsolation.InProcess;

    public int Started => Volatile.Read(ref _started);

    public int Stopped => Volatile.Read(ref _stopped);

    /// <summary>What a start does before it has ended, by the id of the plugin.</summary>
    public ConcurrentDictionary<string, Func<CancellationToken, Task>> OnStart { get; } = new(StringComparer.Ordinal);

    /// <summary>What a greeting does.</summary>
    public Func<int> OnGreet { get; set; } = static () => 1;

    /// <summary>The same, by the version of the plugin: where a test says so.</summary>
    public Func<string, int>? OnGreetOf { get; set; }

    public async ValueTask<IPluginInstance> StartAsync(PluginRelease release, IReadOnlyDictionary<string, Type> contracts, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _started);
        if (OnStart.TryGetValue(release.Manifest.Id, out var start))
            await start(cancellationToken);
        return new Instance(this, release.Manifest.Version.ToString());
    }

    private sealed class Instance(ScriptedRuntime runtime, string version) : IPluginInstance
    {
        public object GetContribution(ManifestContribution contribution) => new Greeting(runtime, version);

        public ValueTask DisposeAsync()
        {
            Interlocked.Increment(ref runtime._stopped);
            return default;
        }

        public WeakReference? Unload() => new(null);
    }

    internal sealed class Greeting(ScriptedRuntime runtime, string version) : IGreeting, IFarewell
    {
        public string Version => version;

        public int Greet() => runtime.OnGreetOf is { } greet ? greet(version) : runtime.OnGreet();
    }
}
