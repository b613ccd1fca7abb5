using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Inspection;

/// <summary>Reads every row of records once, and builds two trees: one of the hashes that are stored, one of the records. Where they differ, the next root that was stored says which of the two is right.</summary>
internal sealed class RecordInspection(
    IAuditInspectedStore store, Findings findings, (long Size, TreeHash Root)? checkpoint, Dictionary<long, long> lastOfProducer, AuditStoreState? state)
{
    private const int MostRuns = 1_000;

    private readonly long _keptFrom = state?.KeptFrom ?? 0;
    private TreeFrontier _ofHashes = new();
    private TreeFrontier _ofRecords = new();
    private readonly List<long> _differing = [];
    private long _lastRecorded = long.MinValue;
    private long _wrongRoots;

    public long Count { get; private set; }

    /// <summary>How many records there are from the first on without a gap, those that were dropped among them.</summary>
    public long Prefix { get; private set; }

    /// <summary>The roots of whole bundles: of the hashes and of the records.</summary>
    public Dictionary<long, (TreeHash OfHashes, TreeHash OfRecords)> Bundles { get; } = [];

    public async Task InspectAsync(CancellationToken cancellationToken)
    {
        var runs = await store.FindRunsAsync(MostRuns, cancellationToken).ConfigureAwait(false);
        await InspectDroppedAsync(cancellationToken).ConfigureAwait(false);
        var expected = _keptFrom;
        foreach (var (first, last) in runs)
        {
            if (first < _keptFrom && last >= 0 && _keptFrom > 0)
                findings.Add("records", Math.Max(0, first), $"there are records before {_keptFrom}, and these were dropped");
            if (first < 0)
                findings.Add("records", first, $"there are records with indices from {first} to {last}");
            else if (first > expected)
                findings.Add("records", expected, $"{Range(expected, first - 1)} missing");
            expected = Math.Max(expected, last + 1);
        }
        foreach (var (first, last) in runs.Where(run => run.Last >= _keptFrom))
        {
            for (var from = Math.Max(_keptFrom, first); from <= last; from = (from / TileAddress.FullWidth + 1) * TileAddress.FullWidth)
                Inspect(from, await store.ReadRecordRowsAsync(from, Math.Min(last + 1, (from / TileAddress.FullWidth + 1) * TileAddress.FullWidth), cancellationToken).ConfigureAwait(false));
        }
        if (checkpoint is { } signed && signed.Size > Prefix)
            findings.Add("checkpoint", null, $"the checkpoint speaks of {signed.Size} records, and there are {Prefix} from the first on");
        if (_differing.Count > 0)
            Settle(isHashRight: false, isRecordRight: false);
    }

    /// <summary>
    /// Of what was dropped the hashes are there: those of the lowest level are compared with the nodes above them, and what is above with every root that was stored behind them. So a hash that was changed is found as long as anything is.
    /// </summary>
    private async Task InspectDroppedAsync(CancellationToken cancellationToken)
    {
        if (_keptFrom == 0)
            return;
        for (var bundle = 0L; bundle < _keptFrom / TileAddress.FullWidth; bundle++)
        {
            var tile = await store.ReadAsync(TileAddress.Hashes(0, bundle), cancellationToken).ConfigureAwait(false);
            if (tile.Length != TileAddress.FullWidth * TreeHash.Length)
            {
                findings.Add("records", bundle * TileAddress.FullWidth, $"the hashes of records {bundle * TileAddress.FullWidth} to {(bundle + 1) * TileAddress.FullWidth - 1}, which were dropped, are missing");
                continue;
            }
            var root = HashTile.HashWithin(tile.Span, 0, TileAddress.FullWidth);
            Bundles[bundle] = (root, root);
            _ofHashes.Append(HashTile.Hashes(tile.Span));
        }
        var written = new byte[_ofHashes.WrittenLength];
        _ofHashes.Write(written);
        if (_ofHashes.Size == _keptFrom && TreeFrontier.TryRead(written, out var copy))
            (_ofRecords, Prefix) = (copy, _keptFrom);
        else
            _ofHashes = new TreeFrontier();
    }

    private static string Range(long first, long last) => FormattableString.Invariant(first == last ? $"record {first} is" : (FormattableString)$"records {first} to {last} are");

    private void Inspect(long from, IReadOnlyList<AuditRecordRow> rows)
    {
        var hashes = new List<(TreeHash OfHash, TreeHash OfRecord)>(rows.Count);
        foreach (var row in rows)
        {
            Count++;
            var ofRecord = TreeHasher.HashLeaf(row.Record.Span);
            var ofHash = row.Hash.Length == TreeHash.Length ? new TreeHash(row.Hash.Span) : default;
            hashes.Add((ofHash, ofRecord));
            InspectContent(row);
            if (row.Index != Prefix)
            {
                if (ofHash != ofRecord)
                    findings.Add("records", row.Index, $"record {row.Index} and the hash beside it do not fit");
                continue;
            }
            Prefix++;
            _ofHashes.Append(ofHash);
            _ofRecords.Append(ofRecord);
            if (ofHash != ofRecord)
                _differing.Add(row.Index);
            CompareRoots(row);
        }
        if (rows.Count == TileAddress.FullWidth && from % TileAddress.FullWidth == 0)
        {
            TreeHash[] ofHashes = [.. hashes.Select(static each => each.OfHash)], ofRecords = [.. hashes.Select(static each => each.OfRecord)];
            Bundles[from / TileAddress.FullWidth] = (TreeHasher.HashPerfect(ofHashes), TreeHasher.HashPerfect(ofRecords));
        }
    }

    private void InspectContent(AuditRecordRow row)
    {
        if (!AuditRecord.TryRead(row.Record.Span, out var record))
        {
            findings.Add("records", row.Index, $"record {row.Index} is none that this version knows");
            return;
        }
        var recorded = RecordHeader.Recorded(row.Record.Span);
        if (recorded != row.RecordedAt)
            findings.Add("records", row.Index, $"the time beside record {row.Index} is not the one in it");
        if (recorded < _lastRecorded)
            findings.Add("records", row.Index, $"record {row.Index} was recorded before the one in front of it");
        _lastRecorded = Math.Max(recorded, _lastRecorded);
        if (lastOfProducer.TryGetValue(record.Producer, out var last) && record.Sequence > last)
            lastOfProducer[record.Producer] = record.Sequence;
    }

    private void CompareRoots(AuditRecordRow row)
    {
        var isSigned = checkpoint?.Size == Prefix;
        if (row.Root.IsEmpty && !isSigned)
            return;
        var (ofHashes, ofRecords) = (_ofHashes.Root, _ofRecords.Root);
        bool isHashRight = false, isRecordRight = false;
        if (!row.Root.IsEmpty)
        {
            var stored = row.Root.Length == TreeHash.Length ? new TreeHash(row.Root.Span) : default;
            (isHashRight, isRecordRight) = (stored == ofHashes, stored == ofRecords);
            // After a change that is in none of the two trees every root is another: it is said once.
            if (isHashRight || isRecordRight)
                _wrongRoots = 0;
            else if (_wrongRoots++ == 0)
                findings.Add("records", row.Index, $"the root stored with record {row.Index} is not that of the records up to it");
        }
        if (isSigned)
        {
            (isHashRight, isRecordRight) = (isHashRight | checkpoint!.Value.Root == ofHashes, isRecordRight | checkpoint.Value.Root == ofRecords);
            if (checkpoint.Value.Root != ofHashes && checkpoint.Value.Root != ofRecords)
                findings.Add("checkpoint", null, $"the first {Prefix} records are not those that the checkpoint speaks of");
        }
        if (_differing.Count > 0 && (isHashRight || isRecordRight))
            Settle(isHashRight, isRecordRight);
    }

    private void Settle(bool isHashRight, bool isRecordRight)
    {
        foreach (var index in _differing)
        {
            if (isHashRight)
                findings.Add("records", index, $"record {index} is not the one that was recorded: its hash, and the root that was stored, are of another");
            else if (isRecordRight)
                findings.Add("records", index, $"the hash beside record {index} is not its hash");
            else
                findings.Add("records", index, $"record {index} and the hash beside it do not fit");
        }
        _differing.Clear();
    }
}
