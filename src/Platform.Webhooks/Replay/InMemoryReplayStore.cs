using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Webhooks.Replay;

/// <summary>
/// Remembers messages in the memory of one process: for programs that run alone, and whose senders' messages may be handled again after a restart.
/// </summary>
/// <remarks>
/// When it is full it forgets what was handled first, before its time, and counts that; what is being handled it never forgets. A message takes some 100
/// bytes, whatever its id, because ids are kept as hashes.
/// </remarks>
public sealed class InMemoryReplayStore : IReplayStore
{
    /// <summary>How many messages it remembers unless told otherwise.</summary>
    public const int DefaultCapacity = 250_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<UInt128, Entry> _entries = [];
    private readonly Queue<(UInt128 Key, long Token)> _completed = [];
    private readonly TimeProvider _time;
    private long _lastToken;
    private long _forgotten;

    /// <summary>Makes an empty store.</summary>
    /// <param name="time">The clock.</param>
    /// <param name="capacity">How many messages it remembers at most.</param>
    /// <exception cref="ArgumentNullException"><paramref name="time"/> is <see langword="null"/>.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="capacity"/> is less than 1.</exception>
    public InMemoryReplayStore(TimeProvider time, int capacity = DefaultCapacity)
    {
        ArgumentNullException.ThrowIfNull(time);
        ArgumentOutOfRangeException.ThrowIfLessThan(capacity, 1);
        (_time, Capacity) = (time, capacity);
    }

    /// <summary>How many messages it remembers at most.</summary>
    public int Capacity { get; }

    /// <summary>How many messages it remembers now.</summary>
    public int Count
    {
        get
        {
            lock (_lock)
                return _entries.Count;
        }
    }

    /// <summary>How many handled messages it forgot before their time, for want of room.</summary>
    public long ForgottenEarly => Interlocked.Read(ref _forgotten);

    /// <inheritdoc />
    public ValueTask<ReplayClaim> ClaimAsync(string source, string key, TimeSpan lease, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var hash = HashOf(source, key);
        var now = _time.GetUtcNow();
        lock (_lock)
        {
            if (_entries.TryGetValue(hash, out var entry) && entry.Until > now)
                return ValueTask.FromResult(new ReplayClaim(entry.IsCompleted ? ReplayState.Completed : ReplayState.InProgress, 0));
            ForgetWhatIsOver(now);
            if (_entries.Count >= Capacity && !_entries.ContainsKey(hash) && !TryForgetOldest() && !TryForgetAbandoned(now))
                return ValueTask.FromResult(new ReplayClaim(ReplayState.Full, 0));
            _entries[hash] = new Entry(++_lastToken, now + lease, IsCompleted: false);
            return ValueTask.FromResult(new ReplayClaim(ReplayState.Claimed, _lastToken));
        }
    }

    /// <inheritdoc />
    public ValueTask CompleteAsync(string source, string key, ReplayClaim claim, TimeSpan retention, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var hash = HashOf(source, key);
        var until = _time.GetUtcNow() + retention;
        lock (_lock)
        {
            _entries[hash] = new Entry(++_lastToken, until, IsCompleted: true);
            _completed.Enqueue((hash, _lastToken));
        }
        return ValueTask.CompletedTask;
    }

    /// <inheritdoc />
    public ValueTask ReleaseAsync(string source, string key, ReplayClaim claim, CancellationToken cancellationToken = default)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var hash = HashOf(source, key);
        lock (_lock)
        {
            if (_entries.TryGetValue(hash, out var entry) && entry.Token == claim.Token && !entry.IsCompleted)
                _entries.Remove(hash);
        }
        return ValueTask.CompletedTask;
    }

    /// <summary>Ids come from outside and may be long; the length of the source keeps it apart from the key.</summary>
    private static UInt128 HashOf(string source, string key)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(key);
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{source.Length}:{source}{key}"), hash);
        return BinaryPrimitives.ReadUInt128BigEndian(hash);
    }

    /// <summary>Looks only at the front: retentions are mostly alike, and what stands behind a longer one goes with it.</summary>
    private void ForgetWhatIsOver(DateTimeOffset now)
    {
        while (_completed.TryPeek(out var first) && (!IsCurrent(first, out var entry) || entry.Until <= now))
        {
            _completed.Dequeue();
            if (IsCurrent(first, out _))
                _entries.Remove(first.Key);
        }
    }

    private bool TryForgetOldest()
    {
        while (_completed.TryDequeue(out var first))
        {
            if (!IsCurrent(first, out _))
                continue;
            _entries.Remove(first.Key);
            Interlocked.Increment(ref _forgotten);
            return true;
        }
        return false;
    }

    /// <summary>Claims that ran out and that nobody gave back; looked for only where all others are in use.</summary>
    private bool TryForgetAbandoned(DateTimeOffset now)
    {
        var abandoned = _entries.Where(entry => entry.Value.Until <= now).Select(entry => entry.Key).ToList();
        abandoned.ForEach(key => _entries.Remove(key));
        return abandoned.Count > 0;
    }

    private bool IsCurrent((UInt128 Key, long Token) completed, out Entry entry) =>
        _entries.TryGetValue(completed.Key, out entry) && entry.Token == completed.Token;

    private readonly record struct Entry(long Token, DateTimeOffset Until, bool IsCompleted);
}
