using System.Runtime.ExceptionServices;
using System.Security.Cryptography;

namespace Platform.Encryption.Keys;

/// <summary>Remembers failures in a row, and tells who comes too early of the last one without trying. Thread-safe.</summary>
internal sealed class Backoff(TimeProvider time, TimeSpan most)
{
    private const int JitterSteps = 1_000;

    private readonly Lock _guard = new();
    private Exception? _failure;
    private long _failedAt;
    private TimeSpan _delay;
    private int _failures;

    /// <summary>Whether the last try failed.</summary>
    public bool HasFailed
    {
        get
        {
            lock (_guard)
                return _failures > 0;
        }
    }

    /// <summary>Whether it is too early to try again.</summary>
    public bool IsWaiting
    {
        get
        {
            lock (_guard)
                return _failures > 0 && time.GetElapsedTime(_failedAt) < _delay;
        }
    }

    /// <summary>Throws what the last try threw, if it is too early to try again.</summary>
    public void ThrowIfWaiting()
    {
        if (!IsWaiting)
            return;
        Exception? failure;
        lock (_guard)
            failure = _failure;
        if (failure is not null)
            ExceptionDispatchInfo.Throw(failure);
    }

    public void Fail(Exception failure)
    {
        lock (_guard)
        {
            _failures = Math.Min(_failures + 1, int.MaxValue - 1);
            _failure = failure;
            _failedAt = time.GetTimestamp();
            _delay = RetryRule.DelayAfter(_failures, RandomNumberGenerator.GetInt32(JitterSteps) / (double)JitterSteps, most);
        }
    }

    public void Succeed()
    {
        lock (_guard)
            (_failures, _failure) = (0, null);
    }
}
