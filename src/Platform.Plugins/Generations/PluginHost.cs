using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Contracts;
using Platform.Plugins.Extensions;
using Platform.Plugins.Storage;
using Platform.Shared;

namespace Platform.Plugins.Generations;

/// <summary>
/// Runs the plugins of a store: starts what is needed, brings newer versions in the place of older ones without failing a call, and stops what is not needed
/// any more.
/// </summary>
/// <remarks>Safe for use by several threads.</remarks>
public sealed class PluginHost : IAsyncDisposable
{
    private readonly PluginStore _store;
    private readonly ImmutableArray<IPluginRuntime> _runtimes;
    private readonly ImmutableArray<ExtensionPointRegistration> _points;
    private readonly HostContracts _contracts;
    private readonly Dictionary<string, Type> _types;
    private readonly PlatformPluginsOptions _options;
    private readonly SemaphoreSlim _changing = new(1, 1);
    private readonly Lock _leavingLock = new();
    private readonly List<Generation> _leaving = [];
    private readonly HashSet<string> _stuck = new(StringComparer.Ordinal);
    private ImmutableSortedDictionary<string, PluginSlot> _slots = ImmutableSortedDictionary.Create<string, PluginSlot>(StringComparer.Ordinal);
    private ImmutableArray<PluginRefusal> _refusals = [];
    private ExtensionSet[] _sets;
    private bool _isDisposed;

    internal PluginHost(
        PluginStore store, IEnumerable<IPluginRuntime> runtimes, IEnumerable<ExtensionPointRegistration> points, IOptions<PlatformPluginsOptions> options, TimeProvider time,
        Telemetry telemetry, ILogger<PluginHost> logger)
    {
        (_store, _options, Time, Telemetry, Logger) = (store, options.Value, time, telemetry, logger);
        _runtimes = [.. runtimes.OrderBy(runtime => runtime.Isolation)];
        _points = [.. points];
        _contracts = _points.Aggregate(HostContracts.Empty, static (contracts, point) => point.AddTo(contracts));
        _types = _points.ToDictionary(point => point.Name, point => point.Contract, StringComparer.Ordinal);
        // Until the store has been looked at, whoever asks has to wait for that.
        _sets = [.. _points.Select(point => point.CreateSet([], isWaiting: true))];
        telemetry.Observe(() => Plugins);
    }

    /// <summary>How the plugins fare, by their ids: those that are active or wait, those that cannot be used, and what is left of versions before.</summary>
    public ImmutableArray<PluginStatus> Plugins
    {
        get
        {
            lock (_leavingLock)
            {
                _leaving.RemoveAll(generation => generation.IsGone);
                return [.. _slots.Values.Select(slot => slot.Status()).Concat(RefusedByCatalogue()).Concat(_leaving.Select(generation => generation.Status())).OrderBy(status => status.Id, StringComparer.Ordinal)];
            }
        }
    }

    internal TimeProvider Time { get; }

    internal Telemetry Telemetry { get; }

    internal ILogger<PluginHost> Logger { get; }

    /// <summary>
    /// Brings what runs in accord with what the store holds: newer versions are started and take the place of older ones, in one step for all extension
    /// points; then the older ones are drained, stopped and unloaded. A version that cannot be started leaves the one before in its place.
    /// </summary>
    /// <param name="cancellationToken">Gives up before the versions are exchanged; what was exchanged is always brought to its end.</param>
    /// <returns>A task that ends when the older versions are stopped, or have not ended in time.</returns>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken = default) => ChangeAsync(static slot => slot.IsEager, cancellationToken);

    /// <summary>Stops everything, each within the deadlines of the options.</summary>
    /// <returns>A task that ends when everything has stopped, or has not in time.</returns>
    public async ValueTask DisposeAsync()
    {
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        Task stopping;
        try
        {
            if (_isDisposed)
                return;
            _isDisposed = true;
            var leaving = _slots.Values.Select(slot => slot.Active).OfType<Generation>().ToList();
            _slots = _slots.Clear();
            stopping = PublishAsync(leaving);
        }
        finally
        {
            _changing.Release();
        }
        await stopping.ConfigureAwait(false);
    }

    internal int SlotOf(ExtensionPointRegistration registration) => _points.IndexOf(registration);

    [HotPath]
    internal ExtensionSet SetOf(int slot) => Volatile.Read(ref _sets)[slot];

    /// <summary>Loads what brings something for an extension point and waits until it is needed.</summary>
    internal Task LoadAsync(ExtensionPointRegistration point, CancellationToken cancellationToken) =>
        ChangeAsync(slot => slot.IsEager || slot.Wanted.Manifest.Contributions.Any(contribution => contribution.Contract == point.Name), cancellationToken);

    private async Task ChangeAsync(Func<PluginSlot, bool> isNeeded, CancellationToken cancellationToken)
    {
        await _changing.WaitAsync(cancellationToken).ConfigureAwait(false);
        Task stopping;
        try
        {
            ObjectDisposedException.ThrowIf(_isDisposed, this);
            var leaving = await DecideAsync(isNeeded, cancellationToken).ConfigureAwait(false);
            stopping = PublishAsync(leaving);
        }
        finally
        {
            _changing.Release();
        }
        await stopping.ConfigureAwait(false);
    }

    /// <summary>Says what each plugin is to be, and starts what is needed.</summary>
    /// <returns>The generations that are not to be called any more.</returns>
    private async Task<List<Generation>> DecideAsync(Func<PluginSlot, bool> isNeeded, CancellationToken cancellationToken)
    {
        var catalogue = PluginCatalogue.Create(_store.Plugins, _contracts);
        var (slots, leaving) = (_slots.ToBuilder(), new List<Generation>());
        slots.Clear();
        foreach (var installed in catalogue.Plugins)
        {
            var before = _slots.GetValueOrDefault(installed.Manifest.Id);
            var slot = before is not null && before.Wanted.Digest == installed.Digest ? before : new PluginSlot(installed, before?.Active, null);
            if (slot.Active?.Digest != installed.Digest && slot.Reason is null && (slot.Active is not null || isNeeded(slot)))
            {
                var (started, reason) = await StartAsync(installed, cancellationToken).ConfigureAwait(false);
                if (started is not null && slot.Active is { } old)
                    leaving.Add(old);
                slot = new PluginSlot(installed, started ?? slot.Active, reason);
            }
            slots[installed.Manifest.Id] = slot;
        }
        leaving.AddRange(_slots.Where(slot => !slots.ContainsKey(slot.Key)).Select(slot => slot.Value.Active).OfType<Generation>());
        foreach (var refusal in catalogue.Refusals.Where(refusal => !_refusals.Contains(refusal)))
            Log.Refused(Logger, refusal.PluginId, refusal.Reason);
        _refusals = catalogue.Refusals;
        _slots = slots.ToImmutable();
        return leaving;
    }

    private async Task<(Generation? Started, string? Reason)> StartAsync(InstalledPlugin plugin, CancellationToken cancellationToken)
    {
        IPluginInstance? instance = null;
        try
        {
            if (_stuck.Contains(plugin.Digest))
                throw new PluginStartException($"{plugin.Manifest.Id} {plugin.Manifest.Version} did not stop when it was to: it is not started again before the host is.");
            if (_runtimes.FirstOrDefault(each => each.Isolation >= plugin.Manifest.Isolation) is not { } runtime)
                throw new PluginStartException($"{plugin.Manifest.Id} asks for the isolation {plugin.Manifest.Isolation}, which this host does not have.");
            var release = _store.OpenRelease(plugin.Manifest.Id);
            if (release.Digest != plugin.Digest)
                throw new PluginStartException($"{plugin.Manifest.Id} was exchanged in the store a moment ago: the next refresh starts it.");
            using var deadline = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            var starting = Task.Run(async () => await runtime.StartAsync(release, _types, deadline.Token).ConfigureAwait(false), CancellationToken.None);
            try
            {
                instance = await starting.WaitAsync(_options.StartTimeout, Time, cancellationToken).ConfigureAwait(false);
            }
            catch (Exception fault) when (fault is TimeoutException or OperationCanceledException && !starting.IsCompleted)
            {
                await deadline.CancelAsync().ConfigureAwait(false);
                _ = DisposeLateAsync(starting);
                throw;
            }
            var generation = new Generation(plugin.Manifest, plugin.Digest, instance);
            foreach (var point in _points)
            {
                foreach (var contribution in plugin.Manifest.Contributions.Where(contribution => contribution.Contract == point.Name))
                    point.Create(generation, contribution, Time);
            }
            Log.Started(Logger, generation.Id, generation.Manifest.Version.ToString());
            return (generation, null);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            throw;
        }
        catch (Exception fault)
        {
            // One bad plugin never keeps the others, or the host, from starting.
            if (instance is not null)
                await new Generation(plugin.Manifest, plugin.Digest, instance).StopAsync(_options.StopTimeout, Time).ConfigureAwait(false);
            Log.StartFailed(Logger, fault, plugin.Manifest.Id, plugin.Manifest.Version.ToString());
            return (null, fault is TimeoutException ? $"It did not start within {_options.StartTimeout}." : fault.Message);
        }
    }

    private IEnumerable<PluginStatus> RefusedByCatalogue()
    {
        var versions = _store.Plugins.ToDictionary(plugin => plugin.Manifest.Id, plugin => plugin.Manifest.Version.ToString(), StringComparer.Ordinal);
        return _refusals.Select(refusal => new PluginStatus(refusal.PluginId, versions.GetValueOrDefault(refusal.PluginId, ""), PluginState.Refused, refusal.Reason, []));
    }

    /// <summary>What starts after nobody waits for it any more is stopped at once.</summary>
    private static async Task DisposeLateAsync(Task<IPluginInstance> starting)
    {
        try
        {
            var late = await starting.ConfigureAwait(false);
            await late.DisposeAsync().ConfigureAwait(false);
            late.Unload();
        }
        catch (Exception)
        {
            // It was told already that it did not start.
        }
    }

    /// <summary>Puts the new sets in the place of the old ones, all at once, and brings what left to its end.</summary>
    private Task PublishAsync(List<Generation> leaving)
    {
        var (old, sets) = (_sets, new ExtensionSet[_points.Length]);
        for (var i = 0; i < sets.Length; i++)
        {
            var point = _points[i];
            var bringers = _slots.Values.Where(slot => slot.Wanted.Manifest.Contributions.Any(contribution => contribution.Contract == point.Name)
                || slot.Active?.ExtensionsOf(point.Name).Any() == true).ToList();
            ImmutableArray<Generation> generations = [.. point.Order(bringers.Select(slot => slot.Active).OfType<Generation>().Where(active => active.ExtensionsOf(point.Name).Any()))];
            var isWaiting = !_isDisposed && bringers.Any(slot => slot.IsWaiting);
            sets[i] = generations.SequenceEqual(old[i].Generations) && isWaiting == old[i].IsWaiting ? old[i] : point.CreateSet(generations, isWaiting);
        }
        lock (_leavingLock)
            _leaving.AddRange(leaving);
        foreach (var generation in leaving)
            generation.Drain();
        Volatile.Write(ref _sets, sets);
        var retired = old.Where((set, i) => set != sets[i]).ToList();
        foreach (var set in retired)
            set.Retire();
        return Task.WhenAll(leaving.Select(generation => StopAsync(generation, retired)));
    }

    private async Task StopAsync(Generation generation, List<ExtensionSet> retired)
    {
        var drained = Task.WhenAll(retired.Where(set => set.Generations.Contains(generation)).Select(set => set.Empty));
        try
        {
            await drained.WaitAsync(_options.DrainTimeout, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            generation.Stick();
        }
        var stopped = await generation.StopAsync(_options.StopTimeout, Time).ConfigureAwait(false);
        if (drained.IsCompleted && stopped)
        {
            Log.Stopped(Logger, generation.Id, generation.Manifest.Version.ToString());
            return;
        }
        generation.Stick();
        lock (_leavingLock)
            _stuck.Add(generation.Digest);
        Log.Stuck(Logger, generation.Id, generation.Manifest.Version.ToString());
    }
}
