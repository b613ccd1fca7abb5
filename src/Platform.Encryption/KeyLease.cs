using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>The keys of a scope, held in memory until the lease is disposed. Take one for each unit of work.</summary>
/// <remarks>
/// The ciphers are shared and thread-safe; they belong to the keyring, so do not dispose them. After a shredding they throw
/// <see cref="ObjectDisposedException"/> at once, whoever holds a lease, and so do streams that were opened with them. They throw it too
/// when the store has not confirmed the keys for <see cref="KeyringSettings.UnusableAfter"/>: the keys of a lease that was taken
/// before a rotation are confirmed no more. A stream that is open goes on after its lease was disposed.
/// </remarks>
public sealed class KeyLease : IDisposable
{
    private LoadedKeys? _keys;

    internal KeyLease(LoadedKeys keys) => _keys = keys;

    /// <summary>Seals and opens fields.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public FieldCipher Fields => Keys.Fields;

    /// <summary>Seals and opens fields so that equal ones are equal.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public DeterministicFieldCipher Deterministic => Keys.Deterministic;

    /// <summary>Seals and opens files and blobs.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public StreamCipher Streams => Keys.Streams;

    /// <summary>Computes the values of a blind index. The lease is one of its own scope, <see cref="BlindIndex.ScopeFor"/>.</summary>
    /// <param name="index">What is found and how.</param>
    /// <returns>The indexer, which belongs to the keyring; the same each time for the same object.</returns>
    /// <exception cref="ArgumentException">The lease is one of another purpose: who may search need not be able to read.</exception>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public BlindIndexer Indexer(BlindIndex index) => Keys.Indexer(index);

    /// <summary>The key that seals.</summary>
    /// <exception cref="ObjectDisposedException">The lease was disposed.</exception>
    public KeyId PrimaryId => Keys.Set.Primary.Id;

    internal bool Has(KeyId id) => Keys.Set.Contains(id);

    private LoadedKeys Keys => _keys ?? throw new ObjectDisposedException(nameof(KeyLease));

    /// <summary>Gives the lease back. Keys that nobody holds and the keyring no longer keeps are zeroed.</summary>
    public void Dispose() => Interlocked.Exchange(ref _keys, null)?.Release();
}
