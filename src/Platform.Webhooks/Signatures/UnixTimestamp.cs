using System.Globalization;

namespace Platform.Webhooks.Signatures;

/// <summary>Seconds since 1970 in their one spelling: ASCII digits, no sign, no leading zero.</summary>
internal static class UnixTimestamp
{
    /// <summary>The digits of the last second that .NET can hold.</summary>
    public const int MaxDigits = 12;

    public static bool TryParse(ReadOnlySpan<char> text, out DateTimeOffset time)
    {
        time = default;
        if (text.Length is 0 or > MaxDigits || (text[0] == '0' && text.Length > 1)
            || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds)
            || seconds > DateTimeOffset.MaxValue.ToUnixTimeSeconds())
            return false;
        time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        return true;
    }
}
