using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Extensions;
using Platform.Plugins.Manifests;
using Platform.Plugins.Storage;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Generations;

/// <summary>One release of a plugin from its start until nothing is left of it.</summary>
/// <remarks>No code of the plugin is run under the lock.</remarks>
internal sealed class Generation(PluginRelease release, IPluginInstance instance, CallBounds calls)
{
    /// <summary>
    /// How often the whole heap must have been collected until what is still there is said to be held. It takes two until finalizers have run.
    /// </summary>
    private const int CollectionsUntilHeld = 3;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, List<object>> _extensions = new(StringComparer.Ordinal);
    private readonly List<(string Name, CircuitBreaker Breaker)> _breakers = [];
    private readonly ImmutableArray<string> _keyIds = release.Verified.KeyIds;
    private IPluginInstance? _instance = instance;
    private PluginState _state = PluginState.Active;
    private WeakReference? _unloading;
    private int _collectionsAtUnload;
    private bool _isStuck;

    public string Id => Manifest.Id;

    public string Digest { get; } = release.Digest;

    public PluginManifest Manifest { get; } = release.Manifest;

    public InstalledPlugin Installed => new(Manifest, Digest);

    /// <summary>The calls of it that are under way.</summary>
    public CallBounds Calls { get; } = calls;

    public void Add<TContract>(string contract, Extension<TContract> extension)
        where TContract : class
    {
        if (!_extensions.TryGetValue(contract, out var extensions))
            _extensions[contract] = extensions = [];
        extensions.Add(extension);
        _breakers.Add((extension.Name, extension.Breaker));
    }

    public bool IsTrustedBy(PluginTrust trust) => trust.Vouches(Manifest.Publisher, Digest, _keyIds);

    public IReadOnlyList<object> ExtensionsOf(string contract)
    {
        lock (_lock)
            return _extensions.TryGetValue(contract, out var extensions) ? extensions : [];
    }

    public void Drain()
    {
        lock (_lock)
            _state = PluginState.Draining;
    }

    public void Stick()
    {
        lock (_lock)
            _isStuck = true;
    }

    /// <summary>Stops it, and lets go of everything that is of it.</summary>
    /// <returns>Whether it stopped in time.</returns>
    public async Task<bool> StopAsync(TimeSpan timeout, TimeProvider time)
    {
        var stopping = Dispose();
        try
        {
            await stopping.WaitAsync(timeout, time).ConfigureAwait(false);
        }
        catch (TimeoutException) when (!stopping.IsCompleted)
        {
            Stick();
            return false;
        }
        catch (Exception)
        {
            // What a plugin throws at its end is its own affair: it ends all the same.
        }
        Unload();
        return true;
    }

    /// <summary>It was told that it has started.</summary>
    public void Watch()
    {
        lock (_lock)
            (_instance as IWatchedInstance)?.Watch();
    }

    public PluginStatus Status()
    {
        lock (_lock)
        {
            var isHeld = _unloading is { IsAlive: true } && GC.CollectionCount(GC.MaxGeneration) - _collectionsAtUnload >= CollectionsUntilHeld;
            var watched = _instance as IWatchedInstance;
            var (condition, reason) = watched?.Condition ?? (PluginState.Active, null);
            var state = _isStuck ? PluginState.Stuck
                : _state == PluginState.Unloading && isHeld ? PluginState.Remaining
                : _state != PluginState.Active ? _state
                : condition == PluginState.Active && Calls.IsQuarantined ? PluginState.Quarantined : condition;
            return new PluginStatus(
                Id, Manifest.Version.ToString(), state, reason, [.. _breakers.Where(each => each.Breaker.IsOpen).Select(each => each.Name)])
            {
                Isolation = watched?.Isolation ?? (_instance is null ? null : "in the process of the host"),
            };
        }
    }

    /// <summary>Whether nothing of it is left in memory.</summary>
    public bool IsGone
    {
        get
        {
            lock (_lock)
                return _state == PluginState.Unloading && !_isStuck && _unloading is not { IsAlive: true };
        }
    }

    /// <summary>In a frame of its own, so that no register keeps what is to be unloaded.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private Task Dispose() => StopInstanceAsync(_instance!);

    /// <summary>On a thread of the pool: a plugin that blocks at its end keeps nobody beyond the deadline.</summary>
    private static Task StopInstanceAsync(IPluginInstance instance) => Task.Run(async () => await instance.DisposeAsync().ConfigureAwait(false));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Unload()
    {
        // A load context tells what is in it that it is unloaded.
        var unloading = _instance!.Unload();
        lock (_lock)
        {
            _collectionsAtUnload = GC.CollectionCount(GC.MaxGeneration);
            _extensions.Clear();
            _breakers.Clear();
            _unloading = unloading;
            _state = unloading is null ? PluginState.Remaining : PluginState.Unloading;
            _instance = null;
        }
    }
}
