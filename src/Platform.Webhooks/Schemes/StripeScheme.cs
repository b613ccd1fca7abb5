using System.Security.Cryptography;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Schemes;

/// <summary>
/// Stripe (docs.stripe.com/webhooks, "Verify webhook signatures manually"): elements with commas between them, one <c>t</c>, one or more <c>v1</c>;
/// what is signed is the time, a full stop and the body.
/// </summary>
internal sealed class StripeScheme() : WebhookScheme("stripe")
{
    private const string Field = "Stripe-Signature";

    public override bool HasTimestamp => true;

    internal override IReadOnlyList<string> Fields { get; } = [Field];

    internal override WebhookVerification Verify(
        IWebhookHeaders headers, ReadOnlySpan<byte> body, ReadOnlySpan<IWebhookVerificationKey> keys, DateTimeOffset now, TimeSpan tolerance)
    {
        if (Read(headers, Field, out var value) is var fault and not WebhookFault.None)
            return WebhookVerification.Refuse(fault, Field);
        if (value.Length > MaxFieldLength || !TryFindTime(value, out var digits, out var hasSignature))
            return WebhookVerification.Refuse(WebhookFault.MalformedSignature, Field);
        if (!UnixTimestamp.TryParse(digits, out var time))
            return WebhookVerification.Refuse(WebhookFault.InvalidTimestamp, Field);
        if (!hasSignature)
            return WebhookVerification.Refuse(WebhookFault.NoKnownVersion, Field, time);

        var rented = RentedContent.Of(digits, '.', body);
        var match = Match(value, keys, rented.Content);
        rented.Return();
        return match is null
            ? WebhookVerification.Refuse(WebhookFault.SignatureMismatch, Field, time)
            : WebhookVerification.Accept(match, Field, time, now, tolerance);
    }

    /// <summary>Each attempt has a time and a signature of its own; what stays is the id of the event in the body.</summary>
    internal override WebhookMessage Describe(IWebhookHeaders headers, ReadOnlySpan<byte> body)
    {
        var id = BodyFields.Text(body, "id"u8);
        return new(id, BodyFields.Text(body, "type"u8), id is null ? $"body:{BodyFields.Hash(body)}" : $"id:{id}");
    }

    /// <summary>Two times in one field would leave it to the order of reading which of them is signed.</summary>
    private static bool TryFindTime(ReadOnlySpan<char> value, out ReadOnlySpan<char> digits, out bool hasSignature)
    {
        digits = default;
        hasSignature = false;
        var times = 0;
        foreach (var part in value.Split(','))
        {
            var element = value[part];
            if (element.StartsWith("t=", StringComparison.Ordinal))
            {
                digits = element[2..];
                times++;
            }
            hasSignature |= element.StartsWith("v1=", StringComparison.Ordinal);
        }
        return times == 1;
    }

    private static WebhookSecret? Match(ReadOnlySpan<char> value, ReadOnlySpan<IWebhookVerificationKey> keys, SignedContent content)
    {
        Span<byte> expected = stackalloc byte[HmacSha256Key.MacLength];
        foreach (var key in keys)
        {
            if (key is not WebhookSecret secret)
                continue;
            secret.Sign(content, expected);
            if (Matches(value, expected))
                return secret;
        }
        return null;
    }

    private static bool Matches(ReadOnlySpan<char> value, ReadOnlySpan<byte> expected)
    {
        Span<byte> given = stackalloc byte[HmacSha256Key.MacLength];
        var isMatch = false;
        foreach (var part in value.Split(','))
        {
            var element = value[part];
            if (element.StartsWith("v1=", StringComparison.Ordinal) && SignatureText.TryDecodeHexadecimal(element[3..], given))
                isMatch |= CryptographicOperations.FixedTimeEquals(expected, given);
        }
        return isMatch;
    }
}
