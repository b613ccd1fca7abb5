using System.Buffers;
using System.Buffers.Text;
using Platform.Audit.Checkpoints;

namespace Platform.Audit.Ed25519;

/// <summary>What a witness signs: a line that says what it is, a line with the time, and the text of the checkpoint (C2SP tlog-cosignature).</summary>
internal readonly ref struct CosignedMessage
{
    /// <summary>A time of eight bytes, and the signature.</summary>
    public const int SignatureLength = sizeof(ulong) + Ed25519Keys.SignatureLength;

    private const int MaxDigits = 19;

    private readonly byte[] _rented;

    private CosignedMessage(byte[] rented, int length)
    {
        _rented = rented;
        Bytes = rented.AsSpan(0, length);
    }

    public ReadOnlySpan<byte> Bytes { get; }

    private static ReadOnlySpan<byte> Header => "cosignature/v1\ntime "u8;

    /// <summary>Puts the message together in a rented buffer; not for a text that is no checkpoint.</summary>
    public static bool TryRent(long seconds, ReadOnlySpan<byte> text, out CosignedMessage message)
    {
        message = default;
        if (!CheckpointView.TryParse(text, out _))
            return false;
        var rented = ArrayPool<byte>.Shared.Rent(Header.Length + MaxDigits + 1 + text.Length);
        Header.CopyTo(rented);
        Utf8Formatter.TryFormat(seconds, rented.AsSpan(Header.Length), out var digits);
        var at = Header.Length + digits;
        rented[at++] = (byte)'\n';
        text.CopyTo(rented.AsSpan(at));
        message = new CosignedMessage(rented, at + text.Length);
        return true;
    }

    public void Return() => ArrayPool<byte>.Shared.Return(_rented);
}
