using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Retention;

/// <summary>
/// Drops the oldest partitions of a log. Whatever is killed on the way, nothing is lost: a file that was not finished is not there, one
/// that was is written again; a record that says that something was dropped which is still there is followed by
/// another; and the drop itself is one transaction of the store.
/// </summary>
internal sealed class RecordRetention(AuditLog log, IAuditStore store, RecordHolds holds, IEnumerable<IAuditRetentionGuard> guards, RetentionClasses classes, IAuditArchive? archive, TimeProvider time, bool recordReads)
    : IAuditRetention, IDisposable
{
    private readonly SemaphoreSlim _working = new(1);

    public async ValueTask<AuditDrop> DropBeforeAsync(DateTimeOffset before, string? reason = null, CancellationToken cancellationToken = default)
    {
        var partitioned = store as IAuditPartitionedStore ?? throw new NotSupportedException("The store of this audit log cannot drop records: those of UseSqlite and UsePostgreSql can.");
        await _working.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await DropAsync(partitioned, (partition, _, token) => FindYoungerAsync(partition, before, token), reason, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _working.Release();
        }
    }

    public async ValueTask<AuditDrop> ApplyAsync(CancellationToken cancellationToken = default)
    {
        await _working.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            var now = time.GetUtcNow();
            var erased = await EraseEndedAsync(now, cancellationToken).ConfigureAwait(false);
            var dropped = store is IAuditPartitionedStore partitioned
                ? await DropAsync(partitioned, (partition, state, token) => FindKeptAsync(partition, state, now, token), "kept for as long as its class says", cancellationToken).ConfigureAwait(false)
                : new AuditDrop(0, [], null);
            return dropped with { Erased = erased };
        }
        finally
        {
            _working.Release();
        }
    }

    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadArchiveAsync(long first, long end, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        var source = archive ?? throw new InvalidOperationException("The audit log has no archive: say where it is, with ArchiveTo.");
        var (size, root) = await log.ReadSignedAsync(end, cancellationToken).ConfigureAwait(false);
        if (recordReads)
            await log.AppendAsync(new ArchiveRead(first, end), cancellationToken: cancellationToken).ConfigureAwait(false);
        await foreach (var record in new ArchiveReader(source, log.Origin, new TileReader(store, size), root).ReadAsync(first, end, cancellationToken).ConfigureAwait(false))
            yield return record;
    }

    public void Dispose() => _working.Dispose();

    private async ValueTask<AuditDrop> DropAsync(
        IAuditPartitionedStore partitioned, Func<AuditPartition, AuditStoreState, CancellationToken, ValueTask<string?>> findObstacle, string? reason, CancellationToken cancellationToken)
    {
        log.RequireHere();
        List<AuditDroppedPartition> dropped = [];
        while (true)
        {
            var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
            var partitions = await partitioned.ReadPartitionsAsync(cancellationToken).ConfigureAwait(false);
            var partition = partitions.FirstOrDefault(each => each.First == state.KeptFrom);
            // The last record of a log is where it goes on from.
            if (partition.End == 0 || partition.End >= state.Size)
                return new AuditDrop(state.KeptFrom, dropped, null);
            var obstacle = await findObstacle(partition, state, cancellationToken).ConfigureAwait(false) ?? await holds.FindObstacleAsync(partition, cancellationToken).ConfigureAwait(false);
            foreach (var guard in guards)
                obstacle ??= await guard.FindObstacleAsync(partition, cancellationToken).ConfigureAwait(false);
            if (obstacle is not null)
                return new AuditDrop(state.KeptFrom, dropped, obstacle);
            dropped.Add(await DropAsync(partitioned, partition, reason, cancellationToken).ConfigureAwait(false));
        }
    }

    private async ValueTask<string?> FindYoungerAsync(AuditPartition partition, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var last = await new TileReader(store, partition.End).ReadEntryAsync(partition.End - 1, cancellationToken).ConfigureAwait(false);
        return AuditRecord.TryRead(last.Span, out var youngest) && youngest.RecordedAt < before ? null : FormattableString.Invariant($"record {partition.End - 1} was not recorded before {before:u}");
    }

    /// <summary>A partition goes when the time of each of its records has ended: that of the longest class in it is what counts.</summary>
    private async ValueTask<string?> FindKeptAsync(AuditPartition partition, AuditStoreState state, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var reader = new TileReader(store, state.Size);
        // From the end: there is what ends last, as a rule.
        for (var bundle = partition.End / TileAddress.FullWidth - 1; bundle >= partition.First / TileAddress.FullWidth; bundle--)
        {
            var records = await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false);
            for (var at = records.Count - 1; at >= 0; at--)
            {
                if (FindKept(bundle * TileAddress.FullWidth + at, records[at].Span, now) is { } obstacle)
                    return obstacle;
            }
        }
        return null;
    }

    private string? FindKept(long index, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (!AuditRecord.TryRead(bytes, out var record))
            return FormattableString.Invariant($"record {index} is none that this version knows");
        if (classes.Of(record) is not { } kept)
            return FormattableString.Invariant($"record {index} is kept for ever");
        return now - record.RecordedAt < kept ? FormattableString.Invariant($"record {index} is kept until {record.RecordedAt + kept:u}") : null;
    }

    /// <summary>Erases what is beside records whose time has ended, and which nobody holds. The oldest come first, and none is looked at
    /// that is younger than the shortest time.</summary>
    private async ValueTask<long> EraseEndedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (store is not IAuditPersonalStore personal || classes.Shortest is not { } shortest)
            return 0;
        var placed = await holds.ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
        var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        var reader = new TileReader(store, state.Size);
        var erased = 0L;
        for (var first = state.KeptFrom; first < state.Size; first += TileAddress.FullWidth)
        {
            var records = await reader.ReadBundleAsync(first / TileAddress.FullWidth, cancellationToken).ConfigureAwait(false);
            if (IsYounger(records[0].Span, now - shortest))
                break;
            var beside = await personal.ReadPersonalAsync(first, first + records.Count, cancellationToken).ConfigureAwait(false);
            long[] ended = [.. beside.Where(static each => each.ErasedBy is null).Select(static each => each.Index).Distinct().Order().Where(HasEnded)];
            if (ended.Length == 0)
                continue;
            await log.AppendAsync(new LogErased(ended, "kept for as long as its class says"), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
            erased += ended.Length;

            bool HasEnded(long index) => FindKept(index, records[(int)(index - first)].Span, now) is null && RecordHolds.Find(placed, index, records[(int)(index - first)].Span) is null;
        }
        return erased;
    }

    private static bool IsYounger(ReadOnlySpan<byte> bytes, DateTimeOffset than) => AuditRecord.TryRead(bytes, out var record) && record.RecordedAt > than;

    private async ValueTask<AuditDroppedPartition> DropAsync(IAuditPartitionedStore partitioned, AuditPartition partition, string? reason, CancellationToken cancellationToken)
    {
        var (name, hash) = await ArchiveAsync(partition, cancellationToken).ConfigureAwait(false);
        await EraseAsync(partition, cancellationToken).ConfigureAwait(false);
        await partitioned.SealAsync(partition, cancellationToken).ConfigureAwait(false);
        // Signed and out of the house before anything goes: whoever finds the records missing finds this.
        var receipt = await log.AppendAsync(new LogDropped(partition.First, partition.End, name, hash, reason), AuditAcknowledgement.Published, cancellationToken).ConfigureAwait(false);
        if (!receipt.TryGetIndex(out var by) || !await partitioned.DropAsync(partition, by, cancellationToken).ConfigureAwait(false))
            throw new InvalidOperationException($"The records from {partition.First} to {partition.End - 1} were not dropped: the store has been changed meanwhile. Nothing is lost; try again.");
        return new AuditDroppedPartition(partition.First, partition.End, name, by);
    }

    /// <summary>Compares the records with what was signed; writes them, and reads and compares what was written.</summary>
    private async ValueTask<(string? Name, string? Hash)> ArchiveAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        var (size, root) = await log.ReadSignedAsync(partition.End, cancellationToken).ConfigureAwait(false);
        var reader = new TileReader(store, size);
        if (archive is null)
        {
            await foreach (var _ in ReadAsync(reader, root, partition, cancellationToken).ConfigureAwait(false))
            {
                // Compared, and nothing else.
            }
            return default;
        }
        var name = ArchiveFile.NameOf(partition.First, partition.End);
        await archive.WriteAsync(
            name,
            (target, token) => ArchiveFile.WriteAsync(target, log.Origin, partition.First, partition.End, ReadAsync(reader, root, partition, token), token),
            cancellationToken).ConfigureAwait(false);
        await foreach (var _ in new ArchiveReader(archive, log.Origin, reader, root).ReadAsync(partition.First, partition.End, cancellationToken).ConfigureAwait(false))
        {
            // What cannot be read back is not there.
        }
        var file = await archive.OpenAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new AuditIntegrityException($"The archive {name} was written, and is not there.");
        await using var closing = file.ConfigureAwait(false);
        return (name, Convert.ToHexStringLower(await SHA256.HashDataAsync(file, cancellationToken).ConfigureAwait(false)));
    }

    private static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        TileReader reader, Trees.TreeHash root, AuditPartition partition, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        for (var bundle = partition.First / TileAddress.FullWidth; bundle < partition.End / TileAddress.FullWidth; bundle++)
        {
            var records = await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false);
            if (!await reader.IsSignedAsync(bundle, records, root, cancellationToken).ConfigureAwait(false))
                throw new AuditIntegrityException($"Records from {bundle * TileAddress.FullWidth} on are not those that were signed. Verify the log: it names them. Nothing of them is dropped.");
            foreach (var record in records)
                yield return record;
        }
    }

    private async ValueTask EraseAsync(AuditPartition partition, CancellationToken cancellationToken)
    {
        if (store is not IAuditPersonalStore personal)
            return;
        for (var first = partition.First; first < partition.End; first += LogErased.MostRecords)
        {
            var beside = await personal.ReadPersonalAsync(first, Math.Min(partition.End, first + LogErased.MostRecords), cancellationToken).ConfigureAwait(false);
            long[] present = [.. beside.Where(static each => each.ErasedBy is null).Select(static each => each.Index).Distinct().Order()];
            if (present.Length > 0)
                await log.AppendAsync(new LogErased(present, "their records are dropped"), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
        }
    }
}
