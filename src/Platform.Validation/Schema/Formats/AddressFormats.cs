namespace Platform.Validation.Schema.Formats;

/// <summary><c>ipv4</c> (RFC 2673, section 3.2) and <c>ipv6</c> (RFC 4291, section 2.2).</summary>
internal static class AddressFormats
{
    public static bool IsIpV4(ReadOnlySpan<byte> text)
    {
        var parts = 0;
        while (true)
        {
            var dot = text.IndexOf((byte)'.');
            var part = dot < 0 ? text : text[..dot];
            if (++parts > 4 || part.Length is < 1 or > 3 || (part.Length > 1 && part[0] == '0'))
                return false;
            var value = 0;
            foreach (var digit in part)
            {
                if ((uint)(digit - '0') > 9)
                    return false;
                value = (value * 10) + (digit - '0');
            }
            if (value > 255)
                return false;
            if (dot < 0)
                return parts == 4;
            text = text[(dot + 1)..];
        }
    }

    public static bool IsIpV6(ReadOnlySpan<byte> text)
    {
        var gap = text.IndexOf("::"u8);
        if (gap < 0)
            return CountGroups(text, mayEndInIpV4: true) == 8;
        var before = text[..gap];
        var after = text[(gap + 2)..];
        var groups = (before.Length == 0 ? 0 : CountGroups(before, mayEndInIpV4: false)) + (after.Length == 0 ? 0 : CountGroups(after, mayEndInIpV4: true));
        return groups <= 7;
    }

    /// <summary>How many groups of 16 bits there are; many where something else is among them.</summary>
    private static int CountGroups(ReadOnlySpan<byte> text, bool mayEndInIpV4)
    {
        const int wrong = 100;
        var groups = 0;
        while (true)
        {
            var colon = text.IndexOf((byte)':');
            var group = colon < 0 ? text : text[..colon];
            if (colon < 0 && mayEndInIpV4 && IsIpV4(group))
                return groups + 2;
            if (group.Length is < 1 or > 4)
                return wrong;
            foreach (var digit in group)
            {
                if (!char.IsAsciiHexDigit((char)digit))
                    return wrong;
            }
            groups++;
            if (colon < 0)
                return groups;
            text = text[(colon + 1)..];
        }
    }
}
