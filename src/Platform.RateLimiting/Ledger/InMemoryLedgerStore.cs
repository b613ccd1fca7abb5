using System.Security.Cryptography;

namespace Platform.RateLimiting.Ledger;

/// <summary>A ledger that is gone when the process ends: for tests, and until a durable one is chosen.</summary>
internal sealed class InMemoryLedgerStore : IUsageLedgerStore
{
    private readonly Lock _lock = new();
    private readonly string _id = Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(16));
    private readonly SortedDictionary<LedgerAccountKey, (LedgerAccount Account, LedgerAccountState State)> _accounts = [];
    private readonly Dictionary<string, (long Sequence, ReadOnlyMemory<byte> Outcome, DateTimeOffset Seen)> _writers = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Policy, string Consumer, DateTimeOffset Start), UsageSlice> _open = [];
    private readonly List<(long Number, UsageSlice Slice)> _numbered = [];
    private readonly Dictionary<(string Policy, string Consumer, DateTimeOffset Day), long> _days = [];
    private long _lastNumber;
    private long _forgottenThrough;

    public ValueTask CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var states = new LedgerAccountState[batch.Accounts.Length];
            for (var i = 0; i < states.Length; i++)
                states[i] = StateOf(batch.Accounts[i]);
            if (_writers.TryGetValue(batch.Writer, out var writer) && writer.Sequence == batch.Sequence)
            {
                batch.Recall(writer.Outcome.Span, states);
                return default;
            }
            var changes = batch.Decide(states);
            for (var i = 0; i < states.Length; i++)
                _accounts[batch.Accounts[i].Key] = (batch.Accounts[i], changes.States[i]);
            foreach (var slice in changes.Usage)
            {
                var key = (slice.Policy, slice.Consumer, slice.Start);
                _open[key] = _open.TryGetValue(key, out var known) ? known with { Amount = known.Amount + slice.Amount } : slice;
            }
            _writers[batch.Writer] = (batch.Sequence, changes.Outcome, batch.At);
        }
        return default;
    }

    public ValueTask<IReadOnlyList<UsageTotal>> QueryAsync(UsageQuery query, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var slices = _open.Values.Concat(_numbered.Select(numbered => numbered.Slice))
                .Concat(_days.Select(day => new UsageSlice(day.Key.Policy, day.Key.Consumer, day.Key.Day, day.Key.Day.AddDays(1), day.Value)))
                .Where(slice => slice.Start >= query.From && slice.Start < query.To && (query.Policy ?? slice.Policy) == slice.Policy && (query.Consumer ?? slice.Consumer) == slice.Consumer);
            var totals = query.BySlice
                ? slices.GroupBy(slice => (slice.Policy, slice.Consumer, slice.Start, slice.End))
                    .Select(group => new UsageTotal(group.Key.Policy, group.Key.Consumer, group.Key.Start, group.Key.End, group.Sum(slice => slice.Amount)))
                : slices.GroupBy(slice => (slice.Policy, slice.Consumer))
                    .Select(group => new UsageTotal(group.Key.Policy, group.Key.Consumer, query.From, query.To, group.Sum(slice => slice.Amount)));
            return new([.. totals.Where(total => total.Amount != 0)
                .OrderBy(total => total.Policy, StringComparer.Ordinal).ThenBy(total => total.Consumer, StringComparer.Ordinal).ThenBy(total => total.From)]);
        }
    }

    public ValueTask<LedgerPage> ExportAsync(long after, int most, DateTimeOffset? endedBy, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            var ended = _open.Where(slice => endedBy is null || slice.Value.End <= endedBy)
                .OrderBy(slice => slice.Key.Start).ThenBy(slice => slice.Key.Policy, StringComparer.Ordinal).ThenBy(slice => slice.Key.Consumer, StringComparer.Ordinal).ToList();
            foreach (var (key, slice) in ended)
            {
                _open.Remove(key);
                if (slice.Amount != 0)
                    _numbered.Add((++_lastNumber, slice));
            }
            return new(new LedgerPage(_id, _forgottenThrough, [.. _numbered.Where(slice => slice.Number > after).Take(most)]));
        }
    }

    public ValueTask<long> RollUpAsync(DateTimeOffset before, long exportedThrough, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            // In the order of their numbers, up to the first that stays: what can still be exported has no gap.
            var old = _numbered.TakeWhile(slice => slice.Number <= exportedThrough && slice.Slice.End <= before).ToList();
            foreach (var (number, slice) in old)
            {
                var day = (slice.Policy, slice.Consumer, new DateTimeOffset(slice.Start.UtcDateTime.Date, TimeSpan.Zero));
                _days[day] = _days.GetValueOrDefault(day) + slice.Amount;
                _forgottenThrough = number;
            }
            _numbered.RemoveRange(0, old.Count);
            var gone = _accounts.Values.Where(each => each.Account.WindowEnd <= before && _accounts.Values.Any(other =>
                other.Account.Policy == each.Account.Policy && other.Account.Quota == each.Account.Quota && other.Account.Consumer == each.Account.Consumer
                && other.Account.WindowStart > each.Account.WindowStart)).ToList();
            foreach (var (account, _) in gone)
                _accounts.Remove(account.Key);
            foreach (var (name, _) in _writers.Where(writer => writer.Value.Seen < before).ToList())
                _writers.Remove(name);
            return new(old.Count);
        }
    }

    private LedgerAccountState StateOf(LedgerAccount account)
    {
        if (_accounts.TryGetValue(account.Key, out var known))
            return known.State;
        if (account.Rollover == 0)
            return default;
        var (earlier, state) = _accounts.Values
            .Where(each => each.Account.Policy == account.Policy && each.Account.Quota == account.Quota && each.Account.Consumer == account.Consumer
                && each.Account.Calendar == account.Calendar && each.Account.WindowStart < account.WindowStart)
            .LastOrDefault();
        return earlier is null ? default : new LedgerAccountState(account.CarriedFrom(earlier.WindowIndex, earlier.Allowance, state), 0, 0, 0);
    }
}
