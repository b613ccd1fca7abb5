using System.Text;
using Platform.Audit.Records;
using Platform.Audit.Search;
using Platform.Audit.Stores;

namespace Platform.Audit.Retention;

/// <summary>
/// The holds of a log, as its records say. They are found by the index: what whoever has the database takes out of that is missing here,
/// and an inspection names it. A partition with the record of a hold that was not released stays, so that no hold
/// is dropped.
/// </summary>
internal sealed class RecordHolds(AuditLog log) : IAuditHolds
{
    private const int MostIdBytes = 255;

    public async ValueTask<AuditReceipt> PlaceAsync(AuditHold hold, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(hold);
        if (string.IsNullOrEmpty(hold.Id) || Encoding.UTF8.GetByteCount(hold.Id) > MostIdBytes)
            throw new ArgumentException($"A hold has an id of 1 to {MostIdBytes} bytes.", nameof(hold));
        if (hold is { Actor: null, Target: null, Tenant: null, First: null, End: null })
            throw new ArgumentException("A hold says what it holds: an actor, a target, a tenant or a range.", nameof(hold));
        if (hold.First < 0 || hold.End <= (hold.First ?? 0))
            throw new ArgumentException("The range of a hold has a record at least.", nameof(hold));
        log.RequireSearch();
        return await log.AppendAsync(new LogHeld(hold, reason), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<AuditReceipt> ReleaseAsync(string id, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(id);
        var placed = await ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
        if (!placed.Exists(each => each.Hold.Id == id))
            throw new ArgumentException($"There is no hold {id}.", nameof(id));
        return await log.AppendAsync(new LogReleased(id, reason), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
    }

    public async ValueTask<IReadOnlyList<AuditHold>> ReadAsync(CancellationToken cancellationToken = default) =>
        [.. (await ReadPlacedAsync(cancellationToken).ConfigureAwait(false)).Select(static each => each.Hold)];

    /// <summary>The holds that are not released, each with the record that has placed it.</summary>
    public async ValueTask<List<(long Index, AuditHold Hold)>> ReadPlacedAsync(CancellationToken cancellationToken)
    {
        List<(long Index, AuditHold Hold)> placed = [];
        long? after = null;
        do
        {
            var (entries, next) = await log.FindAsync(new AuditQuery { Action = "audit.hold.*", OldestFirst = true, PageSize = AuditQuery.MaxPageSize, After = after }, cancellationToken).ConfigureAwait(false);
            foreach (var entry in entries)
                Take(entry, placed);
            after = next;
        }
        while (after is not null);
        return placed;
    }

    /// <summary>The hold that has a record; <see langword="null"/> where none has.</summary>
    public static AuditHold? Find(IReadOnlyList<(long Index, AuditHold Hold)> placed, long index, ReadOnlySpan<byte> record)
    {
        if (placed.Count == 0)
            return null;
        var entry = IndexEntries.Of(index, record);
        foreach (var (_, hold) in placed)
        {
            var isInRange = index >= (hold.First ?? 0) && index < (hold.End ?? long.MaxValue);
            if (isInRange && (hold.Actor is null || hold.Actor == entry.Actor) && (hold.Target is null || hold.Target == entry.Target) && (hold.Tenant is null || hold.Tenant == entry.Tenant))
                return hold;
        }
        return null;
    }

    /// <summary>Why a partition stays; <see langword="null"/> where no hold has anything in it.</summary>
    public async ValueTask<string?> FindObstacleAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        foreach (var (index, hold) in await ReadPlacedAsync(cancellationToken).ConfigureAwait(false))
        {
            if (index < partition.End)
                return FormattableString.Invariant($"record {index} has placed the hold {hold.Id}, which is not released");
            var (first, end) = (Math.Max(partition.First, hold.First ?? 0), Math.Min(partition.End, hold.End ?? long.MaxValue));
            if (first >= end)
                continue;
            var found = hold is { Actor: null, Target: null, Tenant: null } ? first : await FindFirstAsync(hold, first, cancellationToken).ConfigureAwait(false);
            if (found < end)
                return FormattableString.Invariant($"record {found} is held by {hold.Id}");
        }
        return null;
    }

    private async ValueTask<long> FindFirstAsync(AuditHold hold, long first, CancellationToken cancellationToken)
    {
        var query = new AuditQuery { Actor = hold.Actor, Target = hold.Target, Tenant = hold.Tenant, OldestFirst = true, PageSize = 1, After = first - 1 };
        var (entries, _) = await log.FindAsync(query, cancellationToken).ConfigureAwait(false);
        return entries is [var entry] ? entry.Index : long.MaxValue;
    }

    private static void Take(AuditEntry entry, List<(long Index, AuditHold Hold)> placed)
    {
        if (!AuditRecord.TryRead(entry.Record.Span, out var record) || record.IsFromIntake || record.Kind != AuditRecordKind.Event)
            return;
        if (record.Name.SequenceEqual("audit.hold.placed"u8) && LogHeld.Read(record) is { } hold)
        {
            placed.RemoveAll(each => each.Hold.Id == hold.Id);
            placed.Add((entry.Index, hold));
        }
        else if (record.Name.SequenceEqual("audit.hold.released"u8) && LogHeld.Read(record) is { } released)
        {
            placed.RemoveAll(each => each.Hold.Id == released.Id);
        }
    }
}
