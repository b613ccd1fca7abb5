using System.Buffers.Text;

namespace Platform.Audit.Text;

/// <summary>RFC 4648, section 4, in the one spelling that an encoder gives: padded, without spaces, with zero bits at the end.</summary>
/// <remarks>The runtime's decoder is more lenient. Two spellings of one value would let whoever carries a note change it unseen.</remarks>
internal static class CanonicalBase64
{
    private const int QuantumLength = 4;

    /// <summary>The length of what <paramref name="text"/> stands for; <see langword="false"/> where it is not canonical.</summary>
    public static bool TryGetLength(ReadOnlySpan<byte> text, out int length)
    {
        length = 0;
        return text.Length % QuantumLength == 0 && Base64.IsValid(text, out length)
            && length == text.Length / QuantumLength * 3 - Padding(text) // less where there are spaces
            && EndsInZeroBits(text);
    }

    /// <summary>Decodes all of <paramref name="text"/>.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> text, Span<byte> destination, out int written)
    {
        written = 0;
        return TryGetLength(text, out var length) && length <= destination.Length
            && Base64.DecodeFromUtf8(text, destination, out _, out written) == System.Buffers.OperationStatus.Done && written == length;
    }

    public static int EncodedLength(int length) => Base64.GetMaxEncodedToUtf8Length(length);

    private static int Padding(ReadOnlySpan<byte> text) => text is [.., (byte)'=', (byte)'='] ? 2 : text is [.., (byte)'='] ? 1 : 0;

    private static bool EndsInZeroBits(ReadOnlySpan<byte> text)
    {
        if (Padding(text) == 0)
            return true;
        Span<byte> last = stackalloc byte[3];
        Span<byte> again = stackalloc byte[QuantumLength];
        var tail = text[^QuantumLength..];
        return Base64.DecodeFromUtf8(tail, last, out _, out var written) == System.Buffers.OperationStatus.Done
            && Base64.EncodeToUtf8(last[..written], again, out _, out _) == System.Buffers.OperationStatus.Done && again.SequenceEqual(tail);
    }
}
