using System.Numerics;

namespace Platform.Encryption.Keys;

/// <summary>
/// A secret, and what was prepared from it, which one thread uses at a time: threads take one out of a slot and put it back; one that finds the slots
/// empty prepares another, and one too many is disposed.
/// </summary>
/// <typeparam name="T">What is prepared.</typeparam>
/// <param name="secretLength">The length of the secret in bytes.</param>
/// <param name="prepare">Prepares one.</param>
/// <param name="owner">Whose use is over when this is disposed.</param>
internal sealed class PreparedKeys<T>(int secretLength, Func<SecretBytes, T> prepare, Type owner) : IDisposable
    where T : class, IDisposable
{
    private readonly Lock _guard = new();
    private readonly SecretBytes _secret = new(secretLength);
    private readonly T?[] _slots = new T?[BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount)];
    private volatile bool _disposed;

    /// <summary>Where the secret is written to, once.</summary>
    public Span<byte> Secret => _secret.Span;

    public T Rent()
    {
        ObjectDisposedException.ThrowIf(_disposed, owner);
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _slots.Length; i++)
        {
            ref var slot = ref _slots[(home + i) & (_slots.Length - 1)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } prepared)
                return prepared;
        }

        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, owner);
            return prepare(_secret);
        }
    }

    public void Return(T prepared)
    {
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _slots.Length; i++)
        {
            ref var slot = ref _slots[(home + i) & (_slots.Length - 1)];
            if (slot is null && Interlocked.CompareExchange(ref slot, prepared, null) is null)
            {
                // Dispose may have emptied the slots between renting and putting back.
                if (_disposed)
                    DisposeSlots();
                return;
            }
        }
        prepared.Dispose();
    }

    public void Dispose()
    {
        lock (_guard)
        {
            _disposed = true;
            _secret.Dispose();
        }
        DisposeSlots();
    }

    private void DisposeSlots()
    {
        for (var i = 0; i < _slots.Length; i++)
            Interlocked.Exchange(ref _slots[i], null)?.Dispose();
    }
}
