using System.Collections.Immutable;
using Microsoft.Extensions.Options;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Contracts;
using Platform.Plugins.Extensions;
using Platform.Plugins.Observing;
using Platform.Plugins.Storage;
using Platform.Shared;

namespace Platform.Plugins.Generations;

/// <summary>
/// Runs the plugins of a store: starts what is needed, brings newer versions in the place of older ones without failing a call, and stops what is not needed
/// any more.
/// </summary>
/// <remarks>Safe for use by several threads. No code of a plugin is run under a lock, and starts belong to the host, not to whoever asked first.</remarks>
public sealed class PluginHost : IAsyncDisposable
{
    private readonly PluginStore _store;
    private readonly ImmutableArray<ExtensionPointRegistration> _points;
    private readonly HostContracts _contracts;
    private readonly PlatformPluginsOptions _options;
    private readonly PluginStarter _starter;
    private readonly HealthGate _gate;
    private readonly CancellationTokenSource _ends = new();

    /// <summary>Held for decisions alone, which wait for nothing.</summary>
    private readonly Lock _lock = new();
    private readonly Dictionary<string, PluginStart> _starts = new(StringComparer.Ordinal);
    private readonly List<Generation> _leaving = [];
    private readonly List<ExtensionSet> _retired = [];
    private ImmutableSortedDictionary<string, PluginSlot> _slots = ImmutableSortedDictionary.Create<string, PluginSlot>(StringComparer.Ordinal);
    private ImmutableArray<PluginRefusal> _refusals = [];
    private ImmutableArray<PluginRefusal> _told = [];
    private ExtensionSet[] _sets;
    private TaskCompletionSource? _disposal;

    internal PluginHost(
        PluginStore store, IEnumerable<IPluginRuntime> runtimes, IEnumerable<ExtensionPointRegistration> points, IOptions<PlatformPluginsOptions> options, TimeProvider time,
        Telemetry telemetry, PluginWatch watch)
    {
        (_store, _options, Time, Telemetry, Watch) = (store, options.Value, time, telemetry, watch);
        _gate = new HealthGate(store, watch, telemetry, _options, time);
        watch.Told = _gate.Consider;
        _points = [.. points];
        _contracts = _points.Aggregate(HostContracts.Empty, static (contracts, point) => point.AddTo(contracts));
        _starter = new PluginStarter(store, runtimes, _points, _options, time, watch, _gate);
        // Until the store has been looked at, whoever asks has to wait for that.
        _sets = [.. _points.Select(point => point.CreateSet([], isWaiting: true))];
        telemetry.Observe(() => Plugins);
    }

    /// <summary>How the plugins fare, by their ids: those that are active or wait, those that cannot be used, and what is left of versions before.</summary>
    public ImmutableArray<PluginStatus> Plugins
    {
        get
        {
            lock (_lock)
            {
                _leaving.RemoveAll(generation => generation.IsGone);
                return [.. _slots.Values.Select(slot => slot.Status()).Concat(RefusedByCatalogue()).Concat(_leaving.Select(generation => generation.Status())).OrderBy(status => status.Id, StringComparer.Ordinal)];
            }
        }
    }

    internal TimeProvider Time { get; }

    internal Telemetry Telemetry { get; }

    internal PluginWatch Watch { get; }

    /// <summary>Ends when it is decided of everything that was told until now whether a version is left for it.</summary>
    internal Task Gated => _gate.Settled;

    /// <summary>
    /// Brings what runs in accord with what the store holds: newer versions are started and take the place of older ones, each in one step for all extension
    /// points; then the older ones are drained, stopped and unloaded. A version that cannot be started or used leaves the one before in its place.
    /// </summary>
    /// <param name="cancellationToken">Gives up waiting. What was begun goes on.</param>
    /// <returns>A task that ends when the older versions are stopped, or have not ended in time.</returns>
    /// <exception cref="ObjectDisposedException">The host has stopped.</exception>
    public Task RefreshAsync(CancellationToken cancellationToken = default) => DecideAsync(
        static slot => slot.IsEager, static (starts, stopping) => Task.WhenAll(starts.Select(start => start.Finished).Append(stopping)), cancellationToken);

    /// <summary>Stops everything, each within the deadlines of the options. A second call waits for the first.</summary>
    /// <returns>A task that ends when everything has stopped, or has not in time.</returns>
    public ValueTask DisposeAsync()
    {
        TaskCompletionSource disposal;
        List<(Generation, Task)> leaving;
        List<Task> starts;
        lock (_lock)
        {
            if (_disposal is not null)
                return new ValueTask(_disposal.Task);
            _disposal = disposal = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            var active = _slots.Values.Select(slot => slot.Active).OfType<Generation>().ToList();
            starts = [.. _starts.Values.Select(start => start.Finished)];
            _slots = _slots.Clear();
            _starts.Clear();
            leaving = Publish(active);
        }
        return new ValueTask(EndAsync(disposal, starts, leaving));
    }

    internal int SlotOf(ExtensionPointRegistration registration) => _points.IndexOf(registration);

    [HotPath]
    internal ExtensionSet SetOf(int slot) => Volatile.Read(ref _sets)[slot];

    /// <summary>Loads what brings something for an extension point and waits until it is needed.</summary>
    internal Task LoadAsync(ExtensionPointRegistration point, CancellationToken cancellationToken) => DecideAsync(
        slot => slot.IsEager || slot.Brings(point.Name),
        (starts, _) => Task.WhenAll(starts.Where(start => start.Brings(point.Name)).Select(start => start.Settled)),
        cancellationToken);

    private async Task EndAsync(TaskCompletionSource disposal, List<Task> starts, List<(Generation, Task)> leaving)
    {
        try
        {
            await _ends.CancelAsync().ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            await Task.WhenAll(starts.Append(StopAsync(leaving))).ConfigureAwait(false);
            await _gate.Settled.ConfigureAwait(false);
        }
        finally
        {
            _ends.Dispose();
            disposal.SetResult();
        }
    }

    /// <summary>Says what each plugin is to be, begins to start what is needed, and waits for what the caller needs of that.</summary>
    private async Task DecideAsync(Func<PluginSlot, bool> isNeeded, Func<IReadOnlyList<PluginStart>, Task, Task> awaited, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        List<PluginStart> starts, abandoned;
        List<(Generation, Task)> leaving;
        List<PluginRefusal> refused;
        lock (_lock)
        {
            ObjectDisposedException.ThrowIf(_disposal is not null, this);
            var (slots, refusals, kept) = SlotsOf(_store.Plugins);
            ImmutableArray<PluginRefusal> all = [.. refusals, .. kept];
            refused = [.. all.Except(_told)];
            var left = _slots.Values.Select(slot => slot.Active).OfType<Generation>().Where(active => slots.GetValueOrDefault(active.Id)?.Active != active).ToList();
            (_slots, _refusals, _told) = (slots, refusals, all);
            abandoned = [.. _starts.Values.Where(start => slots.GetValueOrDefault(start.Plugin.Manifest.Id)?.Wants(start.Plugin) != true)];
            foreach (var start in abandoned)
                _starts.Remove(start.Plugin.Manifest.Id);
            starts = [.. slots.Values.Where(slot => slot.IsToStart && (slot.Active is not null || isNeeded(slot))).Select(Start)];
            leaving = Publish(left);
        }
        foreach (var refusal in refused)
            Watch.Refused(refusal, _store.Plugins.FirstOrDefault(plugin => plugin.Manifest.Id == refusal.PluginId)?.Manifest.Version.ToString() ?? "");
        foreach (var start in abandoned)
            _ = start.AbandonAsync();
        await awaited(starts, StopAsync(leaving)).WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>
    /// What each plugin is to be. Where the catalogue refuses what the store wants of a plugin of which another version runs, and is still trusted, that one
    /// goes on: so the question is asked again with it, until nothing changes.
    /// </summary>
    private (ImmutableSortedDictionary<string, PluginSlot> Slots, ImmutableArray<PluginRefusal> Refusals, IEnumerable<PluginRefusal> Kept) SlotsOf(
        ImmutableArray<InstalledPlugin> wanted)
    {
        var trust = _store.Trust;
        var running = _slots.Values.Select(slot => slot.Active).OfType<Generation>().Where(active => active.IsTrustedBy(trust))
            .ToDictionary(active => active.Id, StringComparer.Ordinal);
        var byId = wanted.ToDictionary(plugin => plugin.Manifest.Id, StringComparer.Ordinal);
        var usable = new Dictionary<string, InstalledPlugin>(byId, StringComparer.Ordinal);
        var kept = new Dictionary<string, string>(StringComparer.Ordinal);
        PluginCatalogue catalogue;
        while (true)
        {
            catalogue = PluginCatalogue.Create(usable.Values, _contracts);
            var replaceable = catalogue.Refusals.Where(refusal =>
                running.TryGetValue(refusal.PluginId, out var active) && usable[refusal.PluginId].Digest != active.Digest).ToList();
            if (replaceable is [])
                break;
            foreach (var refusal in replaceable)
            {
                kept.TryAdd(refusal.PluginId, refusal.Reason);
                usable[refusal.PluginId] = running[refusal.PluginId].Installed;
            }
        }
        var slots = _slots.Clear().ToBuilder();
        foreach (var plugin in catalogue.Plugins.Select(plugin => byId[plugin.Manifest.Id]))
        {
            var id = plugin.Manifest.Id;
            var (before, active) = (_slots.GetValueOrDefault(id), running.GetValueOrDefault(id));
            slots[id] = kept.TryGetValue(id, out var reason) ? new PluginSlot(plugin, active, reason, IsRefused: true)
                : before is { IsRefused: false } && before.Wanted.Digest == plugin.Digest ? before with { Active = active }
                : new PluginSlot(plugin, active, null);
        }
        return (slots.ToImmutable(), catalogue.Refusals, kept.Select(each => new PluginRefusal(each.Key, each.Value)));
    }

    /// <summary>Begins to start what a slot wants, unless that is under way. Under the lock, which nothing of the start needs before it has ended.</summary>
    private PluginStart Start(PluginSlot slot)
    {
        if (_starts.TryGetValue(slot.Wanted.Manifest.Id, out var start))
            return start;
        _starts[slot.Wanted.Manifest.Id] = start = new PluginStart(slot.Wanted, _ends.Token);
        start.Run(StartAsync);
        return start;
    }

    private async Task StartAsync(PluginStart start)
    {
        var (started, reason) = await _starter.StartAsync(start.Plugin, start.Abandoned).ConfigureAwait(false);
        var id = start.Plugin.Manifest.Id;
        List<(Generation, Task)> leaving;
        lock (_lock)
        {
            if (_starts.GetValueOrDefault(id) == start && _slots.TryGetValue(id, out var slot))
            {
                _starts.Remove(id);
                _slots = _slots.SetItem(id, slot with { Active = started ?? slot.Active, Reason = reason });
                leaving = Publish(started is not null && slot.Active is { } old ? [old] : []);
            }
            else
            {
                // Something else is wanted meanwhile, and nobody has seen this one.
                leaving = started is null ? [] : [(started, Task.CompletedTask)];
            }
        }
        start.Settle();
        start.Dispose();
        await StopAsync(leaving).ConfigureAwait(false);
    }

    private IEnumerable<PluginStatus> RefusedByCatalogue()
    {
        var versions = _store.Plugins.ToDictionary(plugin => plugin.Manifest.Id, plugin => plugin.Manifest.Version.ToString(), StringComparer.Ordinal);
        return _refusals.Select(refusal => new PluginStatus(refusal.PluginId, versions.GetValueOrDefault(refusal.PluginId, ""), PluginState.Refused, refusal.Reason, []));
    }

    /// <summary>Puts the new sets in the place of the old ones, all at once. Under the lock.</summary>
    /// <returns>What left, and when nobody is inside any more.</returns>
    private List<(Generation Generation, Task Drained)> Publish(List<Generation> leaving)
    {
        var (old, sets) = (_sets, new ExtensionSet[_points.Length]);
        for (var i = 0; i < sets.Length; i++)
        {
            var point = _points[i];
            var bringers = _slots.Values.Where(slot => slot.Brings(point.Name)).ToList();
            ImmutableArray<Generation> generations =
                [.. point.Order(bringers.Select(slot => slot.Active).OfType<Generation>().Where(active => active.ExtensionsOf(point.Name) is [_, ..]))];
            var isWaiting = _disposal is null && bringers.Any(slot => slot.IsWaiting);
            sets[i] = generations.SequenceEqual(old[i].Generations) && isWaiting == old[i].IsWaiting ? old[i] : point.CreateSet(generations, isWaiting);
        }
        _leaving.AddRange(leaving);
        foreach (var generation in leaving)
            generation.Drain();
        Volatile.Write(ref _sets, sets);
        foreach (var set in old.Except(sets))
        {
            set.Retire();
            _retired.Add(set);
        }
        // Also sets that were retired long before, for another plugin's sake: a lease of them may still be held.
        Forget();
        return [.. leaving.Select(generation => (generation, DrainedOf(generation)))];
    }

    /// <summary>What is empty is not waited for again, and would keep what it names in memory. Under the lock.</summary>
    private void Forget() => _retired.RemoveAll(set => set.Empty.IsCompleted);

    private Task DrainedOf(Generation generation) => Task.WhenAll(_retired.Where(set => set.Generations.Contains(generation)).Select(set => set.Empty));

    private Task StopAsync(List<(Generation Generation, Task Drained)> leaving) =>
        Task.WhenAll(leaving.Select(each => StopAsync(each.Generation, each.Drained)));

    private async Task StopAsync(Generation generation, Task drained)
    {
        try
        {
            await drained.WaitAsync(_options.DrainTimeout, Time).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            generation.Stick();
        }
        lock (_lock)
            Forget();
        var stopped = await generation.StopAsync(_options.StopTimeout, Time).ConfigureAwait(false);
        if (drained.IsCompleted && stopped)
        {
            Watch.Stopped(generation);
            return;
        }
        generation.Stick();
        _starter.Stick(generation.Digest);
        Watch.Stuck(generation);
    }
}
