using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.PersonalData;

/// <summary>Reads, finds and erases. What it finds beside a record is compared with the record before it is believed.</summary>
internal sealed class PersonalRecords(AuditLog log, IAuditPersonalStore store, RecordHolds holds, IAuditContentProtector? protector, bool recordReads) : IAuditPersonalData
{
    private const int MaxPage = 500;

    public async ValueTask<IReadOnlyList<AuditPersonalValue>> ReadAsync(long index, CancellationToken cancellationToken = default)
    {
        var values = await ReadUnrecordedAsync(index, cancellationToken).ConfigureAwait(false);
        if (recordReads)
            await log.AppendAsync(new PersonalRead(index), cancellationToken: cancellationToken).ConfigureAwait(false);
        return values;
    }

    public async ValueTask<IReadOnlyList<long>> FindAsync(string field, string value, long after = -1, int most = 50, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(field);
        ArgumentNullException.ThrowIfNull(value);
        ArgumentOutOfRangeException.ThrowIfLessThan(most, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(most, MaxPage);
        List<long> found = [];
        foreach (var tag in PersonalContent.Tags(protector, field, value))
            found.AddRange(await FindAsync(field, value, tag, after, most, cancellationToken).ConfigureAwait(false));
        // Of each tag the first are there, so they are of both.
        found = [.. found.Distinct().Order().Take(most)];
        if (recordReads)
            await log.AppendAsync(new PersonalSearched(field, found.Count), cancellationToken: cancellationToken).ConfigureAwait(false);
        return found;
    }

    public async ValueTask<AuditErasure> EraseAsync(long index, string? reason = null, CancellationToken cancellationToken = default)
    {
        var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, state.Size);
        var isThere = (await store.ReadPersonalAsync(index, index + 1, cancellationToken).ConfigureAwait(false)).Any(static each => each.ErasedBy is null);
        if (!isThere)
            return new AuditErasure(0, [], IsComplete: true);
        var placed = await holds.ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
        if (placed.Count > 0 && index >= state.KeptFrom
            && await holds.Look().FindAsync(placed, index, await new SignedRecords(log, store).ReadAsync(index, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is { } hold)
            throw new AuditHeldException(index, hold.Id);
        return new AuditErasure(1, [await EraseAsync([index], [], reason, cancellationToken).ConfigureAwait(false)], IsComplete: true);
    }

    public async ValueTask<AuditErasure> EraseSubjectAsync(string subject, string? reason = null, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrEmpty(subject);
        var (count, held, uncompared) = (0L, 0L, 0L);
        List<AuditReceipt> receipts = [];
        var placed = await holds.ReadPlacedAsync(cancellationToken).ConfigureAwait(false);
        var signed = new SignedRecords(log, store);
        var end = (await log.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size;
        await EraseBetweenAsync(0, end).ConfigureAwait(false);
        // What waited meanwhile, and waits no more, came behind that.
        var isComplete = await log.SettleAsync(cancellationToken).ConfigureAwait(false);
        await EraseBetweenAsync(end, (await log.ReadStateAsync(cancellationToken).ConfigureAwait(false)).Size).ConfigureAwait(false);
        return new AuditErasure(count, receipts, isComplete) { Held = held, KeyDestroyed = uncompared };

        async ValueTask EraseBetweenAsync(long first, long before)
        {
            var look = holds.Look();
            for (var last = first - 1; ;)
            {
                var page = await store.FindSubjectAsync(subject, last, LogErased.MostRecords, cancellationToken).ConfigureAwait(false);
                // Records that say that something is erased may be about whoever erases, who may be the subject: they stay, and it has an end.
                List<long> found = [], destroyed = [];
                var keptFrom = (await log.ReadStateAsync(cancellationToken).ConfigureAwait(false)).KeptFrom;
                foreach (var index in page.Where(index => index < before && !receipts.Exists(receipt => receipt.TryGetIndex(out var own) && own == index)))
                {
                    // What was dropped was held by nobody, and there is nothing to compare with. What is beside it was erased, unless somebody has put it there.
                    if (index < keptFrom)
                    {
                        found.Add(index);
                        continue;
                    }
                    var record = await signed.ReadAsync(index, cancellationToken).ConfigureAwait(false);
                    if (await FindWhetherOwnAsync(record, index, subject, cancellationToken).ConfigureAwait(false) is not { } isCompared)
                        continue;
                    if (await look.FindAsync(placed, index, record, cancellationToken).ConfigureAwait(false) is not null)
                    {
                        held++;
                        continue;
                    }
                    found.Add(index);
                    if (!isCompared)
                        destroyed.Add(index);
                }
                if (found.Count > 0)
                {
                    receipts.Add(await EraseAsync([.. found], [.. destroyed], reason, cancellationToken).ConfigureAwait(false));
                    count += found.Count;
                    uncompared += destroyed.Count;
                }
                if (page.Count < LogErased.MostRecords || page[^1] >= before)
                    return;
                last = page[^1];
            }
        }
    }

    public ValueTask<AuditPersonalVerification> VerifyAsync(CancellationToken cancellationToken = default) => SteadyBeginning.ReadAsync(
        log.ReadStateAsync,
        state => new PersonalVerifier(store, protector, state.Size, keptFrom: state.KeptFrom, policy: log.Keys.Policy).VerifyAsync(cancellationToken),
        static found => found.IsIntact,
        cancellationToken);

    /// <summary>
    /// A record has committed to whom it is about. Otherwise whoever writes another subject beside it, or something more with another subject, has the log itself erase it, with the next request of that one.
    /// </summary>
    /// <returns>Whether it was compared; <see langword="null"/> where nothing of it is about the subject. Where the key of it was destroyed, nobody can tell any more: it is erased as what it is said to be, and the
    /// record of the erasure says so.</returns>
    private async ValueTask<bool?> FindWhetherOwnAsync(ReadOnlyMemory<byte> record, long index, string subject, CancellationToken cancellationToken)
    {
        var beside = await store.ReadPersonalAsync(index, index + 1, cancellationToken).ConfigureAwait(false);
        bool? isOwn = null;
        var values = Join(record.Span, beside, protector);
        for (var place = 0; place < values.Count; place++)
        {
            switch (values[place].State)
            {
                case AuditPersonalState.Unavailable:
                    throw new AuditContentUnavailableException(index, place);
                case AuditPersonalState.Unreadable:
                    throw new AuditIntegrityException($"What is beside record {index} is sealed, and this host has nothing that opens it, so nobody knows whom it is about. Say what does, with ProtectPersonalDataWith; EraseAsync erases it by its index.");
                case AuditPersonalState.Changed:
                    throw new AuditIntegrityException($"What is beside record {index} is not what it has committed to, so nobody knows whom it is about. VerifyAsync names it; EraseAsync erases it by its index.");
                case AuditPersonalState.Present when values[place].Subject == subject:
                    isOwn = true;
                    break;
                case AuditPersonalState.KeyDestroyed when beside.First(each => each.Place == place).Subject == subject:
                    isOwn ??= false;
                    break;
                default:
                    break;
            }
        }
        return isOwn;
    }

    /// <summary>A tag is a hint: what has it and is something else, because it was changed, or erased at this moment, is left out.</summary>
    private async ValueTask<List<long>> FindAsync(string field, string value, byte[] tag, long after, int most, CancellationToken cancellationToken)
    {
        List<long> found = [];
        while (found.Count < most)
        {
            var page = await store.FindTagAsync(tag, after, most, cancellationToken).ConfigureAwait(false);
            foreach (var index in page)
            {
                if (found.Count == most)
                    break;
                var values = await ReadUnrecordedAsync(index, cancellationToken).ConfigureAwait(false);
                // That it cannot be looked at now does not say that it is something else.
                if (values.FindIndex(each => each.Name == field && each.State == AuditPersonalState.Unavailable) is >= 0 and var place)
                    throw new AuditContentUnavailableException(index, place);
                if (values.Exists(each => each.Name == field && each.Value is { } text && (protector?.Matches(field, text, value) ?? text == value)))
                    found.Add(index);
            }
            if (page.Count < most)
                break;
            after = page[^1];
        }
        return found;
    }

    private async ValueTask<List<AuditPersonalValue>> ReadUnrecordedAsync(long index, CancellationToken cancellationToken)
    {
        var state = await log.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, state.Size);
        if (index < state.KeptFrom)
            throw new AuditRecordDroppedException(index, state.KeptFrom);
        var record = await new TileReader(store, state.Size).ReadEntryAsync(index, cancellationToken).ConfigureAwait(false);
        var beside = await store.ReadPersonalAsync(index, index + 1, cancellationToken).ConfigureAwait(false);
        return Join(record.Span, beside, protector);
    }

    /// <summary>The personal fields of a record with what is beside it.</summary>
    public static List<AuditPersonalValue> Join(ReadOnlySpan<byte> bytes, IReadOnlyList<AuditPersonalContent> beside, IAuditContentProtector? protector)
    {
        List<AuditPersonalValue> values = [];
        if (!AuditRecord.TryRead(bytes, out var record))
            return values;
        foreach (var field in record.Fields)
        {
            if (field.Kind != AuditValueKind.Personal)
                continue;
            var place = values.Count;
            values.Add(ValueOf(field, beside.FirstOrDefault(each => each.Place == place), protector));
        }
        return values;
    }

    private static AuditPersonalValue ValueOf(in AuditValue field, AuditPersonalContent? beside, IAuditContentProtector? protector)
    {
        var (kind, name) = (field.Field, PersonalContent.NameOf(field));
        if (beside is null)
            return Without(AuditPersonalState.Missing);
        if (beside.ErasedBy is { } by)
            return Without(AuditPersonalState.Erased, by);
        if (PersonalContent.Open(protector, beside.Subject, beside.Content, out var content) is var state and not AuditPersonalState.Present)
            return Without(state);
        return PersonalContent.Fits(content.Span, beside.Subject, field)
            ? new AuditPersonalValue(kind, name, AuditPersonalState.Present, PersonalContent.Text(content.Span), null, beside.Subject, content[..PersonalCommitment.SaltLength])
            : Without(AuditPersonalState.Changed);

        AuditPersonalValue Without(AuditPersonalState state, long? erasedBy = null) => new(kind, name, state, null, erasedBy, null, default);
    }

    private async ValueTask<AuditReceipt> EraseAsync(long[] indices, long[] destroyed, string? reason, CancellationToken cancellationToken)
    {
        var receipt = await log.AppendAsync(new LogErased(indices, reason, log.Keys) { KeyDestroyed = destroyed }, AuditAcknowledgement.Durable, cancellationToken).ConfigureAwait(false);
        return receipt.TryGetIndex(out _) ? receipt : await log.WaitForErasureAsync(store, indices, cancellationToken).ConfigureAwait(false);
    }
}
