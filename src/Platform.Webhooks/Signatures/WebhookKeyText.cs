using System.Buffers.Text;

namespace Platform.Webhooks.Signatures;

/// <summary>Keys as Standard Webhooks 1.0.0 writes them: a prefix that says which kind it is, and base64.</summary>
/// <remarks>What parses keys of another kind (Platform.Webhooks.Ed25519) uses it too, so that all mistakes are told alike.</remarks>
public static class WebhookKeyText
{
    /// <summary>The prefix of a secret that both sides know.</summary>
    public const string SecretPrefix = "whsec_";

    /// <summary>The prefix of a private key.</summary>
    public const string PrivateKeyPrefix = "whsk_";

    /// <summary>The prefix of a public key.</summary>
    public const string PublicKeyPrefix = "whpk_";

    private const int LongestKey = 64;
    private const int Quantum = 4;

    /// <summary>Reads the bytes of a key.</summary>
    /// <param name="text">The text, with the prefix.</param>
    /// <param name="prefix">The prefix that the kind of key has. Only a secret may come without it.</param>
    /// <param name="shortest">How many bytes it has at least.</param>
    /// <param name="longest">How many bytes it has at most; no more than 64.</param>
    /// <param name="destination">Takes the bytes; at least <paramref name="longest"/> long. Wipe it.</param>
    /// <param name="length">How many bytes there are.</param>
    /// <returns>What is wrong, or <see cref="WebhookKeyFault.None"/>.</returns>
    public static WebhookKeyFault Read(ReadOnlySpan<char> text, string prefix, int shortest, int longest, Span<byte> destination, out int length)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan(longest, LongestKey);
        ArgumentOutOfRangeException.ThrowIfLessThan(destination.Length, longest);
        length = 0;
        if (text.IsEmpty)
            return WebhookKeyFault.Empty;
        if (HasPrefix(text, prefix))
            text = text[prefix.Length..];
        else if (prefix != SecretPrefix || HasPrefix(text, PrivateKeyPrefix) || HasPrefix(text, PublicKeyPrefix))
            return WebhookKeyFault.OtherKind;
        if (text.IsEmpty)
            return WebhookKeyFault.Empty;
        if (!IsCanonical(text, out var decoded))
            return WebhookKeyFault.NotBase64;
        if (decoded < shortest)
            return WebhookKeyFault.TooShort;
        if (decoded > longest)
            return WebhookKeyFault.TooLong;
        return Convert.TryFromBase64Chars(text, destination, out length) && length == decoded ? WebhookKeyFault.None : WebhookKeyFault.NotBase64;
    }

    /// <summary>Says what is wrong, and what would be right, without a letter of the key.</summary>
    /// <param name="fault">What is wrong.</param>
    /// <param name="prefix">The prefix that the kind of key has.</param>
    /// <param name="lengths">The lengths that it may have, in words: <c>24 to 64 bytes</c>.</param>
    /// <returns>A sentence.</returns>
    public static string Describe(WebhookKeyFault fault, string prefix, string lengths) => fault switch
    {
        WebhookKeyFault.None => "Nothing is wrong with the key.",
        WebhookKeyFault.Empty => $"The key is empty: {prefix} and base64 of {lengths} were expected.",
        WebhookKeyFault.OtherKind => $"The key is of another kind: it must begin with {prefix}.",
        WebhookKeyFault.NotBase64 => $"What follows {prefix} is not base64 (RFC 4648, section 4, with padding).",
        WebhookKeyFault.TooShort => $"The key is too short: after {prefix} stand {lengths} in base64.",
        WebhookKeyFault.TooLong => $"The key is too long: after {prefix} stand {lengths} in base64.",
        _ => $"The public half in the {prefix} key does not belong to its private half.",
    };

    private static bool HasPrefix(ReadOnlySpan<char> text, string prefix) => text.StartsWith(prefix, StringComparison.Ordinal);

    /// <summary>The runtime's decoder takes spaces, and any bits behind the end; two spellings of one key are refused here.</summary>
    private static bool IsCanonical(ReadOnlySpan<char> text, out int length)
    {
        length = 0;
        if (text.Length % Quantum != 0 || !Base64.IsValid(text, out length))
            return false;
        var padding = text.EndsWith("==", StringComparison.Ordinal) ? 2 : text.EndsWith("=", StringComparison.Ordinal) ? 1 : 0;
        if (length != (text.Length / Quantum * 3) - padding)
            return false;
        Span<byte> last = stackalloc byte[3];
        Span<char> again = stackalloc char[Quantum];
        return Convert.TryFromBase64Chars(text[^Quantum..], last, out var written)
            && Convert.TryToBase64Chars(last[..written], again, out _) && text[^Quantum..].SequenceEqual(again);
    }
}
