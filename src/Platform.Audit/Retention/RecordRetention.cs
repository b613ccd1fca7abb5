using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Retention;

/// <summary>
/// Drops the oldest partitions of a log. Whatever is killed on the way, nothing is lost: a file that was not finished is not there, one
/// that was is taken up again, and the drop itself is one transaction with the record that says so.
/// </summary>
internal sealed class RecordRetention(AuditLog log, IAuditStore store, RecordHolds holds, IEnumerable<IAuditRetentionGuard> guards, RetentionClasses classes, IAuditArchive? archive, TimeProvider time, PlatformAuditOptions options,
    ILogger logger)
    : IAuditRetention, IDisposable
{
    /// <summary>How often a drop is tried that others are in the way of, with a pause that doubles from the first.</summary>
    private const int MostTries = 5;

    private static readonly TimeSpan FirstPause = TimeSpan.FromMilliseconds(250);

    private readonly SemaphoreSlim _working = new(1);

    private bool CanArchive => archive is not null || options.DropsWithoutArchive;

    public async ValueTask<AuditDrop> DropBeforeAsync(DateTimeOffset before, string? reason = null, CancellationToken cancellationToken = default)
    {
        var partitioned = store as IAuditPartitionedStore ?? throw new NotSupportedException("The store of this audit log cannot drop records: those of UseSqlite and UsePostgreSql can.");
        if (!CanArchive)
            throw new InvalidOperationException($"The audit log has no archive, so what is dropped would be gone for good. Say where it is, with ArchiveTo; or that it may go, with {nameof(PlatformAuditOptions)}.{nameof(PlatformAuditOptions.DropsWithoutArchive)}.");
        await _working.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await DropAsync(partitioned, (index, record) => FindYounger(index, record.Span, before), reason, cancellationToken).ConfigureAwait(false);
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
                ? await DropAsync(partitioned, (index, record) => FindKept(index, record.Span, now), "kept for as long as its class says", cancellationToken).ConfigureAwait(false)
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
        if (options.RecordReads)
            await log.AppendAsync(new ArchiveRead(first, end), cancellationToken: cancellationToken).ConfigureAwait(false);
        await foreach (var record in new ArchiveReader(source, log.Origin, new TileReader(store, size), root).ReadAsync(first, end, cancellationToken).ConfigureAwait(false))
            yield return record;
    }

    public void Dispose() => _working.Dispose();

    private async ValueTask<AuditDrop> DropAsync(
        IAuditPartitionedStore partitioned, Func<long, ReadOnlyMemory<byte>, string?> findKept, string? reason, CancellationToken cancellationToken)
    {
        log.RequireHere();
        await ReclaimAsync(partitioned, cancellationToken).ConfigureAwait(false);
        List<AuditDroppedPartition> dropped = [];
        while (true)
        {
            // Where the log begins only its own signature says: nothing is dropped behind a beginning that somebody has moved.
            var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
            var partitions = await partitioned.ReadPartitionsAsync(cancellationToken).ConfigureAwait(false);
            var partition = partitions.FirstOrDefault(each => each.First == state.KeptFrom);
            // The last record of a log is where it goes on from.
            if (partition.End == 0 || partition.End >= state.Size)
                return new AuditDrop(state.KeptFrom, dropped, null);
            var placed = await holds.ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
            if (await FindObstacleAsync(partition, placed, findKept, cancellationToken).ConfigureAwait(false) is { } obstacle)
                return new AuditDrop(state.KeptFrom, dropped, obstacle);
            // Whoever has asked for the contents alone to go is not refused that.
            if (!CanArchive)
                return new AuditDrop(state.KeptFrom, dropped, $"there is no archive (ArchiveTo), and {nameof(PlatformAuditOptions.DropsWithoutArchive)} does not say that records may go without one");
            await partitioned.SealAsync(partition, cancellationToken).ConfigureAwait(false);
            var (size, root) = await log.ReadSignedAsync(partition.End, cancellationToken).ConfigureAwait(false);
            var reader = new PartitionReader(partitioned, new TileReader(store, size), root, partition);
            if (await FindAmongAsync(reader, placed, findKept, cancellationToken).ConfigureAwait(false) is { } among)
                return new AuditDrop(state.KeptFrom, dropped, among);
            var (name, hash) = await ArchiveAsync(reader, cancellationToken).ConfigureAwait(false);
            if (!await TryEraseAsync(partition, placed, cancellationToken).ConfigureAwait(false))
                continue;
            var (by, isInTheWay) = await TryDropAsync(new DropRequest(partition, name, hash, reason, FindNewAsync), cancellationToken).ConfigureAwait(false);
            if (by is { } index)
            {
                dropped.Add(new AuditDroppedPartition(partition.First, partition.End, name, index));
                await ReclaimAsync(partitioned, cancellationToken).ConfigureAwait(false);
            }
            else if (isInTheWay)
                return new AuditDrop(state.KeptFrom, dropped, FormattableString.Invariant($"others look into records {partition.First} to {partition.End - 1} all the time, so that they cannot be dropped"));

            // Otherwise a hold was placed meanwhile, and all of it begins anew with that.
            async ValueTask<string?> FindNewAsync(long now, TreeHash rootNow, CancellationToken token) =>
                FindNew(partition, placed, await holds.ReadPlacedAsync(now, rootNow, token).ConfigureAwait(false));
        }
    }

    /// <summary>The log is the same without it, so that it fails, where the host is not the owner say, keeps nobody from anything: it is tried with each run.</summary>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever an engine throws is told, and it is tried again.")]
    private async ValueTask ReclaimAsync(IAuditPartitionedStore partitioned, CancellationToken cancellationToken)
    {
        try
        {
            await partitioned.ReclaimAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception failure) when (!cancellationToken.IsCancellationRequested)
        {
            Log.NotReclaimed(logger, failure);
        }
    }

    /// <summary>What can be said at once. What the records say is looked at from the end, where as a rule is what stays longest; they are compared with what was signed later.</summary>
    private async ValueTask<string?> FindObstacleAsync(
        AuditPartition partition, IReadOnlyList<PlacedHold> placed, Func<long, ReadOnlyMemory<byte>, string?> findKept, CancellationToken cancellationToken)
    {
        var reader = new TileReader(store, partition.End);
        for (var bundle = partition.End / TileAddress.FullWidth - 1; bundle >= partition.First / TileAddress.FullWidth; bundle--)
        {
            var records = await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false);
            for (var at = records.Count - 1; at >= 0; at--)
            {
                // What nobody can read is named when it is compared with what was signed.
                if (AuditRecord.TryRead(records[at].Span, out _) && findKept(bundle * TileAddress.FullWidth + at, records[at]) is { } kept)
                    return kept;
            }
        }
        foreach (var hold in placed)
        {
            if (hold.FindObstacle(partition) is { } held)
                return held;
        }
        foreach (var guard in guards)
        {
            if (await guard.FindObstacleAsync(partition, cancellationToken).ConfigureAwait(false) is { } needed)
                return needed;
        }
        return null;
    }

    /// <summary>The same of every record, as it was signed.</summary>
    private async ValueTask<string?> FindAmongAsync(
        PartitionReader reader, IReadOnlyList<PlacedHold> placed, Func<long, ReadOnlyMemory<byte>, string?> findKept, CancellationToken cancellationToken)
    {
        PlacedHold[] asked = [.. placed.Where(each => each.Asks(reader.Partition))];
        var look = holds.Look();
        var index = reader.Partition.First;
        await foreach (var record in reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            if (findKept(index, record) is { } kept)
                return kept;
            if (await look.FindAsync(asked, index, record, cancellationToken).ConfigureAwait(false) is { } hold)
                return FormattableString.Invariant($"record {index} is held by {hold.Id}");
            index++;
        }
        return null;
    }

    /// <summary>A hold that may have something in a partition and was not there when its records were looked at.</summary>
    private static string? FindNew(AuditPartition partition, IReadOnlyList<PlacedHold> looked, IReadOnlyList<PlacedHold> placed)
    {
        foreach (var hold in placed)
        {
            if (!looked.Any(each => each.Placement == hold.Placement) && (hold.FindObstacle(partition) is not null || hold.Asks(partition)))
                return FormattableString.Invariant($"the hold {hold.Hold.Id} was placed meanwhile");
        }
        return null;
    }

    private async ValueTask<(long? By, bool IsInTheWay)> TryDropAsync(DropRequest request, CancellationToken cancellationToken)
    {
        var pause = FirstPause;
        for (var tries = 1; ; tries++, pause *= 2)
        {
            var outcome = await log.DropAsync(request, cancellationToken).ConfigureAwait(false);
            if (outcome.DroppedBy is not null || outcome.Obstacle is not null)
                return (outcome.DroppedBy, false);
            if (tries == MostTries)
            {
                await log.AppendAsync(new LogDropAbandoned(request.Partition, tries), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
                return (null, true);
            }
            await Task.Delay(pause, time, cancellationToken).ConfigureAwait(false);
            request = request.Again();
        }
    }

    private static string? FindYounger(long index, ReadOnlySpan<byte> bytes, DateTimeOffset before) =>
        AuditRecord.TryRead(bytes, out var record) && record.RecordedAt < before ? null : FormattableString.Invariant($"record {index} was not recorded before {before:u}");

    /// <summary>A partition goes when the time of each of its records has ended: that of the longest class in it is what counts.</summary>
    private string? FindKept(long index, ReadOnlySpan<byte> bytes, DateTimeOffset now)
    {
        if (!AuditRecord.TryRead(bytes, out var record))
            return FormattableString.Invariant($"record {index} is none that this version knows");
        if (classes.Of(record) is not { } kept)
            return FormattableString.Invariant($"record {index} is kept for ever");
        if (now - record.RecordedAt >= kept)
            return null;
        return kept > DateTimeOffset.MaxValue - record.RecordedAt
            ? FormattableString.Invariant($"record {index} is kept for ever")
            : FormattableString.Invariant($"record {index} is kept until {record.RecordedAt + kept:u}");
    }

    /// <summary>Erases what is beside records whose time has ended, and which nobody holds. The oldest come first, and none is looked at
    /// that is younger than the shortest time.</summary>
    private async ValueTask<long> EraseEndedAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (store is not IAuditPersonalStore personal || classes.Shortest is not { } shortest)
            return 0;
        var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        var (reader, signed) = (new TileReader(store, state.Size), new SignedRecords(log, store));
        var erased = 0L;
        for (var first = state.KeptFrom; first < state.Size; first += TileAddress.FullWidth)
        {
            var records = await reader.ReadBundleAsync(first / TileAddress.FullWidth, cancellationToken).ConfigureAwait(false);
            if (IsYounger(records[0].Span, now, shortest))
                break;
            var beside = await personal.ReadPersonalAsync(first, first + records.Count, cancellationToken).ConfigureAwait(false);
            List<(long Index, ReadOnlyMemory<byte> Record)> present = [];
            foreach (var index in beside.Where(static each => each.ErasedBy is null).Select(static each => each.Index).Distinct().Order())
                present.Add((index, await signed.ReadAsync(index, cancellationToken).ConfigureAwait(false)));
            present.RemoveAll(each => FindKept(each.Index, each.Record.Span, now) is not null);
            if (present.Count == 0)
                continue;
            // For each erasure anew: a hold may have been placed since the last.
            var placed = await holds.ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
            var look = holds.Look();
            List<long> ended = [];
            foreach (var (index, record) in present)
            {
                if (await look.FindAsync(placed, index, record, cancellationToken).ConfigureAwait(false) is null)
                    ended.Add(index);
            }
            if (ended.Count == 0)
                continue;
            await log.AppendAsync(new LogErased(ended.ToArray(), "kept for as long as its class says", log.Keys), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
            erased += ended.Count;
        }
        return erased;
    }

    private static bool IsYounger(ReadOnlySpan<byte> bytes, DateTimeOffset now, TimeSpan than) => AuditRecord.TryRead(bytes, out var record) && now - record.RecordedAt < than;

    /// <summary>Compares the records with what was signed; writes them, unless a file of the same is there, and reads and compares what is there.</summary>
    private async ValueTask<(string? Name, string? Hash)> ArchiveAsync(PartitionReader reader, CancellationToken cancellationToken)
    {
        if (archive is null)
            return default;
        var partition = reader.Partition;
        var name = ArchiveFile.NameOf(log.Origin, partition.First, partition.End);
        await archive.WriteAsync(
            name, (target, token) => ArchiveFile.WriteAsync(target, log.Origin, partition.First, partition.End, reader.ReadAsync(token), token), cancellationToken).ConfigureAwait(false);
        var file = await archive.OpenAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new AuditIntegrityException($"The archive {name} was written, and is not there.");
        await using var closing = file.ConfigureAwait(false);
        // The bytes that are hashed are the bytes that were compared.
        using var hash = SHA256.Create();
        var hashed = new CryptoStream(file, hash, CryptoStreamMode.Read, leaveOpen: true);
        await using var ending = hashed.ConfigureAwait(false);
        try
        {
            await foreach (var _ in reader.ReadArchiveAsync(hashed, log.Origin, name, cancellationToken).ConfigureAwait(false))
            {
                // What cannot be read back is not there.
            }
        }
        catch (AuditIntegrityException exception)
        {
            throw new AuditIntegrityException($"The archive {name} does not give back what was signed, so nothing is dropped. A file of that name is never replaced: look what it is, and move it away. {exception.Message}", exception);
        }
        await hashed.CopyToAsync(Stream.Null, cancellationToken).ConfigureAwait(false);
        return (name, Convert.ToHexStringLower(hash.Hash!));
    }

    /// <summary>Erases what is left beside the records of a partition, as long as nobody has placed a hold since they were looked at.</summary>
    private async ValueTask<bool> TryEraseAsync(AuditPartition partition, IReadOnlyList<PlacedHold> looked, CancellationToken cancellationToken)
    {
        if (store is not IAuditPersonalStore personal)
            return true;
        for (var first = partition.First; first < partition.End; first += LogErased.MostRecords)
        {
            var beside = await personal.ReadPersonalAsync(first, Math.Min(partition.End, first + LogErased.MostRecords), cancellationToken).ConfigureAwait(false);
            long[] present = [.. beside.Where(static each => each.ErasedBy is null).Select(static each => each.Index).Distinct().Order()];
            if (present.Length == 0)
                continue;
            if (FindNew(partition, looked, await holds.ReadPlacedAsync(cancellationToken).ConfigureAwait(false)) is not null)
                return false;
            await log.AppendAsync(new LogErased(present, "their records are dropped", log.Keys), AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
        }
        return true;
    }
}
