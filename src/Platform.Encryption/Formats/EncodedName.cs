using System.Buffers.Binary;
using System.Text;

namespace Platform.Encryption.Formats;

/// <summary>A name as places and scopes encode it: two bytes of length, then UTF-8. Format, "Place".</summary>
internal static class EncodedName
{
    private const int LengthPrefix = 2;

    /// <summary>Refuses what it cannot encode: a replacement character would make two names one place.</summary>
    private static readonly UTF8Encoding StrictUtf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);

    /// <exception cref="ArgumentException">The name is empty, longer than 256 bytes, or not well-formed text.</exception>
    public static byte[] Of(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrEmpty(name, parameter);
        byte[] text;
        try
        {
            text = StrictUtf8.GetBytes(name);
        }
        catch (EncoderFallbackException)
        {
            throw new ArgumentException("The name is not well-formed text: it has half of a surrogate pair.", parameter);
        }

        if (text.Length > ColumnAddress.MaxNameLength)
            throw new ArgumentException($"The name has {text.Length} bytes in UTF-8; {ColumnAddress.MaxNameLength} is the most.", parameter);
        var encoded = new byte[LengthPrefix + text.Length];
        BinaryPrimitives.WriteUInt16BigEndian(encoded, (ushort)text.Length);
        text.CopyTo(encoded, LengthPrefix);
        return encoded;
    }
}
