using System.Buffers;
using System.Security.Cryptography;
using Platform.Encryption.Keys;
using Platform.Encryption.Xaes;

namespace Platform.Encryption.Siv;

/// <summary>
/// AES-CMAC (NIST SP 800-38B, RFC 4493), which the runtime does not have: the last block of the runtime's AES-CBC with a zero IV over the
/// message whose last block was masked.
/// </summary>
internal sealed class AesCmac : IDisposable
{
    private const int BlockLength = 16;
    private const int LengthOnStack = 512;

    private readonly Aes _aes = Aes.Create();
    private readonly SecretBytes _whole = new(BlockLength);
    private readonly SecretBytes _partial = new(BlockLength);

    public AesCmac(ReadOnlySpan<byte> key)
    {
        _aes.SetKey(key);
        Span<byte> zero = stackalloc byte[BlockLength];
        zero.Clear();
        _aes.EncryptEcb(zero, _whole.Span, PaddingMode.None);
        FieldDoubling.Double(_whole.Span);
        _whole.Span.CopyTo(_partial.Span);
        FieldDoubling.Double(_partial.Span);
    }

    public void Compute(ReadOnlySpan<byte> message, Span<byte> mac) => Compute(message, default, mac);

    /// <summary>The last step of S2V (RFC 5297, section 2.4): the MAC of the message with <paramref name="state"/> mixed into its end.</summary>
    public void ComputeLast(ReadOnlySpan<byte> message, Span<byte> state, Span<byte> mac)
    {
        if (message.Length >= BlockLength)
        {
            Compute(message, state, mac);
            return;
        }

        Span<byte> padded = stackalloc byte[BlockLength];
        padded.Clear();
        message.CopyTo(padded);
        padded[message.Length] = 0x80;
        FieldDoubling.Double(state);
        for (var i = 0; i < BlockLength; i++)
            padded[i] ^= state[i];
        Compute(padded, default, mac);
        CryptographicOperations.ZeroMemory(padded);
    }

    /// <param name="message">What to authenticate.</param>
    /// <param name="onEnd">16 bytes to be XORed onto the last 16 of the message (xorend), or nothing.</param>
    /// <param name="mac">Receives 16 bytes.</param>
    private void Compute(ReadOnlySpan<byte> message, ReadOnlySpan<byte> onEnd, Span<byte> mac)
    {
        var blocks = Math.Max(1, (message.Length + BlockLength - 1) / BlockLength);
        var length = blocks * BlockLength;
        byte[]? rented = null;
        Span<byte> buffer = 2 * length <= LengthOnStack ? stackalloc byte[LengthOnStack] : rented = ArrayPool<byte>.Shared.Rent(2 * length);
        var input = buffer[..length];
        var output = buffer.Slice(length, length);

        input[^BlockLength..].Clear();
        message.CopyTo(input);
        for (var i = 0; i < onEnd.Length; i++)
            input[message.Length - BlockLength + i] ^= onEnd[i];
        var isWhole = message.Length > 0 && message.Length % BlockLength == 0;
        if (!isWhole)
            input[message.Length] = 0x80;
        var mask = isWhole ? _whole.Span : _partial.Span;
        for (var i = 0; i < BlockLength; i++)
            input[length - BlockLength + i] ^= mask[i];

        Span<byte> zero = stackalloc byte[BlockLength];
        zero.Clear();
        _aes.EncryptCbc(input, zero, output, PaddingMode.None);
        output[^BlockLength..].CopyTo(mac);
        CryptographicOperations.ZeroMemory(buffer[..(2 * length)]);
        if (rented is not null)
            ArrayPool<byte>.Shared.Return(rented);
    }

    public void Dispose()
    {
        _aes.Dispose();
        _whole.Dispose();
        _partial.Dispose();
    }
}
