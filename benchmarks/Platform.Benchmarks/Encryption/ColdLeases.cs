using Platform.Encryption;
using Platform.Encryption.Keys;

namespace Platform.Benchmarks.Encryption;

/// <summary>1,000 units of work of one tenant, each for another subject, that come to a program which has just started.</summary>
internal static class ColdLeases
{
    private const int Callers = 1_000;

    private static readonly ColumnAddress Email = new("north", "residents", "email");

    public static async ValueTask<double> CountCallsAsync(CancellationToken cancellationToken)
    {
        var file = Path.Combine(Path.GetTempPath(), $"platform-root-{Guid.NewGuid():N}");
        LocalRootKey.CreateFile(file);
        using var local = LocalRootKey.ReadFile(file);
        File.Delete(file);
        var (store, root) = (new InMemoryKeyStore(), new Counting(local));
        byte[][] values;
        using (var before = new Keyring(store, root))
            values = await Task.WhenAll(Enumerable.Range(0, Callers).Select(subject => SealAsync(before, subject, cancellationToken)));

        root.Calls = 0;
        using var cold = new Keyring(store, root);
        await Task.WhenAll(Enumerable.Range(0, Callers).Select(subject => Task.Run(() => OpenAsync(cold, subject, values[subject], cancellationToken), cancellationToken)));
        return root.Calls;
    }

    private static async Task<byte[]> SealAsync(Keyring keyring, int subject, CancellationToken cancellationToken)
    {
        using var lease = await keyring.LeaseAsync(KeyScope.ForSubject("north", "residents", $"{subject}"), cancellationToken);
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
}
