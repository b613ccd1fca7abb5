using System.Collections.Immutable;

namespace Platform.RateLimiting.Ledger;

/// <summary>
/// What one process asks of the ledger in one transaction. A store loads the accounts, lets the batch decide, and writes what
/// changed. Deciding may be repeated, when the transaction has to be; nobody is told anything before it is committed.
/// </summary>
public sealed class LedgerBatch
{
    private readonly LedgerEntry[] _entries;
    private LedgerWarning[] _warnings = [];

    internal LedgerBatch(string writer, long sequence, DateTimeOffset at, LedgerEntry[] entries)
    {
        (Writer, Sequence, At, _entries) = (writer, sequence, at, entries);
        var accounts = new SortedDictionary<LedgerAccountKey, LedgerAccount>();
        foreach (var account in entries.SelectMany(entry => entry.Accounts))
            accounts[account.Key] = account;
        Accounts = [.. accounts.Values];
        var places = new Dictionary<LedgerAccountKey, int>(accounts.Count);
        foreach (var key in accounts.Keys)
            places.Add(key, places.Count);
        foreach (var entry in entries)
        {
            for (var i = 0; i < entry.Accounts.Length; i++)
                entry.Indexes[i] = places[entry.Accounts[i].Key];
        }
    }

    /// <summary>Who asks: drawn anew by each process.</summary>
    public string Writer { get; }

    /// <summary>Counts the writer's batches from 1. A batch that comes again with the same number is the same batch: whoever sent it does not know whether it was committed.</summary>
    public long Sequence { get; }

    /// <summary>The time of the writer.</summary>
    public DateTimeOffset At { get; }

    /// <summary>The accounts, each once, in an order that is the same for all writers: by policy, quota, consumer (ordinal) and window.</summary>
    public ImmutableArray<LedgerAccount> Accounts { get; }

    internal IReadOnlyList<LedgerEntry> Entries => _entries;

    /// <summary>What of <see cref="Accounts"/> is told now.</summary>
    internal IReadOnlyList<LedgerWarning> Warnings => _warnings;

    /// <summary>Decides.</summary>
    /// <param name="states">How the accounts stand, in the order of <see cref="Accounts"/>, as no other transaction can change them before this one ends.</param>
    /// <returns>What to write.</returns>
    /// <exception cref="ArgumentException">There is not one state for each account.</exception>
    public LedgerChanges Decide(ReadOnlySpan<LedgerAccountState> states)
    {
        RequireAll(states);
        var after = states.ToArray();
        var slices = new Dictionary<(string Policy, string Consumer, DateTimeOffset Start), UsageSlice>();
        foreach (var entry in _entries)
        {
            LedgerDecision.Decide(entry, after);
            var used = entry.Kind == LedgerEntryKind.Lease ? 0 : LedgerDecision.Bounded(entry.Granted);
            if (used == 0)
                continue;
            var slice = SliceOf(entry, used);
            var key = (slice.Policy, slice.Consumer, slice.Start);
            slices[key] = slices.TryGetValue(key, out var known) ? known with { Amount = known.Amount + used } : slice;
        }
        var warnings = new List<LedgerWarning>();
        for (var i = 0; i < after.Length; i++)
            LedgerWarning.Add(warnings, i, Accounts[i], ref after[i]);
        _warnings = [.. warnings];
        return new LedgerChanges(after, [.. slices.Values.Where(slice => slice.Amount != 0)], LedgerOutcome.Write(_entries, _warnings));
    }

    /// <summary>Takes over what was decided when the batch was committed before.</summary>
    /// <param name="outcome"><see cref="LedgerChanges.Outcome"/> as it was stored then.</param>
    /// <param name="states">How the accounts stand now.</param>
    /// <exception cref="ArgumentException">It is not the outcome of this batch, or there is not one state for each account.</exception>
    public void Recall(ReadOnlySpan<byte> outcome, ReadOnlySpan<LedgerAccountState> states)
    {
        RequireAll(states);
        _warnings = LedgerOutcome.Read(outcome, _entries, Accounts.Length);
        foreach (var entry in _entries)
            LedgerDecision.WriteStandings(entry, states);
    }

    private void RequireAll(ReadOnlySpan<LedgerAccountState> states)
    {
        if (states.Length != Accounts.Length)
            throw new ArgumentException($"There are {Accounts.Length} accounts and {states.Length} states.", nameof(states));
    }

    /// <summary>The hour, cut where a window begins or ends.</summary>
    private static UsageSlice SliceOf(LedgerEntry entry, long amount)
    {
        var hour = new DateTimeOffset(entry.At.UtcTicks - entry.At.UtcTicks % TimeSpan.TicksPerHour, TimeSpan.Zero);
        var (start, end) = (hour, hour.AddHours(1));
        foreach (var account in entry.Accounts)
        {
            start = account.WindowStart > start ? account.WindowStart : start;
            end = account.WindowEnd < end ? account.WindowEnd : end;
        }
        return new UsageSlice(entry.Accounts[0].Policy, entry.Accounts[0].Consumer, start, end, amount);
    }
}
