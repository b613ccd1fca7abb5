using System.Collections.Frozen;
using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Audit;
using Platform.Audit.Records;
using Platform.Plugins.Observing;

namespace Platform.Hosting.Plugins;

/// <summary>
/// Writes what becomes of plugins into the audit log, one after the other as it happened. Who is told returns at once: a log that is away holds up no plugin.
/// </summary>
internal sealed class PluginAuditor(IAuditAppender log, TimeProvider time, ILogger<PluginAuditor> logger) : BackgroundService, IPluginObserver
{
    private const int MostWaiting = 1_000;

    private static readonly TimeSpan Pause = TimeSpan.FromSeconds(1);

    private static readonly FrozenDictionary<PluginOccurrenceKind, (AuditEventType Type, AuditOutcome Outcome)> Types = new[]
    {
        (PluginOccurrenceKind.Started, "started", AuditOutcome.Success),
        (PluginOccurrenceKind.StartFailed, "start-failed", AuditOutcome.Failure),
        (PluginOccurrenceKind.Refused, "refused", AuditOutcome.Failure),
        (PluginOccurrenceKind.Stopped, "stopped", AuditOutcome.Success),
        (PluginOccurrenceKind.Stuck, "stuck", AuditOutcome.Failure),
        (PluginOccurrenceKind.Broken, "broken", AuditOutcome.Failure),
        (PluginOccurrenceKind.Quarantined, "quarantined", AuditOutcome.Failure),
        (PluginOccurrenceKind.ProcessEnded, "process-ended", AuditOutcome.Failure),
        (PluginOccurrenceKind.ProcessStartedAgain, "process-started-again", AuditOutcome.Success),
    }.ToFrozenDictionary(static each => each.Item1, static each => (new AuditEventType($"plugins.{each.Item2}"), each.Item3));

    private readonly Channel<(PluginOccurrence Occurrence, DateTimeOffset At)> _waiting =
        Channel.CreateBounded<(PluginOccurrence, DateTimeOffset)>(new BoundedChannelOptions(MostWaiting) { SingleReader = true });

    private bool _isStopping;

    public void Observe(PluginOccurrence occurrence)
    {
        if (!_waiting.Writer.TryWrite((occurrence, time.GetUtcNow())))
            Log.PluginNotAudited(logger, occurrence.Kind, occurrence.PluginId);
    }

    /// <summary>What has been told by now is written still, where the log takes it at once.</summary>
    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        Volatile.Write(ref _isStopping, true);
        _waiting.Writer.TryComplete();
        if (ExecuteTask is { } running)
            await running.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var (occurrence, at) in _waiting.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            while (!await TryAppendAsync(occurrence, at, stoppingToken).ConfigureAwait(false))
            {
                if (Volatile.Read(ref _isStopping))
                {
                    Log.PluginNotAudited(logger, occurrence.Kind, occurrence.PluginId);
                    break;
                }
                await Task.Delay(Pause, time, stoppingToken).ConfigureAwait(false);
            }
        }
    }

    private async Task<bool> TryAppendAsync(PluginOccurrence occurrence, DateTimeOffset at, CancellationToken cancellationToken)
    {
        var (type, outcome) = Types[occurrence.Kind];
        var told = new AuditEvent(type) { Target = $"plugin:{occurrence.PluginId}", Outcome = outcome }.With("version", occurrence.Version).With("happened", at);
        if (occurrence.Extension is { } extension)
            told = told.With("extension", extension);
        if (occurrence.Reason is { } reason)
            told = told.With("reason", reason.Length <= 1_000 ? reason : reason[..1_000]);
        try
        {
            await log.AppendAsync(told, cancellationToken: cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (AuditUnavailableException)
        {
            return false;
        }
    }
}
