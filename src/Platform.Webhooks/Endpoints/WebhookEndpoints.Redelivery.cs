using Platform.Webhooks.Outbox.Redelivery;

namespace Platform.Webhooks.Endpoints;

/// <content>What a tenant may have delivered again to a receiver of its own.</content>
internal sealed partial class WebhookEndpoints
{
    /// <summary>Each takes up to five seconds of the database, and the process makes one at a time.</summary>
    private const int MostEstimatesPerMinute = 6;

    private const int MostEstimatesAtOnce = 3;

    private readonly TenantRate _estimates = new(
        MostEstimatesPerMinute, MostEstimatesAtOnce, "It was asked too often within a minute what would be delivered again.", time);

    public async ValueTask<RedeliveryEstimate?> EstimateRedeliveryAsync(
        string? tenant, RedeliveryRequest request, CancellationToken cancellationToken = default)
    {
        if (!await IsOfAsync(tenant, request, cancellationToken).ConfigureAwait(false))
            return null;
        _estimates.Take(tenant);
        return await redelivery().EstimateAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<RedeliveryJob?> StartRedeliveryAsync(
        string? tenant, RedeliveryRequest request, CancellationToken cancellationToken = default)
    {
        if (!await IsOfAsync(tenant, request, cancellationToken).ConfigureAwait(false))
            return null;
        _changes.Take(tenant);
        return await redelivery().StartAsync(request, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<RedeliveryJob>?> ListRedeliveriesAsync(
        string? tenant, string id, CancellationToken cancellationToken = default)
    {
        if (await RowAsync(new EndpointReference(tenant, id), cancellationToken).ConfigureAwait(false) is null)
            return null;
        var jobs = await redelivery().ListAsync(cancellationToken).ConfigureAwait(false);
        return [.. jobs.Where(job => job.Consumer == id)];
    }

    public async ValueTask<bool> CancelRedeliveryAsync(string? tenant, string id, long job, CancellationToken cancellationToken = default)
    {
        if (await ListRedeliveriesAsync(tenant, id, cancellationToken).ConfigureAwait(false) is not { } theirs
            || !theirs.Any(each => each.Id == job))
            return false;
        _changes.Take(tenant);
        return await redelivery().CancelAsync(job, cancellationToken).ConfigureAwait(false);
    }

    private async ValueTask<bool> IsOfAsync(string? tenant, RedeliveryRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return await RowAsync(new EndpointReference(tenant, request.Consumer), cancellationToken).ConfigureAwait(false) is not null;
    }
}
