using System.Buffers;

namespace Platform.Validation.Schema.Formats;

/// <summary><c>email</c> (RFC 5321, section 4.1.2, <c>Mailbox</c>) and <c>idn-email</c> (RFC 6531, section 3.3).</summary>
internal static class EmailFormats
{
    private const int MostLocalBytes = 64;

    private static readonly SearchValues<byte> AtomText = SearchValues.Create("!#$%&'*+-/0123456789=?ABCDEFGHIJKLMNOPQRSTUVWXYZ^_`abcdefghijklmnopqrstuvwxyz{|}~"u8);

    public static bool IsEmail(ReadOnlySpan<byte> text) => IsMailbox(text, international: false);

    public static bool IsInternationalEmail(ReadOnlySpan<byte> text) => IsMailbox(text, international: true);

    private static bool IsMailbox(ReadOnlySpan<byte> text, bool international)
    {
        // A quoted local part may hold an @; the domain cannot.
        var at = text.LastIndexOf((byte)'@');
        if (at is < 1 or > MostLocalBytes)
            return false;
        var local = text[..at];
        return (local[0] == '"' ? IsQuoted(local, international) : AreAtoms(local, international)) && IsDomain(text[(at + 1)..], international);
    }

    private static bool AreAtoms(ReadOnlySpan<byte> local, bool international)
    {
        var afterDot = true;
        foreach (var c in local)
        {
            if (c == '.')
            {
                if (afterDot)
                    return false;
                afterDot = true;
                continue;
            }
            if (!(c >= 0x80 ? international : AtomText.Contains(c)))
                return false;
            afterDot = false;
        }
        return !afterDot;
    }

    private static bool IsQuoted(ReadOnlySpan<byte> local, bool international)
    {
        if (local.Length < 2 || local[^1] != '"')
            return false;
        for (var i = 1; i < local.Length - 1; i++)
        {
            var c = local[i];
            if (c == '\\' && (++i == local.Length - 1 || local[i] is < (byte)' ' or > (byte)'~'))
                return false;
            if (c == '"' || c < ' ' || c == 0x7F || (c >= 0x80 && !international))
                return false;
        }
        return true;
    }

    private static bool IsDomain(ReadOnlySpan<byte> domain, bool international)
    {
        if (domain is [(byte)'[', .. var literal, (byte)']'])
            return literal.StartsWith("IPv6:"u8) ? AddressFormats.IsIpV6(literal[5..]) : AddressFormats.IsIpV4(literal);
        return international ? HostNameFormats.HasHostNameForm(domain) : HostNameFormats.IsHostName(domain);
    }
}
