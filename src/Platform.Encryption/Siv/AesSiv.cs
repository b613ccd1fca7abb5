using System.Buffers.Binary;
using System.Security.Cryptography;
using Platform.Encryption.Keys;
using Platform.Encryption.Xaes;

namespace Platform.Encryption.Siv;

/// <summary>AES-SIV (RFC 5297) put together from AES-CBC and AES blocks of the runtime. Used by one thread at a time.</summary>
internal sealed class AesSiv : IDisposable
{
    public const int SyntheticIvLength = 16;
    private const int BlockLength = 16;
    private const int BlocksPerStep = 64;

    private readonly AesCmac _mac;
    private readonly SecretBytes _zero = new(BlockLength);
    private readonly SecretBytes _afterFirst = new(BlockLength);
    private readonly SecretBytes _afterSecond = new(BlockLength);
    private byte[]? _first;
    private byte[]? _second;
    private readonly ICryptoTransform _counterMode;
    private readonly byte[] _counters = new byte[BlocksPerStep * BlockLength];
    private readonly byte[] _keystream = GC.AllocateArray<byte>(BlocksPerStep * BlockLength, pinned: true);

    /// <param name="key">32, 48 or 64 bytes: the key of the MAC, then the key of the counter mode.</param>
    public AesSiv(ReadOnlySpan<byte> key)
    {
        _mac = new AesCmac(key[..(key.Length / 2)]);
        _mac.Compute(_zero.Span, _zero.Span);
        using var aes = Aes.Create();
        aes.Mode = CipherMode.ECB;
        aes.Padding = PaddingMode.None;
        aes.SetKey(key[(key.Length / 2)..]);
        _counterMode = aes.CreateEncryptor();
    }

    /// <summary>RFC 5297, section 2.6.</summary>
    /// <param name="first">The first component of the associated data, always present.</param>
    /// <param name="second">The second one; left out when empty.</param>
    /// <param name="plaintext">May be the end of <paramref name="ivAndCiphertext"/> itself.</param>
    /// <param name="ivAndCiphertext">Exactly 16 bytes longer than <paramref name="plaintext"/>.</param>
    public void Encrypt(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> plaintext, Span<byte> ivAndCiphertext)
    {
        var iv = ivAndCiphertext[..SyntheticIvLength];
        ToVector(first, second, plaintext, iv);
        ApplyCounterMode(iv, plaintext, ivAndCiphertext[SyntheticIvLength..]);
    }

    /// <summary>RFC 5297, section 2.7. Decrypts and then compares in constant time; the plaintext is cleared when it is not authentic.</summary>
    public bool TryDecrypt(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> ivAndCiphertext, Span<byte> plaintext)
    {
        var iv = ivAndCiphertext[..SyntheticIvLength];
        ApplyCounterMode(iv, ivAndCiphertext[SyntheticIvLength..], plaintext);
        Span<byte> expected = stackalloc byte[SyntheticIvLength];
        ToVector(first, second, plaintext, expected);
        if (CryptographicOperations.FixedTimeEquals(iv, expected))
            return true;
        CryptographicOperations.ZeroMemory(plaintext);
        return false;
    }

    /// <summary>S2V (RFC 5297, section 2.4) of one or two components and the plaintext. What comes before the plaintext is the same for each value of a column, and is kept.</summary>
    private void ToVector(ReadOnlySpan<byte> first, ReadOnlySpan<byte> second, ReadOnlySpan<byte> plaintext, Span<byte> vector)
    {
        Span<byte> state = stackalloc byte[BlockLength];
        if (_first is null || !first.SequenceEqual(_first))
        {
            (_first, _second) = (null, null);
            _zero.Span.CopyTo(_afterFirst.Span);
            Mix(first, _afterFirst.Span);
            _first = first.ToArray();
        }
        if (_second is null || !second.SequenceEqual(_second))
        {
            _second = null;
            _afterFirst.Span.CopyTo(_afterSecond.Span);
            if (!second.IsEmpty)
                Mix(second, _afterSecond.Span);
            _second = second.ToArray();
        }
        _afterSecond.Span.CopyTo(state);
        _mac.ComputeLast(plaintext, state, vector);
        CryptographicOperations.ZeroMemory(state);
    }

    private void Mix(ReadOnlySpan<byte> component, Span<byte> state)
    {
        Span<byte> mac = stackalloc byte[BlockLength];
        FieldDoubling.Double(state);
        _mac.Compute(component, mac);
        for (var i = 0; i < BlockLength; i++)
            state[i] ^= mac[i];
    }

    private void ApplyCounterMode(ReadOnlySpan<byte> iv, ReadOnlySpan<byte> input, Span<byte> output)
    {
        // Bits 31 and 63 of the counter are cleared (section 2.5), so that additions never carry out of a 32- or 64-bit word.
        var counter = BinaryPrimitives.ReadUInt128BigEndian(iv) & ~((UInt128.One << 63) | (UInt128.One << 31));
        for (var at = 0; at < input.Length; at += _keystream.Length)
        {
            var length = Math.Min(_keystream.Length, input.Length - at);
            var blocks = (length + BlockLength - 1) / BlockLength;
            for (var block = 0; block < blocks; block++)
                BinaryPrimitives.WriteUInt128BigEndian(_counters.AsSpan(block * BlockLength), counter++);
            _counterMode.TransformBlock(_counters, 0, blocks * BlockLength, _keystream, 0);
            for (var i = 0; i < length; i++)
                output[at + i] = (byte)(input[at + i] ^ _keystream[i]);
        }
        CryptographicOperations.ZeroMemory(_keystream);
    }

    public void Dispose()
    {
        _mac.Dispose();
        _zero.Dispose();
        _afterFirst.Dispose();
        _afterSecond.Dispose();
        _counterMode.Dispose();
        CryptographicOperations.ZeroMemory(_keystream);
    }
}
