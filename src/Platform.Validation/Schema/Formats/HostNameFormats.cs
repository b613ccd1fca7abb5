using System.Text;

namespace Platform.Validation.Schema.Formats;

/// <summary><c>hostname</c> (RFC 1123, section 2.1, with RFC 5890 for labels in <c>xn--</c>) and <c>idn-hostname</c> (RFC 5890, section 2.3.2.3).</summary>
internal static class HostNameFormats
{
    private const int MostLabelBytes = 63;
    private const int MostNameBytes = 253;

    public static bool IsHostName(ReadOnlySpan<byte> text)
    {
        if (text.Length > MostNameBytes || !HasHostNameForm(text) || text.ContainsAnyExceptInRange((byte)0, (byte)0x7F))
            return false;
        return !HasPrefixSomewhere(text) || IsInternationalHostName(text);
    }

    /// <summary>Labels of letters, digits, hyphens and anything beyond ASCII, none of them empty or longer than 63 bytes, with no hyphen at an end.</summary>
    public static bool HasHostNameForm(ReadOnlySpan<byte> text)
    {
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            var label = dot < 0 ? text : text[..dot];
            if (label.Length is < 1 or > MostLabelBytes || label[0] == '-' || label[^1] == '-')
                return false;
            foreach (var c in label)
            {
                if (c < 0x80 && !char.IsAsciiLetterOrDigit((char)c) && c != '-')
                    return false;
            }
            if (dot < 0)
                return true;
            text = text[(dot + 1)..];
        }
    }

    public static bool IsInternationalHostName(ReadOnlySpan<byte> text)
    {
        // Each character of a name takes at least one byte of its ASCII form, and at most four here.
        if (text.Length > MostNameBytes * 4)
            return false;
        var name = Encoding.UTF8.GetString(text);
        List<string> labels = [];
        var bytes = -1;
        foreach (var label in name.Split('.', '\u3002', '\uFF0E', '\uFF61'))
        {
            if (!TryReadLabel(label, out var decoded, out var length))
                return false;
            bytes += length + 1;
            labels.Add(decoded);
        }
        return bytes <= MostNameBytes && IdnaBidi.AreAllowed(labels);
    }

    private static bool TryReadLabel(string label, out string decoded, out int asciiLength)
    {
        decoded = label;
        asciiLength = label.Length;
        if (label.Length == 0)
            return false;
        if (!Ascii.IsValid(label))
        {
            asciiLength = Punycode.Encode(label) is { } encoded ? Idna.Prefix.Length + encoded.Length : int.MaxValue;
            return asciiLength <= MostLabelBytes && Idna.IsUnicodeLabel(label);
        }
        if (label.Length > MostLabelBytes || label[0] == '-' || label[^1] == '-' || label.Any(static c => !char.IsAsciiLetterOrDigit(c) && c != '-'))
            return false;
        if (!label.StartsWith(Idna.Prefix, StringComparison.OrdinalIgnoreCase))
            return true;
        // A label in the prefix is right only if it decodes to one that is not ASCII and encodes back to itself.
        var tail = label[Idna.Prefix.Length..].ToLowerInvariant();
        if (Punycode.Decode(tail) is not { } unicode || Ascii.IsValid(unicode) || Punycode.Encode(unicode) != tail)
            return false;
        decoded = unicode;
        return Idna.IsUnicodeLabel(unicode);
    }

    private static bool HasPrefixSomewhere(ReadOnlySpan<byte> text)
    {
        for (var i = 0; i + 4 <= text.Length; i++)
        {
            if ((i == 0 || text[i - 1] == '.') && (text[i] | 0x20) == 'x' && (text[i + 1] | 0x20) == 'n' && text[i + 2] == '-' && text[i + 3] == '-')
                return true;
        }
        return false;
    }
}
