using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Encryption.Engines;
using Platform.Encryption.Formats;
using Platform.Encryption.Xaes;

namespace Platform.Encryption.Fields;

/// <summary>Makes nonces and the keys that belong to them. Used by one thread at a time.</summary>
internal sealed class FieldWriter(ReadOnlySpan<byte> fieldKey, EncryptionEngine engine, TimeProvider time) : IDisposable
{
    public const int ValuesPerEpoch = 65_536;
    private const int KeyLength = 32;
    private const int CounterLength = 12;

    private readonly XaesDerivation _derivation = new(fieldKey);
    private readonly byte[] _nonce = new byte[SealedFormat.NonceLength];
    private readonly AdditionalData _additionalData = new();
    private readonly long _ticksPerEpoch = time.TimestampFrequency;
    private GcmKey? _epochKey;
    private long _epochStarted;
    private int _valuesLeft;

    /// <summary>Seals with a nonce of 24 new random bytes.</summary>
    public void SealRandom(ReadOnlySpan<byte> header, CellAddress address, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        Span<byte> nonce = stackalloc byte[SealedFormat.NonceLength];
        RandomNumberGenerator.Fill(nonce);
        using var key = CreateKey(nonce, forOneMessage: true);
        Seal(key, nonce, header, address, plaintext, destination);
    }

    /// <summary>Seals with the next nonce of the epoch, and begins a new epoch where the last one has ended.</summary>
    public void SealInEpoch(ReadOnlySpan<byte> header, CellAddress address, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        if (_valuesLeft == 0 || time.GetTimestamp() - _epochStarted >= _ticksPerEpoch)
            StartEpoch();

        // Counted before it is used: if sealing throws, this nonce is spent all the same.
        _valuesLeft--;
        Increment(_nonce.AsSpan(XaesDerivation.PrefixLength));
        Seal(_epochKey!, _nonce, header, address, plaintext, destination);
    }

    /// <summary>Ends the epoch at once, so that what is sealed next begins another.</summary>
    public void EndEpoch()
    {
        _valuesLeft = 0;
        _epochKey?.Dispose();
        _epochKey = null;
    }

    public FieldOpener MakeOpener(ReadOnlySpan<byte> prefix, bool keep, bool isPrepared) => new(prefix, CreateKey(prefix, forOneMessage: !isPrepared), keep, isPrepared);

    public void Dispose()
    {
        EndEpoch();
        _derivation.Dispose();
    }

    private void StartEpoch()
    {
        EndEpoch();
        RandomNumberGenerator.Fill(_nonce);
        _epochKey = CreateKey(_nonce, forOneMessage: false);
        _epochStarted = time.GetTimestamp();
        _valuesLeft = ValuesPerEpoch;
    }

    private GcmKey CreateKey(ReadOnlySpan<byte> nonce, bool forOneMessage)
    {
        Span<byte> key = stackalloc byte[KeyLength];
        try
        {
            _derivation.Derive(nonce[..XaesDerivation.PrefixLength], key);
            return forOneMessage ? engine.CreateKeyForOneMessage(key) : engine.CreateKey(key);
        }
        finally
        {
            CryptographicOperations.ZeroMemory(key);
        }
    }

    private void Seal(GcmKey key, ReadOnlySpan<byte> nonce, ReadOnlySpan<byte> header, CellAddress address, ReadOnlySpan<byte> plaintext, Span<byte> destination)
    {
        header.CopyTo(destination);
        nonce.CopyTo(destination[SealedFormat.HeaderLength..]);
        var body = destination[(SealedFormat.HeaderLength + SealedFormat.NonceLength)..];
        if ((header[1] & SealedFormat.Padded) != 0)
        {
            var padded = body[..^SealedFormat.TagLength];
            plaintext.CopyTo(padded);
            PaddingBuckets.Pad(padded, plaintext.Length);
            plaintext = padded;
        }
        key.Encrypt(nonce[XaesDerivation.PrefixLength..], plaintext, body, _additionalData.Of(header, address));
    }

    /// <summary>Adds one modulo 2^96.</summary>
    private static void Increment(Span<byte> counter)
    {
        var low = BinaryPrimitives.ReadUInt64BigEndian(counter[(CounterLength - 8)..]) + 1;
        BinaryPrimitives.WriteUInt64BigEndian(counter[(CounterLength - 8)..], low);
        if (low == 0)
            BinaryPrimitives.WriteUInt32BigEndian(counter, BinaryPrimitives.ReadUInt32BigEndian(counter) + 1);
    }
}
