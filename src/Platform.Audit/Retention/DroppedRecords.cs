using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Retention;

/// <summary>
/// Whether what is missing at the beginning of a log was dropped. A store says so beside the log, where whoever has the database says what
/// he likes; so it counts only where a record of the log says the same.
/// </summary>
public static class DroppedRecords
{
    /// <summary>Looks for the record that says so.</summary>
    /// <param name="store">The store.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether nothing is missing, or a record says that just that was dropped. Whether that record is the one that was signed,
    /// verifying the log says.</returns>
    public static async ValueTask<bool> AreExplainedAsync(IAuditStore store, AuditStoreState state, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(state);
        if (state.KeptFrom == 0)
            return true;
        if (state.DroppedBy is not { } by || by < state.KeptFrom || by >= state.Size)
            return false;
        try
        {
            var record = await new TileReader(store, state.Size, state.KeptFrom).ReadEntryAsync(by, cancellationToken).ConfigureAwait(false);
            return LogDropped.TryRead(record.Span, out var before) && before == state.KeptFrom;
        }
        catch (TileException)
        {
            return false;
        }
    }
}
