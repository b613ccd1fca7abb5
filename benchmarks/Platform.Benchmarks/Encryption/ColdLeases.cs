using System.Runtime.CompilerServices;
using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>1,000 units of work of one tenant, each for another subject, that come to a program which has just started.</summary>
internal static class ColdLeases
{
    private const int Callers = 1_000;
    private const int Rotations = 3;

    private static readonly ColumnAddress Email = new("north", "residents", "email");

    public static async ValueTask<double> CountCallsAsync(CancellationToken cancellationToken)
    {
        using var local = Root();
        var (store, root) = (new InMemoryKeyStore(), new Counting(local));
        byte[][] values;
        using (var before = new Keyring(store, root))
            values = await FillAsync(before, cancellationToken);

        root.Calls = 0;
        using var cold = new Keyring(store, root);
        await OpenAllAsync(cold, values, cancellationToken);
        return root.Calls;
    }

    /// <summary>The same after the tenant's key was rotated again and again, and nothing was wrapped anew yet.</summary>
    public static async ValueTask<double> CountCallsAfterRotationsAsync(CancellationToken cancellationToken)
    {
        using var local = Root();
        var (store, root) = (new InMemoryKeyStore(), new Counting(local));
        byte[][] values;
        using (var before = new Keyring(store, root))
        {
            values = await FillAsync(before, cancellationToken);
            for (var i = 0; i < Rotations; i++)
                await before.RotateAsync(KeyScope.ForTenant("north"), cancellationToken);
        }

        root.Calls = 0;
        using var cold = new Keyring(store, root);
        await OpenAllAsync(cold, values, cancellationToken);
        return root.Calls;
    }

    /// <summary>A page of 1,000 rows, whose keys are fetched at once: how often the store is asked.</summary>
    public static async ValueTask<double> CountReadsAsync(CancellationToken cancellationToken)
    {
        using var local = Root();
        var store = new CountingStore();
        byte[][] values;
        using (var before = new Keyring(store, local))
            values = await FillAsync(before, cancellationToken);

        store.Reads = 0;
        using var cold = new Keyring(store, local);
        await cold.PrefetchAsync([.. values.Select(static value => KeyId.TryReadFrom(value, out var id) ? id : default)], cancellationToken);
        await OpenAllAsync(cold, values, cancellationToken);
        return store.Reads;
    }

    private static LocalRootKey Root()
    {
        var file = Path.Combine(Path.GetTempPath(), $"platform-root-{Guid.NewGuid():N}");
        LocalRootKey.CreateFile(file);
        var root = LocalRootKey.ReadFile(file);
        File.Delete(file);
        return root;
    }

    private static Task<byte[][]> FillAsync(Keyring keyring, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(subject => SealAsync(keyring, subject, cancellationToken)));

    private static Task OpenAllAsync(Keyring keyring, byte[][] values, CancellationToken cancellationToken) =>
        Task.WhenAll(Enumerable.Range(0, Callers).Select(subject => Task.Run(() => OpenAsync(keyring, subject, values[subject], cancellationToken), cancellationToken)));

    private static async Task<byte[]> SealAsync(Keyring keyring, int subject, CancellationToken cancellationToken)
    {
        using var lease = await keyring.LeaseOrCreateAsync(KeyScope.ForSubject("north", "residents", $"{subject}"), cancellationToken);
        return lease.Fields.SealText(Email.Row("7"u8), $"{subject}");
    }

    private static async Task OpenAsync(Keyring keyring, int subject, byte[] value, CancellationToken cancellationToken)
    {
        using var lease = await keyring.LeaseAsync(KeyScope.ForSubject("north", "residents", $"{subject}"), cancellationToken);
        if (lease.Fields.OpenText(Email.Row("7"u8), value) != $"{subject}")
            throw new InvalidOperationException("Another text came back.");
    }

    /// <summary>Answers as late as a service would, so that all callers are there before the first answer is.</summary>
    private sealed class Counting(IRootKey inner) : IRootKey
    {
        public int Calls;

        public string CurrentVersion => inner.CurrentVersion;

        public async ValueTask<ReadOnlyMemory<byte>> WrapAsync(ReadOnlyMemory<byte> secret, ReadOnlyMemory<byte> context, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Calls);
            return await inner.WrapAsync(secret, context, cancellationToken);
        }

        public async ValueTask<bool> TryUnwrapAsync(ReadOnlyMemory<byte> wrapped, ReadOnlyMemory<byte> context, Memory<byte> secret, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Calls);
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, cancellationToken);
            return await inner.TryUnwrapAsync(wrapped, context, secret, cancellationToken);
        }
    }

    private sealed class CountingStore : IKeyStore
    {
        private readonly InMemoryKeyStore _inner = new();

        public int Reads;

        public ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Reads);
            return _inner.ReadAsync(scope, cancellationToken);
        }

        public ValueTask<FoundKeys> FindAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken)
        {
            Interlocked.Increment(ref Reads);
            return _inner.FindAsync(ids, cancellationToken);
        }

        public async IAsyncEnumerable<StoredKey> ListAsync(KeyFilter filter, [EnumeratorCancellation] CancellationToken cancellationToken)
        {
            await foreach (var key in _inner.ListAsync(filter, cancellationToken))
                yield return key;
        }

        public ValueTask<bool> TryAddAsync(StoredKey key, CancellationToken cancellationToken) => _inner.TryAddAsync(key, cancellationToken);

        public ValueTask<bool> TryRewrapAsync(StoredKey current, StoredKey replacement, CancellationToken cancellationToken) => _inner.TryRewrapAsync(current, replacement, cancellationToken);

        public ValueTask<bool> TryRetireAsync(KeyScope scope, KeyId id, DateTimeOffset retiredAt, CancellationToken cancellationToken) => _inner.TryRetireAsync(scope, id, retiredAt, cancellationToken);

        public ValueTask<DestroyedKeys> DestroyAsync(KeyScope scope, DateTimeOffset destroyedAt, DateTimeOffset backupsExpireAt, CancellationToken cancellationToken) =>
            _inner.DestroyAsync(scope, destroyedAt, backupsExpireAt, cancellationToken);
    }
}
