using System.Globalization;
using System.Text;
using Platform.Webhooks.Schemes;

namespace Platform.Webhooks.AspNetCore;

/// <summary>
/// The header fields of a refused request, for the operator: what a stranger wrote, cut, and with everything escaped that could end a line of the log
/// or pass for another
/// field. A signature is no secret, and whoever compares it sees which of two environments sent it.
/// </summary>
internal static class RefusedValues
{
    private const int LongestValue = 160;

    public static string Of(IWebhookHeaders headers, IEnumerable<string> fields)
    {
        var text = new StringBuilder();
        foreach (var field in fields)
        {
            var count = headers.Find(field, out var value);
            text.Append(text.Length == 0 ? "" : ", ").Append(field).Append('=');
            if (count == 1)
                Append(text.Append('"'), value ?? "").Append('"');
            else
                text.Append(count == 0 ? "(missing)" : string.Create(CultureInfo.InvariantCulture, $"({count} times)"));
        }
        return text.ToString();
    }

    private static StringBuilder Append(StringBuilder text, string value)
    {
        foreach (var character in value.AsSpan(0, Math.Min(value.Length, LongestValue)))
        {
            if (character is >= ' ' and <= '~' and not '"' and not '\\')
                text.Append(character);
            else
                text.Append(CultureInfo.InvariantCulture, $"\\u{(int)character:x4}");
        }
        return value.Length > LongestValue ? text.Append(CultureInfo.InvariantCulture, $"… ({value.Length} characters)") : text;
    }
}
