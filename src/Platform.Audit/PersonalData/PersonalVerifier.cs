using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.PersonalData;

/// <summary>Compares what is beside records with the records. Whether the records are those that were signed <see cref="TileVerifier"/> says.</summary>
/// <param name="store">Where both are.</param>
/// <param name="protector">Opens what is sealed.</param>
/// <param name="size">How many records there are.</param>
/// <param name="acceptsSealed">Whether what is sealed may stay so without a protector: then it is counted alone.</param>
/// <param name="keptFrom">The first record that was not dropped.</param>
/// <param name="policy">The keys of the log, by which it has signed what it has erased; <see langword="null"/> where nobody has named them, and nobody can tell.</param>
internal sealed class PersonalVerifier(
    IAuditPersonalStore store, IAuditContentProtector? protector, long size, bool acceptsSealed = false, long keptFrom = 0, CheckpointPolicy? policy = null)
{
    private const int MostFaults = 1_000;
    private const int DroppedAtOnce = 16_384;

    private readonly List<AuditPersonalFault> _faults = [];
    private readonly List<(long First, long Last, long By)> _saidToBeErased = [];
    private long _present;
    private long _erased;
    private long _unreadable;

    public async ValueTask<AuditPersonalVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        for (var first = keptFrom; first < size; first += TileAddress.FullWidth)
        {
            var end = Math.Min(size, first + TileAddress.FullWidth);
            var beside = (await store.ReadPersonalAsync(first, end, cancellationToken).ConfigureAwait(false)).ToLookup(static each => each.Index);
            var records = await ReadBundleAsync(first, (int)(end - first), cancellationToken).ConfigureAwait(false);
            for (var index = first; index < end; index++)
            {
                await VerifyAsync(index, records[(int)(index - first)], [.. beside[index]], cancellationToken).ConfigureAwait(false);
                ReadErasure(index, records[(int)(index - first)].Span);
            }
        }
        await VerifyGoneAsync(cancellationToken).ConfigureAwait(false);
        await VerifyDroppedAsync(cancellationToken).ConfigureAwait(false);
        foreach (var beyond in await store.ReadPersonalAsync(size, long.MaxValue, cancellationToken).ConfigureAwait(false))
        {
            // What came while this was looking has a record by now.
            if (beyond.Index >= (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size)
                Add(beyond.Index, beyond.Place, "something is beside a record that there is not");
        }
        foreach (var before in await store.ReadPersonalAsync(long.MinValue, 0, cancellationToken).ConfigureAwait(false))
            Add(before.Index, before.Place, "something is beside a record that there cannot be");
        return new AuditPersonalVerification(_present, _erased, _unreadable, _faults);
    }

    private async ValueTask<List<ReadOnlyMemory<byte>>> ReadBundleAsync(long first, int width, CancellationToken cancellationToken)
    {
        var bytes = await store.ReadAsync(TileAddress.Entries(first / TileAddress.FullWidth, width), cancellationToken).ConfigureAwait(false);
        List<ReadOnlyMemory<byte>> records = [];
        var bundle = new EntryBundle(bytes.Span);
        while (bundle.TryRead(out var record))
            records.Add(record.ToArray());
        return records.Count == width ? records : throw new AuditIntegrityException($"Records from {first} on are missing in the store, or damaged.");
    }

    private async ValueTask VerifyAsync(long index, ReadOnlyMemory<byte> record, IReadOnlyList<AuditPersonalContent> beside, CancellationToken cancellationToken)
    {
        var values = PersonalRecords.Join(record.Span, beside, protector);
        for (var place = 0; place < values.Count; place++)
        {
            switch (values[place].State)
            {
                case AuditPersonalState.Present:
                    _present++;
                    VerifyTag(index, place, values[place], beside);
                    break;
                case AuditPersonalState.Erased:
                    _erased++;
                    await VerifyErasureAsync(index, place, beside.First(each => each.Place == place), cancellationToken).ConfigureAwait(false);
                    break;
                case AuditPersonalState.Unavailable:
                    // A thousand of these are no thousand changes, and would hide the one that is among them.
                    throw new AuditContentUnavailableException(index, place);
                case AuditPersonalState.Unreadable:
                    _unreadable++;
                    if (!acceptsSealed)
                        Add(index, place, "what is beside the record is sealed, and nothing here opens it");
                    break;
                case AuditPersonalState.KeyDestroyed:
                    // A key that was destroyed erases too, and has to stand in the log as every erasure does: otherwise whoever can name a destroyed key has erased, and nobody could tell.
                    _unreadable++;
                    Add(index, place, "the key of what is beside the record was destroyed, and no record says that it was erased");
                    break;
                case AuditPersonalState.Changed:
                    Add(index, place, "what is beside the record, or whom it is said to be about, is not what it has committed to");
                    break;
                default:
                    Add(index, place, "what was beside the record is gone, and no record says that it was erased");
                    break;
            }
        }
        foreach (var surplus in beside.Where(each => each.Place < 0 || each.Place >= values.Count))
            Add(index, surplus.Place, "something is beside the record that it has not committed to");
    }

    private void VerifyTag(long index, int place, AuditPersonalValue value, IReadOnlyList<AuditPersonalContent> beside)
    {
        // What a protector throws may have the value in it, and is not told.
        if (PersonalContent.IsTagOf(beside.First(each => each.Place == place), protector, value.Name, value.Value!) is not { } isTagOf)
            Add(index, place, "the tag of its value cannot be computed here, so nobody can say whether it is found by it");
        else if (!isTagOf)
            Add(index, place, "the tag by which it is found is not that of its value");
    }

    private void ReadErasure(long index, ReadOnlySpan<byte> bytes)
    {
        if (!AuditRecord.TryRead(bytes, out var record) || !LogErased.TryRead(record, out var ranges))
            return;
        if (!IsSigned(bytes))
        {
            Add(index, AuditPersonalFault.Record, "it says that something was erased, and no key of the log has signed it");
            return;
        }
        if (ranges is null)
            Add(index, AuditPersonalFault.Record, "it says that something was erased, and not what, or how much");
        else if (ranges[^1].Last >= index)
            Add(index, AuditPersonalFault.Record, "it says that something was erased that was not there before it");
        foreach (var (first, last) in ranges ?? [])
        {
            if (first < index)
                _saidToBeErased.Add((first, Math.Min(last, index - 1), index));
        }
    }

    /// <summary>What a record says was erased must be gone: whoever has kept a copy could put it back. Each index is looked at once, however many records name it.</summary>
    private async ValueTask VerifyGoneAsync(CancellationToken cancellationToken)
    {
        _saidToBeErased.Sort(static (one, other) => one.First.CompareTo(other.First));
        var next = 0L;
        foreach (var (first, last, by) in _saidToBeErased)
        {
            for (var from = Math.Max(first, next); from <= last; from = next)
            {
                next = Math.Min(last + 1, from + TileAddress.FullWidth);
                foreach (var content in await store.ReadPersonalAsync(from, next, cancellationToken).ConfigureAwait(false))
                {
                    if (content.ErasedBy is null)
                        Add(content.Index, content.Place, FormattableString.Invariant($"record {by} says that it was erased, and it is there"));
                }
            }
        }
    }

    /// <summary>What was beside records is erased before they are dropped: nothing could be compared with them any more.</summary>
    private async ValueTask VerifyDroppedAsync(CancellationToken cancellationToken)
    {
        for (var first = 0L; first < keptFrom; first += DroppedAtOnce)
        {
            foreach (var content in await store.ReadPersonalAsync(first, Math.Min(keptFrom, first + DroppedAtOnce), cancellationToken).ConfigureAwait(false))
            {
                if (content.ErasedBy is null || !content.Content.IsEmpty || !content.Tag.IsEmpty || content.Subject is not null)
                    Add(content.Index, content.Place, "something is beside a record that was dropped");
            }
        }
    }

    private async ValueTask VerifyErasureAsync(long index, int place, AuditPersonalContent erased, CancellationToken cancellationToken)
    {
        if (!erased.Content.IsEmpty || !erased.Tag.IsEmpty || erased.Subject is not null)
            Add(index, place, "it counts as erased, and something of it is there");
        var by = erased.ErasedBy!.Value;
        // It may have been erased while this was looking.
        var sizeNow = by < size ? size : (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size;
        if (by <= index || by >= sizeNow || !LogErased.Names((await new TileReader(store, sizeNow).ReadEntryAsync(by, cancellationToken).ConfigureAwait(false)).Span, index, policy))
            Add(index, place, FormattableString.Invariant($"it is gone, and record {by} does not say that it was erased, or the log has not signed it"));
    }

    private bool IsSigned(ReadOnlySpan<byte> bytes) => policy is null || LogErased.IsSigned(bytes, policy);

    private void Add(long index, int place, string description)
    {
        if (_faults.Count < MostFaults)
            _faults.Add(new AuditPersonalFault(index, place, description));
    }
}
