using System.Collections.Concurrent;
using Platform.RateLimiting.Ledger;

namespace Platform.RateLimiting.Quotas;

/// <summary>The keys of this process that have to do with quotas.</summary>
internal sealed class KeyAccounts
{
    private readonly ConcurrentDictionary<(RateLimitPolicy Policy, RateLimitKey Key), KeyAccount> _accounts = new();
    private readonly Lock _sweeping = new();
    private readonly LedgerWriter _writer;
    private readonly int _capacity;
    private int _count;
    private int _sweepAt;

    public KeyAccounts(LedgerWriter writer, int capacity) => (_writer, _capacity, _sweepAt) = (writer, capacity, capacity);

    public int Count => Volatile.Read(ref _count);

    public KeyAccount Get(RateLimitPolicy policy, in RateLimitKey key) => _accounts.TryGetValue((policy, key), out var known) ? known : Add(policy, key);

    private KeyAccount Add(RateLimitPolicy policy, in RateLimitKey key)
    {
        var made = new KeyAccount(_writer, policy, key);
        made.Touch(_writer.Timestamp);
        var account = _accounts.GetOrAdd((policy, key), made);
        if (account == made && Interlocked.Increment(ref _count) > Volatile.Read(ref _sweepAt))
            Sweep();
        return account;
    }

    /// <summary>Forgets keys with which nothing is lost. The next sweep comes when as many again have been added, so that each costs little.</summary>
    private void Sweep()
    {
        lock (_sweeping)
        {
            if (_count <= _sweepAt)
                return;
            var now = _writer.Timestamp;
            foreach (var (key, account) in _accounts)
            {
                if (account.IsForgettable(now) && _accounts.TryRemove(key, out _))
                    Interlocked.Decrement(ref _count);
            }
            Volatile.Write(ref _sweepAt, Math.Max(_capacity, (int)Math.Min(int.MaxValue, _count * 1.25 + 1)));
        }
    }
}
