namespace Platform.Webhooks.Outbox.Stores;

/// <content>The latest attempts.</content>
public sealed partial class InMemoryOutboxStore : IAttemptStore
{
    private readonly Dictionary<string, List<KeptAttempt>> _attempts = new(StringComparer.Ordinal);
    private long _lastAttempt;

    /// <inheritdoc/>
    public ValueTask WriteAttemptsAsync(IReadOnlyCollection<KeptAttempt> attempts, int kept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        lock (_lock)
        {
            foreach (var attempt in attempts)
            {
                if (!_endpoints.TryGetValue(attempt.Endpoint, out var row) || row.IsDeleted)
                    continue;
                if (!_attempts.TryGetValue(attempt.Endpoint, out var all))
                    _attempts.Add(attempt.Endpoint, all = []);
                all.Add(attempt with { Number = ++_lastAttempt });
                if (all.Count > kept)
                    all.RemoveRange(0, all.Count - kept);
            }
        }
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KeptAttempt>> ListAttemptsAsync(string endpoint, long? before, int most,
        CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return new(_attempts.TryGetValue(endpoint, out var all)
                ? [.. all.AsEnumerable().Reverse().Where(attempt => before is null || attempt.Number < before).Take(most)] : []);
        }
    }

    /// <inheritdoc/>
    public ValueTask TrimAttemptsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            foreach (var all in _attempts.Values)
                all.RemoveAll(attempt => attempt.At < before);
        }
        return default;
    }
}
