using System.Globalization;

namespace Platform.Plugins.Versions;

/// <summary>The sentence that somebody reads whose version or range is none.</summary>
internal static class VersionFaults
{
    private const int LongestQuoted = 64;

    public static string Describe(ReadOnlySpan<char> text, string what, string example, int position, string? reason)
    {
        Span<char> quoted = stackalloc char[Math.Min(text.Length, LongestQuoted)];
        for (var i = 0; i < quoted.Length; i++)
            quoted[i] = char.IsControl(text[i]) || char.IsSurrogate(text[i]) ? '?' : text[i]; // what strangers wrote ends up in logs
        var more = text.Length > quoted.Length ? "…" : "";
        return string.Create(CultureInfo.InvariantCulture,
            $"\"{quoted}{more}\" is not a {what}: {reason}, at character {position + 1}. Write it as {example}.");
    }
}
