using Platform.Audit.Checkpoints;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Retention;

/// <summary>
/// Whether what is missing at the beginning of a log was dropped by it. A store says so beside the log, where whoever has the database says what
/// he likes; so it counts only where a record says the same that a key of the log has signed, for its own place in the log.
/// </summary>
public static class DroppedRecords
{
    /// <summary>Looks for the record that says so.</summary>
    /// <param name="store">The store.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="policy">The origin and the keys of the log. Who keeps to a key that has signed drops and was replaced since names that one too.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether nothing is missing, or the log says that just that was dropped. That the rest is as it was signed, verifying the log says.</returns>
    public static async ValueTask<bool> AreExplainedAsync(IAuditStore store, AuditStoreState state, CheckpointPolicy policy, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(state);
        ArgumentNullException.ThrowIfNull(policy);
        if (state.KeptFrom == 0)
            return true;
        if (state.KeptFrom < 0 || state.DroppedBy is not { } by || by < state.KeptFrom || by >= state.Size)
            return false;
        try
        {
            var record = await new TileReader(store, state.Size, state.KeptFrom).ReadEntryAsync(by, cancellationToken).ConfigureAwait(false);
            return LogDropped.TryRead(record.Span, by, policy, out var partition) && partition.End == state.KeptFrom;
        }
        catch (TileException)
        {
            return false;
        }
    }
}
