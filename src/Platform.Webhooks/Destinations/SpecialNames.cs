using System.Collections.Frozen;

namespace Platform.Webhooks.Destinations;

/// <summary>Names that never mean a host on the Internet.</summary>
internal static class SpecialNames
{
    /// <summary>
    /// Top-level names: RFC 6761 (localhost, invalid), 6762 with its appendix G (local, intranet, internal, private, corp, home, lan), 7686 (onion),
    /// 9476 (alt); and what
    /// many hosts files have.
    /// </summary>
    private static readonly FrozenSet<string> TopLevel = new[]
    {
        "localhost", "localdomain", "local", "internal", "intranet", "private", "corp", "home", "lan", "onion", "alt", "invalid",
    }.ToFrozenSet(StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenSet<string>.AlternateLookup<ReadOnlySpan<char>> TopLevelByText = TopLevel.GetAlternateLookup<ReadOnlySpan<char>>();

    /// <summary>Whether a name, without a full stop at its end, is local: one label, special at the top, or below home.arpa (RFC 8375).</summary>
    public static bool IsLocal(ReadOnlySpan<char> name)
    {
        var last = name.LastIndexOf('.');
        return last < 0 || TopLevelByText.Contains(name[(last + 1)..])
            || name.Equals("home.arpa", StringComparison.OrdinalIgnoreCase) || name.EndsWith(".home.arpa", StringComparison.OrdinalIgnoreCase);
    }
}
