using Platform.Audit.Stores;

namespace Platform.Audit.Retention;

/// <summary>Somebody who still needs records, such as an exporter that has not got rid of them. All that are registered are asked before a
/// partition is dropped. For several threads at once.</summary>
public interface IAuditRetentionGuard
{
    /// <summary>Says why a partition must stay.</summary>
    /// <param name="partition">The partition.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <returns>Why, for people; <see langword="null"/> where it may go.</returns>
    ValueTask<string?> FindObstacleAsync(AuditPartition partition, CancellationToken cancellationToken);
}
