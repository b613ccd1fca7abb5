using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests.Reference;

/// <summary>A key store in memory that counts its reads, fails when told to, and lets a test change what it gives.</summary>
internal sealed class FallibleKeyStore : IKeyStore
{
    private readonly InMemoryKeyStore _inner = new();
    private int _reads;

    public int Reads => _reads;

    public Exception? Failure { get; set; }

    public Func<StoredKeys, StoredKeys> Change { get; set; } = static keys => keys;

    /// <summary>What happens just before a key is added or scopes are destroyed.</summary>
    public Func<Task> Before { get; set; } = static () => Task.CompletedTask;

    public async ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        return Failure is { } failure ? throw failure : Change(await _inner.ReadAsync(scope, cancellationToken));
    }

    public async ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        await Before();
        return Failure is { } failure ? throw failure : await _inner.TryAddAsync(key, cancellationToken);
    }

    public async ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, CancellationToken cancellationToken)
    {
        await Before();
        return Failure is { } failure ? throw failure : await _inner.DestroyAsync(scope, destroyedAt, cancellationToken);
    }
}
