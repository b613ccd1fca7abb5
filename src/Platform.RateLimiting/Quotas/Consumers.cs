using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.RateLimiting.Quotas;

/// <summary>
/// A key as the ledger names it: as <see cref="RateLimitKey.ToString"/> does, and different for different keys. Of an API key half of its SHA-256
/// is written, so that the ledger gives no key away; what a name has of plus and per cent signs, control characters and broken
/// surrogates is escaped; what is long ends in a digest.
/// </summary>
internal static class Consumers
{
    private const int Longest = 200;
    private const int Kept = 100;
    private const int FingerprintBytes = 16;

    public static string NameOf(in RateLimitKey key)
    {
        var text = new StringBuilder();
        Append(text, key.First.Kind, key.First.Name);
        Append(text, key.Second.Kind, key.Second.Name);
        if (key.HasAddress)
            text.Append(text.Length > 0 ? "+" : "").Append(key.Part(2).ToString());
        return text.Length <= Longest ? text.ToString() : Shorten(text.ToString());
    }

    private static void Append(StringBuilder text, Keys.RateLimitKeyKind kind, string? name)
    {
        if (name is null)
            return;
        text.Append(text.Length > 0 ? "+" : "");
        switch (kind)
        {
            case Keys.RateLimitKeyKind.ApiKey:
                text.Append("api-key:#").Append(Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(name)).AsSpan(0, FingerprintBytes)));
                return;
            case Keys.RateLimitKeyKind.Subject:
                text.Append("subject:");
                break;
            case Keys.RateLimitKeyKind.Tenant:
                text.Append("tenant:");
                break;
            default:
                text.Append("text:");
                break;
        }
        for (var i = 0; i < name.Length; i++)
        {
            var letter = name[i];
            if (char.IsHighSurrogate(letter) && i + 1 < name.Length && char.IsLowSurrogate(name[i + 1]))
                text.Append(letter).Append(name[++i]);
            else if (letter is '+' or '%' || char.IsControl(letter) || char.IsSurrogate(letter))
                text.Append(CultureInfo.InvariantCulture, $"%{(int)letter:X4}");
            else
                text.Append(letter);
        }
    }

    private static string Shorten(string text)
    {
        // Not through the middle of a pair.
        var kept = char.IsHighSurrogate(text[Kept - 1]) ? Kept - 1 : Kept;
        return $"{text.AsSpan(0, kept)}~{Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)))}";
    }
}
