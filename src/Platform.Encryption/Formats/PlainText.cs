using System.Text;

namespace Platform.Encryption.Formats;

/// <summary>Text as UTF-8, strictly, and without a word of it in an exception: those of the runtime name the bytes that they could not read.</summary>
internal static class PlainText
{
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    public static int GetByteCount(string text)
    {
        try
        {
            return StrictUtf8.GetByteCount(text);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The text is not well-formed: it has half of a surrogate pair.", nameof(text));
        }
    }

    /// <summary>Encodes what <see cref="GetByteCount"/> has found well-formed.</summary>
    public static int GetBytes(string text, Span<byte> destination) => StrictUtf8.GetBytes(text, destination);

    /// <exception cref="ArgumentException">The text is not well-formed.</exception>
    public static int GetBytes(ReadOnlySpan<char> text, Span<byte> destination)
    {
        try
        {
            return StrictUtf8.GetBytes(text, destination);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The text is not well-formed: it has half of a surrogate pair.", nameof(text));
        }
    }

    /// <exception cref="SealedValueException">It is no text.</exception>
    public static string GetString(ReadOnlySpan<byte> bytes)
    {
        try
        {
            return StrictUtf8.GetString(bytes);
        }
        catch (DecoderFallbackException)
        {
            throw new SealedValueException(OpenResult.NotText);
        }
    }
}
