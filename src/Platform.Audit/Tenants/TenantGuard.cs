using Platform.Audit.Retention;
using Platform.Audit.Stores;

namespace Platform.Audit.Tenants;

/// <summary>What the log of the host says last of a tenant stays: without it nobody would know that his log was taken back, or that it was
/// removed.</summary>
internal sealed class TenantGuard(TenantBook book) : IAuditRetentionGuard
{
    public async ValueTask<string?> FindObstacleAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
        var said = book.Last.Count(last => last.Index < partition.End && book.FindRemoval(last.Id) is null) + book.RemovedBefore(
            partition.End).Count;
        return said == 0 ? null
            : FormattableString.Invariant(
            $"of {said} tenants it says how far their logs have come, or that they were removed, and no later record does: RestateAsync({partition.End}) says it again");
    }
}
