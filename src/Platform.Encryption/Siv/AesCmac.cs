using System.Security.Cryptography;
using Platform.Encryption.Keys;
using Platform.Encryption.Xaes;

namespace Platform.Encryption.Siv;

/// <summary>
/// AES-CMAC (NIST SP 800-38B, RFC 4493), which the runtime does not have: the last block of the runtime's AES-CBC over the message whose
/// last block was masked. Used by one thread at a time.
/// </summary>
/// <remarks>
/// One CBC transform serves all messages: resetting one, or the runtime's one-shot call, allocates a context for each. CBC begins a message at the
/// last block of the one before, C, where CMAC wants zero; with C mixed into the first block the cipher sees C ^ (C ^ m), which is m.
/// </remarks>
internal sealed class AesCmac : IDisposable
{
    private const int BlockLength = 16;
    private const int StepLength = 64 * BlockLength;

    private readonly ICryptoTransform _cbc;
    private readonly SecretBytes _whole = new(BlockLength);
    private readonly SecretBytes _partial = new(BlockLength);
    private readonly byte[] _last = GC.AllocateArray<byte>(BlockLength, pinned: true);
    private readonly byte[] _input = GC.AllocateArray<byte>(StepLength, pinned: true);
    private readonly byte[] _output = GC.AllocateArray<byte>(StepLength, pinned: true);
    private bool _isBroken;

    public AesCmac(ReadOnlySpan<byte> key)
    {
        using var aes = Aes.Create();
        aes.Mode = CipherMode.CBC;
        aes.Padding = PaddingMode.None;
        aes.SetKey(key);
        aes.IV = new byte[BlockLength];
        _cbc = aes.CreateEncryptor();

        _cbc.TransformBlock(_input, 0, BlockLength, _output, 0);
        _output.AsSpan(0, BlockLength).CopyTo(_last);
        _last.CopyTo(_whole.Span);
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
        // Had a step failed half-way, nobody would know where the chain is, and everything after it would be wrong.
        if (_isBroken)
            throw new CryptographicException("An earlier computation failed; this key must be prepared anew.");
        _isBroken = true;
        var length = Math.Max(1, (message.Length + BlockLength - 1) / BlockLength) * BlockLength;
        for (var at = 0; at < length; at += StepLength)
        {
            var step = _input.AsSpan(0, Math.Min(StepLength, length - at));
            var part = message.Slice(Math.Min(at, message.Length), Math.Clamp(message.Length - at, 0, step.Length));
            part.CopyTo(step);
            step[part.Length..].Clear();
            if (at == 0)
                Mix(step, _last);
            MixEnd(step, at, message.Length, onEnd);
            if (at + step.Length == length)
                Mask(step, part.Length);
            _cbc.TransformBlock(_input, 0, step.Length, _output, 0);
            _output.AsSpan(step.Length - BlockLength, BlockLength).CopyTo(_last);
        }

        _last.CopyTo(mac);
        var used = Math.Min(StepLength, length);
        CryptographicOperations.ZeroMemory(_input.AsSpan(0, used));
        CryptographicOperations.ZeroMemory(_output.AsSpan(0, used));
        _isBroken = false;
    }

    /// <summary>The part of <paramref name="onEnd"/> that falls into this step.</summary>
    private static void MixEnd(Span<byte> step, int at, int messageLength, ReadOnlySpan<byte> onEnd)
    {
        for (var i = 0; i < onEnd.Length; i++)
        {
            var place = messageLength - BlockLength + i - at;
            if ((uint)place < (uint)step.Length)
                step[place] ^= onEnd[i];
        }
    }

    private void Mask(Span<byte> step, int partLength)
    {
        var isWhole = partLength == step.Length;
        if (!isWhole)
            step[partLength] ^= 0x80;
        Mix(step[^BlockLength..], isWhole ? _whole.Span : _partial.Span);
    }

    private static void Mix(Span<byte> block, ReadOnlySpan<byte> other)
    {
        for (var i = 0; i < BlockLength; i++)
            block[i] ^= other[i];
    }

    public void Dispose()
    {
        _cbc.Dispose();
        _whole.Dispose();
        _partial.Dispose();
        CryptographicOperations.ZeroMemory(_last);
        CryptographicOperations.ZeroMemory(_input);
        CryptographicOperations.ZeroMemory(_output);
    }
}
