using Platform.Audit.Checkpoints;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Search;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.Retention;

/// <summary>
/// Looks which hold has a record. What is personal in it is compared with what is beside it, which is read a bundle at a time. For one thread, and one run: what it has read it does not read again.
/// </summary>
internal sealed class HoldLook(IAuditStore store, IAuditContentProtector? protector, CheckpointPolicy policy)
{
    private long _bundle = -1;
    private ILookup<long, AuditPersonalContent> _beside = Array.Empty<AuditPersonalContent>().ToLookup(static each => each.Index);
    private (long By, ReadOnlyMemory<byte> Record) _erasure = (-1, default);

    /// <summary>The hold that has a record; <see langword="null"/> where none has.</summary>
    public async ValueTask<AuditHold?> FindAsync(IReadOnlyList<PlacedHold> placed, long index, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        if (placed.Count == 0)
            return null;
        var (entry, personal) = (IndexEntries.Of(index, record.Span), PersonalFieldsOf(record.Span));
        List<AuditPersonalValue>? beside = null;
        foreach (var each in placed)
        {
            if (each.Has(entry, personal) is { } has)
            {
                if (has)
                    return each.Hold;
                continue;
            }
            beside ??= await ReadAsync(index, record, cancellationToken).ConfigureAwait(false);
            if (each.Has(entry, beside))
                return each.Hold;
        }
        return null;
    }

    private static List<AuditField> PersonalFieldsOf(ReadOnlySpan<byte> bytes)
    {
        List<AuditField> personal = [];
        if (!AuditRecord.TryRead(bytes, out var record))
            return personal;
        foreach (var field in record.Fields)
        {
            if (field.Kind == AuditValueKind.Personal)
                personal.Add(field.Field);
        }
        return personal;
    }

    private async ValueTask<List<AuditPersonalValue>> ReadAsync(long index, ReadOnlyMemory<byte> record, CancellationToken cancellationToken)
    {
        var bundle = index / TileAddress.FullWidth;
        if (bundle != _bundle)
        {
            var first = bundle * TileAddress.FullWidth;
            // Who has no room beside records has no personal fields in them.
            var read = await ((IAuditPersonalStore)store).ReadPersonalAsync(first, first + TileAddress.FullWidth, cancellationToken).ConfigureAwait(false);
            (_beside, _bundle) = (read.ToLookup(static each => each.Index), bundle);
        }
        var values = PersonalRecords.Join(record.Span, [.. _beside[index]], protector);
        for (var at = 0; at < values.Count; at++)
        {
            // Whoever has the database may say of anything that it is erased: it counts where the log has signed it.
            if (values[at].ErasedBy is { } by && !await IsErasedAsync(index, by, cancellationToken).ConfigureAwait(false))
                values[at] = values[at] with { State = AuditPersonalState.Missing };
        }
        return values;
    }

    private async ValueTask<bool> IsErasedAsync(long index, long by, CancellationToken cancellationToken)
    {
        if (by != _erasure.By)
        {
            try
            {
                var state = await store.ReadStateAsync(cancellationToken).ConfigureAwait(false);
                if (by < state.KeptFrom || by >= state.Size)
                    return false;
                _erasure = (by, await new TileReader(store, state.Size).ReadEntryAsync(by, cancellationToken).ConfigureAwait(false));
            }
            catch (TileException)
            {
                return false;
            }
        }
        return LogErased.Names(_erasure.Record.Span, index, policy);
    }
}
