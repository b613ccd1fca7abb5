namespace CityDesk.Staff;

/// <summary>
/// Slows down whoever guesses passwords. Attempts are counted per key; after a few free ones each further attempt has to
/// wait, twice as long every time, up to a limit. See <see cref="SignInKeys"/> for why nobody can lock a colleague out.
/// </summary>
/// <remarks>In the memory of one instance: two instances allow twice as much, and a restart forgets.</remarks>
internal sealed class SignInThrottle(TimeProvider time)
{
    /// <summary>The first wait; it doubles with every further failure.</summary>
    public static readonly TimeSpan FirstWait = TimeSpan.FromSeconds(15);

    public static readonly TimeSpan LongestWait = TimeSpan.FromMinutes(15);

    /// <summary>After this time without an attempt a key starts afresh.</summary>
    public static readonly TimeSpan Memory = TimeSpan.FromHours(1);

    /// <summary>So many keys are remembered; beyond that the ones that were quiet longest are forgotten.</summary>
    public const int Capacity = 20_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, Attempts> _attempts = new(StringComparer.Ordinal);

    /// <summary>How many keys are remembered now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _attempts.Count;
        }
    }

    /// <summary>
    /// Begins an attempt under all of <paramref name="keys"/>. It counts as failed from this moment, so that a hundred
    /// attempts at once are not a hundred free ones; <see cref="Succeeded"/> takes it back.
    /// </summary>
    /// <returns>Zero when the attempt may go on; otherwise how long to wait, and nothing was counted.</returns>
    public TimeSpan Begin(IReadOnlyList<SignInKey> keys)
    {
        var now = time.GetUtcNow();
        lock (_lock)
        {
            var wait = TimeSpan.Zero;
            foreach (var key in keys)
            {
                var left = Find(key, now).FreeFrom(key) - now;
                wait = left > wait ? left : wait;
            }

            if (wait > TimeSpan.Zero)
                return wait;
            foreach (var key in keys)
                _attempts[key.Value] = new Attempts(Find(key, now).Failures + 1, now);
            if (_attempts.Count > Capacity)
                Forget(now);
            return TimeSpan.Zero;
        }
    }

    /// <summary>The attempt was a good one: it does not count, and what belongs to this person alone is forgiven.</summary>
    public void Succeeded(IReadOnlyList<SignInKey> keys)
    {
        lock (_lock)
        {
            foreach (var key in keys)
            {
                if (!_attempts.TryGetValue(key.Value, out var attempts))
                    continue;
                // An address is not forgiven whole: whoever has an account of his own could wash his guesses off with it.
                if (key.Shared && attempts.Failures > 1)
                    _attempts[key.Value] = attempts with { Failures = attempts.Failures - 1 };
                else
                    _attempts.Remove(key.Value);
            }
        }
    }

    private Attempts Find(SignInKey key, DateTimeOffset now) =>
        _attempts.TryGetValue(key.Value, out var attempts) && now - attempts.LastAt <= Memory ? attempts : default;

    private void Forget(DateTimeOffset now)
    {
        var oldestFirst = _attempts.OrderBy(entry => entry.Value.LastAt).ToList();
        var surplus = Math.Max(Capacity / 4, oldestFirst.Count(entry => now - entry.Value.LastAt > Memory));
        foreach (var entry in oldestFirst.Take(surplus))
            _attempts.Remove(entry.Key);
    }

    private readonly record struct Attempts(int Failures, DateTimeOffset LastAt)
    {
        public DateTimeOffset FreeFrom(SignInKey key)
        {
            var beyond = Failures - key.Free;
            if (beyond < 0)
                return DateTimeOffset.MinValue;
            // 15 s doubled ten times is more than four hours: beyond that only the limit matters, and the shift stays small.
            var wait = FirstWait * (1 << Math.Min(beyond, 10));
            return LastAt + (wait < LongestWait ? wait : LongestWait);
        }
    }
}
