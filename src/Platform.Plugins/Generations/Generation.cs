using System.Runtime.CompilerServices;
using Platform.Plugins.Extensions;
using Platform.Plugins.Manifests;

namespace Platform.Plugins.Generations;

/// <summary>One release of a plugin from its start until nothing is left of it.</summary>
internal sealed class Generation(PluginManifest manifest, string digest, IPluginInstance instance)
{
    /// <summary>
    /// How often the whole heap must have been collected until what is still there is said to be held. It takes two until finalizers have run.
    /// </summary>
    private const int CollectionsUntilHeld = 3;

    private readonly Dictionary<string, List<object>> _extensions = new(StringComparer.Ordinal);
    private readonly List<(string Name, CircuitBreaker Breaker)> _breakers = [];
    private IPluginInstance? _instance = instance;
    private WeakReference? _unloading;
    private int _collectionsAtUnload;
    private volatile bool _isStuck;

    public string Id => Manifest.Id;

    public string Digest { get; } = digest;

    public PluginManifest Manifest { get; } = manifest;

    public IPluginInstance Instance => _instance ?? throw new ObjectDisposedException(Id);

    public PluginState State { get; private set; } = PluginState.Active;

    public void Add<TContract>(string contract, Extension<TContract> extension)
        where TContract : class
    {
        if (!_extensions.TryGetValue(contract, out var extensions))
            _extensions[contract] = extensions = [];
        extensions.Add(extension);
        _breakers.Add((extension.Name, extension.Breaker));
    }

    public IEnumerable<object> ExtensionsOf(string contract) => _extensions.TryGetValue(contract, out var extensions) ? extensions : [];

    public void Drain() => State = PluginState.Draining;

    public void Stick() => _isStuck = true;

    /// <summary>Stops it, and lets go of everything that is of it.</summary>
    /// <returns>Whether it stopped in time.</returns>
    public async Task<bool> StopAsync(TimeSpan timeout, TimeProvider time)
    {
        var stopping = Dispose();
        try
        {
            await stopping.WaitAsync(timeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            _isStuck = true;
            return false;
        }
        catch (Exception)
        {
            // What a plugin throws at its end is its own affair: it ends all the same.
        }
        Unload();
        return true;
    }

    public PluginStatus Status()
    {
        var isHeld = _unloading is { IsAlive: true } && GC.CollectionCount(GC.MaxGeneration) - _collectionsAtUnload >= CollectionsUntilHeld;
        var state = _isStuck ? PluginState.Stuck : State == PluginState.Unloading && isHeld ? PluginState.Remaining : State;
        return new PluginStatus(Id, Manifest.Version.ToString(), state, null, [.. _breakers.Where(each => each.Breaker.IsOpen).Select(each => each.Name)]);
    }

    /// <summary>Whether nothing of it is left in memory.</summary>
    public bool IsGone => State == PluginState.Unloading && !_isStuck && _unloading is not { IsAlive: true };

    /// <summary>In a frame of its own, so that no register keeps what is to be unloaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task Dispose() => StopInstanceAsync(_instance!);

    /// <summary>On a thread of the pool: a plugin that blocks at its end keeps nobody beyond the deadline.</summary>
    private static Task StopInstanceAsync(IPluginInstance instance) => Task.Run(async () => await instance.DisposeAsync().ConfigureAwait(false));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unload()
    {
        _collectionsAtUnload = GC.CollectionCount(GC.MaxGeneration);
        _extensions.Clear();
        _breakers.Clear();
        _unloading = _instance!.Unload();
        State = _unloading is null ? PluginState.Remaining : PluginState.Unloading;
        _instance = null;
    }
}
