using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox;

/// <summary>
/// Failed while the store cannot be used, degraded while a handler of this program is behind or disabled; it names each of them. What receivers outside do makes nobody here ill.
/// </summary>
internal sealed class OutboxHealthCheck(OutboxDispatcher dispatcher, IOutboxStore store, IOptions<PlatformOutboxOptions> options, TimeProvider time) : IHealthCheck
{
    public async Task<HealthCheckResult> CheckHealthAsync(HealthCheckContext context, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (dispatcher.Failure is { } failure)
            return new HealthCheckResult(context.Registration.FailureStatus, "The store of the outbox cannot be used.", failure);
        IReadOnlyList<LaneStanding> standings;
        try
        {
            standings = await store.MeasureAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception refused) when (refused is not OperationCanceledException)
        {
            return new HealthCheckResult(context.Registration.FailureStatus, "The store of the outbox cannot be used.", refused);
        }
        var now = time.GetUtcNow();
        List<string> behind = [.. standings.Where(lane => dispatcher.IsOwn(lane.Name) && (lane.IsDisabled || now - lane.OldestAt > options.Value.DegradedAfter))
            .Select(lane => $"{lane.Name}: {(lane.IsDisabled ? "disabled, " : "")}{lane.Waiting} waiting, the oldest since {lane.OldestAt:O}")];
        return behind is [] ? HealthCheckResult.Healthy() : HealthCheckResult.Degraded($"Handlers of the outbox are behind: {string.Join("; ", behind)}.");
    }
}
