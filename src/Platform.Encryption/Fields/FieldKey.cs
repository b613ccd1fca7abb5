using Platform.Encryption.Engines;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Fields;

/// <summary>
/// One data key as fields use it. Prepared keys are used by one thread at a time, so threads take a writer or an opener out of a
/// slot and put it back; one that finds the slots empty makes another, and one too many is disposed.
/// </summary>
internal sealed class FieldKey : IDisposable
{
    private const int KeyLength = 32;

    private readonly Lock _guard = new();
    private readonly SecretBytes _secret = new(KeyLength);
    private readonly EncryptionEngine _engine;
    private readonly TimeProvider _time;
    private readonly FieldWriter?[] _writers = new FieldWriter?[SlotCount()];
    private OpenerCache? _openers;
    private volatile bool _disposed;

    public FieldKey(DataKey key, EncryptionEngine engine, TimeProvider time)
    {
        Id = key.Id;
        _engine = engine;
        _time = time;
        key.Derive(KeyDerivation.FieldInfo, _secret.Span);
    }

    public KeyId Id { get; }

    public FieldWriter RentWriter()
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(FieldCipher));
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _writers.Length; i++)
        {
            ref var slot = ref _writers[(home + i) & (_writers.Length - 1)];
            if (slot is not null && Interlocked.Exchange(ref slot, null) is { } writer)
                return writer;
        }

        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(_disposed, typeof(FieldCipher));
            return new FieldWriter(_secret.Span, _engine, _time);
        }
    }

    public void Return(FieldWriter writer)
    {
        var home = Environment.CurrentManagedThreadId;
        for (var i = 0; i < _writers.Length; i++)
        {
            ref var slot = ref _writers[(home + i) & (_writers.Length - 1)];
            if (slot is null && Interlocked.CompareExchange(ref slot, writer, null) is null)
            {
                // Dispose may have emptied the slots between our renting and our putting back.
                if (_disposed)
                    DisposeWriters();
                return;
            }
        }
        writer.Dispose();
    }

    public FieldOpener RentOpener(ReadOnlySpan<byte> prefix)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(FieldCipher));

        // Made when something is opened: most scopes of a keyring only seal, or are only leased.
        var openers = LazyInitializer.EnsureInitialized(ref _openers, static () => new OpenerCache());
        var opener = openers.TryRent(prefix);
        if (opener is { IsWorthPreparing: false })
            return opener;

        // A prefix that is seen once is a random nonce and need not come back; seen twice it is an epoch, or a row that is read again, and its key
        // is worth keeping. Preparing it well, which an engine may take long for, pays only if it is hit again and again while it is kept.
        var keep = opener is not null || openers.WasSeen(prefix);
        var writer = RentWriter();
        try
        {
            return writer.MakeOpener(prefix, keep, isPrepared: opener is not null);
        }
        finally
        {
            Return(writer);
            opener?.Dispose();
        }
    }

    public void Return(FieldOpener opener)
    {
        if (!opener.Keep)
        {
            opener.Dispose();
            return;
        }
        _openers!.Return(opener);
        if (_disposed)
            _openers.Dispose();
    }

    public void Dispose()
    {
        lock (_guard)
        {
            _disposed = true;
            _secret.Dispose();
        }
        DisposeWriters();
        Volatile.Read(ref _openers)?.Dispose();
    }

    private void DisposeWriters()
    {
        for (var i = 0; i < _writers.Length; i++)
            Interlocked.Exchange(ref _writers[i], null)?.Dispose();
    }

    private static int SlotCount() => (int)System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Environment.ProcessorCount);
}
