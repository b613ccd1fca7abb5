using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Inspection;

/// <summary>What is in a store and under no checkpoint yet.</summary>
/// <param name="Signed">How many records the checkpoint speaks of.</param>
/// <param name="Count">How many there are behind them.</param>
/// <param name="Since">When the first of those was recorded, as it says itself; <see langword="null"/> where there are none, or it does not say.</param>
/// <param name="Until">When the last record was recorded, as the store says.</param>
public readonly record struct AuditUnsigned(long Signed, long Count, DateTimeOffset? Since, DateTimeOffset Until)
{
    /// <summary>Looks what is behind a checkpoint.</summary>
    /// <param name="store">The store.</param>
    /// <param name="state">How it stands.</param>
    /// <param name="signed">How many records the checkpoint speaks of; 0 where there is none.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What is.</returns>
    /// <exception cref="TileException">The first of the records is missing.</exception>
    public static async ValueTask<AuditUnsigned> ReadAsync(IAuditStore store, AuditStoreState state, long signed, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(state);
        if (state.Size <= signed)
            return new AuditUnsigned(signed, 0, null, state.LastRecordedAt);
        var first = await new TileReader(store, state.Size).ReadEntryAsync(signed, cancellationToken).ConfigureAwait(false);
        return new AuditUnsigned(signed, state.Size - signed, AuditRecord.TryRead(first.Span, out var record) ? record.RecordedAt : null, state.LastRecordedAt);
    }

    /// <summary>Whether they are there for too long: then the log does not sign, or its checkpoint was taken away or put back to an earlier one.</summary>
    /// <param name="atMost">How long they may be.</param>
    /// <param name="now">What time it is.</param>
    /// <returns>The fault in words; <see langword="null"/> where there is none. Whoever can write to the store can give what is unsigned any time.</returns>
    public string? FindFault(TimeSpan atMost, DateTimeOffset now)
    {
        if (Count == 0)
            return null;
        // Against the last record as well, should the clock here be behind; and a time that is yet to come is none.
        if (Since is { } since && (Until > now ? Until : now) - since <= atMost && since - now <= atMost)
            return null;
        var behind = FormattableString.Invariant($"{Count} records from {Signed} on are under no checkpoint");
        return (Since is { } when ? FormattableString.Invariant($"{behind} since {when:u}") : behind) + ": the log does not sign, or its checkpoint was taken away or put back to an earlier one";
    }
}
