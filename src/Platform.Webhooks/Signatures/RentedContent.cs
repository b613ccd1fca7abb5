using System.Buffers;
using System.Globalization;
using System.Text;

namespace Platform.Webhooks.Signatures;

/// <summary>
/// What is signed, in rented memory: two texts, each with a separator after it, and the body. Short bodies are copied behind the texts, because a second call to hash a second part
/// takes longer than that; long ones are left where they are.
/// </summary>
/// <remarks>The parsers of the texts have seen to it that they are ASCII and short. Memory that is not returned, because a key threw, is collected.</remarks>
internal readonly ref struct RentedContent
{
    private const int LongestCopied = 8 * 1024;
    private const int LongestPrefix = MessageId.MaxLength + 1 + UnixTimestamp.MaxDigits + 1;

    private readonly byte[] _rented;

    private RentedContent(byte[] rented, int prefixLength, ReadOnlySpan<byte> body)
    {
        _rented = rented;
        if (body.Length > LongestCopied)
        {
            Content = new SignedContent(rented.AsSpan(0, prefixLength), body);
            return;
        }
        body.CopyTo(rented.AsSpan(prefixLength));
        Content = new SignedContent(default, rented.AsSpan(0, prefixLength + body.Length));
    }

    public SignedContent Content { get; }

    public static RentedContent Of(ReadOnlySpan<char> first, char separator, ReadOnlySpan<char> second, ReadOnlySpan<byte> body)
    {
        var rented = Rent(body);
        var at = Write(first, separator, rented, 0);
        return new RentedContent(rented, Write(second, separator, rented, at), body);
    }

    public static RentedContent Of(ReadOnlySpan<char> first, char separator, long second, ReadOnlySpan<byte> body)
    {
        var rented = Rent(body);
        var at = Write(first, separator, rented, 0);
        second.TryFormat(rented.AsSpan(at), out var digits, default, CultureInfo.InvariantCulture);
        rented[at + digits] = (byte)separator;
        return new RentedContent(rented, at + digits + 1, body);
    }

    public static RentedContent Of(ReadOnlySpan<char> text, char separator, ReadOnlySpan<byte> body)
    {
        var rented = Rent(body);
        return new RentedContent(rented, Write(text, separator, rented, 0), body);
    }

    public void Return() => ArrayPool<byte>.Shared.Return(_rented);

    private static byte[] Rent(ReadOnlySpan<byte> body) => ArrayPool<byte>.Shared.Rent(LongestPrefix + (body.Length > LongestCopied ? 0 : body.Length));

    private static int Write(ReadOnlySpan<char> text, char separator, byte[] destination, int at)
    {
        Ascii.FromUtf16(text, destination.AsSpan(at), out var written);
        destination[at + written] = (byte)separator;
        return at + written + 1;
    }
}
