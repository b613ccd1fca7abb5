using System.Runtime.CompilerServices;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests.Reference;

/// <summary>A key store in memory that counts its reads, fails when told to, and lets a test change what it gives.</summary>
internal sealed class FallibleKeyStore : IKeyStore
{
    private readonly InMemoryKeyStore _inner = new();
    private int _reads;
    private int _adds;
    private int _finds;
    private int _lists;

    public int Reads => _reads;

    public int Adds => _adds;

    public int Finds => _finds;

    public int Lists => _lists;

    public Exception? Failure { get; set; }

    public Func<StoredKeys, StoredKeys> Change { get; set; } = static keys => keys;

    /// <summary>What a call waits for before it does anything.</summary>
    public Task Gate { get; set; } = Task.CompletedTask;

    /// <summary>What happens when a scope has been read, before anybody is told.</summary>
    public Func<KeyScope, Task> AfterReading { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What happens just before a call changes something.</summary>
    public Func<string, Task> Before { get; set; } = static _ => Task.CompletedTask;

    /// <summary>What happens when a call has changed something, before anybody is told.</summary>
    public Func<string, Task> After { get; set; } = static _ => Task.CompletedTask;

    public async ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _reads);
        await Gate;
        var read = Failure is { } failure ? throw failure : Change(await _inner.ReadAsync(scope, cancellationToken));
        await AfterReading(scope);
        return read;
    }

    public async ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _finds);
        return Failure is { } failure ? throw failure : await _inner.FindAsync(ids, cancellationToken);
    }

    public async IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _lists);
        await foreach (var key in _inner.ListAsync(filter, cancellationToken))
            yield return Failure is { } failure ? throw failure : key;
    }

    public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken)
    {
        Interlocked.Increment(ref _adds);
        return ChangeAsync("add", () => _inner.TryAddAsync(key, cancellationToken));
    }

    public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken) =>
        ChangeAsync("rewrap", () => _inner.TryRewrapAsync(current, replacement, cancellationToken));

    public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken) =>
        ChangeAsync("retire", () => _inner.TryRetireAsync(scope, id, retiredAt, cancellationToken));

    public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken) =>
        ChangeAsync("destroy", () => _inner.DestroyAsync(scope, destroyedAt, backupsExpireAt, cancellationToken));

    private async ValueTask<T> ChangeAsync<T>(string what, Func<ValueTask<T>> change)
    {
        await Before(what);
        var result = Failure is { } failure ? throw failure : await change();
        await After(what);
        return result;
    }
}
