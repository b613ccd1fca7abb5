using Platform.Plugins.Catalogue;
using Platform.Plugins.Observing;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;

namespace Platform.Plugins.Generations;

/// <summary>
/// Makes the version before active again where a new one turns out to be ill while it is on probation. It changes the store and nothing
/// else: whoever follows that brings it into effect.
/// </summary>
/// <remarks>Safe for use by several threads. Whoever tells it something waits for nothing.</remarks>
internal sealed class HealthGate(PluginStore store, PluginWatch watch, Telemetry telemetry, PlatformPluginsOptions options, TimeProvider time)
{
    private readonly Lock _lock = new();

    /// <summary>The trial of the version of each plugin that was started last, where that is on probation.</summary>
    private readonly Dictionary<string, (string Digest, ProbationTrial Trial)> _trials = new(StringComparer.Ordinal);
    private Task _looking = Task.CompletedTask;

    /// <summary>Ends when everything that was told until now has been looked at.</summary>
    public Task Settled
    {
        get
        {
            lock (_lock)
                return _looking;
        }
    }

    /// <summary>A version is about to start: whether its calls are counted.</summary>
    public ProbationTrial? Begin(InstalledPlugin plugin)
    {
        var (id, version) = (plugin.Manifest.Id, plugin.Manifest.Version.ToString());
        var until = UpdateOf(id) is { } update && update.Digest == plugin.Digest ? update.At + options.Probation : null;
        lock (_lock)
        {
            _trials.Remove(id);
            if (until is not { } end || end <= time.GetUtcNow())
                return null;
            var trial = new ProbationTrial(
                options.ProbationCalls, options.ProbationFaults, end, time, reason => Consider(id, version, $"CallsFailed: {reason}"));
            _trials[id] = (plugin.Digest, trial);
            return trial;
        }
    }

    public void Consider(PluginOccurrence told)
    {
        if (IsIll(told.Kind))
            Consider(told.PluginId, told.Version, ReasonOf(told));
    }

    private void Consider(string id, string version, string reason)
    {
        if (options.Probation is null)
            return;
        lock (_lock)
            _looking = Task.WhenAll(_looking, Task.Run(() => LookAt(id, version, reason)));
    }

    private static bool IsIll(PluginOccurrenceKind kind) => kind is PluginOccurrenceKind.StartFailed or PluginOccurrenceKind.Refused
        or PluginOccurrenceKind.Broken or PluginOccurrenceKind.Quarantined;

    private static string ReasonOf(PluginOccurrence told) => told switch
    {
        { Reason: { } reason } => $"{told.Kind}: {reason}",
        { Extension: { } extension } => $"{told.Kind}: {extension}",
        _ => $"{told.Kind}",
    };

    /// <summary>
    /// What made the version active that is active, if that was an update. What went back is none, so it is not left in its turn: the version
    /// before is the last that anybody knows to have worked.
    /// </summary>
    private StoreChange? UpdateOf(string id) =>
        store.Changes.LastOrDefault(each => each.PluginId == id && each.Kind != StoreChangeKind.OlderAllowed) is { Kind: StoreChangeKind.Installed } change
        && store.HasVersionBefore(id) ? change : null;

    private bool IsOnProbation(StoreChange update)
    {
        lock (_lock)
        {
            return time.GetUtcNow() - update.At < options.Probation
                || (_trials.TryGetValue(update.PluginId, out var begun) && begun.Digest == update.Digest && begun.Trial.Lasts);
        }
    }

    private void LookAt(string id, string version, string reason)
    {
        try
        {
            if (UpdateOf(id) is not { } update || update.Version != version || !IsOnProbation(update))
                return;
            var active = store.Rollback(id, update.Digest, reason);
            telemetry.RolledBack(id);
            watch.RolledBack(id, version, active.Manifest.Version.ToString(), reason);
        }
        catch (PluginPackageException fault) when (fault.Fault == PackageFault.Outdated)
        {
            // Somebody was faster.
        }
        catch (Exception fault)
        {
            watch.RollbackFailed(id, version, fault);
        }
    }
}
