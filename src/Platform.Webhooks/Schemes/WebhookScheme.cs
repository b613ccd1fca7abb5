using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Schemes;

/// <summary>How a sender signs: which header fields, over which bytes, in which letters.</summary>
/// <remarks>The set is closed; a sender that is not in it and signs by Standard Webhooks is <see cref="Standard"/>.</remarks>
public abstract class WebhookScheme
{
    /// <summary>Longer values are not looked at: nobody sends as many signatures.</summary>
    internal const int MaxFieldLength = 4096;

    private protected WebhookScheme(string name) => Name = name;

    /// <summary>Standard Webhooks 1.0.0: <c>webhook-id</c>, <c>webhook-timestamp</c>, <c>webhook-signature</c>; time and id are signed.</summary>
    public static WebhookScheme Standard { get; } =
        new StandardScheme("standard", StandardScheme.IdField, StandardScheme.TimestampField, StandardScheme.SignatureField);

    /// <summary>The same with the fields that Svix sends unless told otherwise: <c>svix-id</c>, <c>svix-timestamp</c>, <c>svix-signature</c>.</summary>
    public static WebhookScheme Svix { get; } = new StandardScheme("svix", "svix-id", "svix-timestamp", "svix-signature");

    /// <summary>Stripe: <c>Stripe-Signature: t=…,v1=…</c>; the time is signed, the id stands in the body.</summary>
    public static WebhookScheme Stripe { get; } = new StripeScheme();

    /// <summary>GitHub: <c>X-Hub-Signature-256</c>; the body alone is signed, there is no time.</summary>
    public static WebhookScheme GitHub { get; } =
        new BodyScheme("github", "X-Hub-Signature-256", "sha256=", BodyScheme.Letters.Hexadecimal, "X-GitHub-Delivery", "X-GitHub-Event");

    /// <summary>Slack: <c>X-Slack-Signature: v0=…</c> and <c>X-Slack-Request-Timestamp</c>; the time is signed, the id stands in the body of events.</summary>
    public static WebhookScheme Slack { get; } = new SlackScheme();

    /// <summary>Shopify: <c>X-Shopify-Hmac-Sha256</c>; the body alone is signed, there is no time.</summary>
    public static WebhookScheme Shopify { get; } =
        new BodyScheme("shopify", "X-Shopify-Hmac-Sha256", "", BodyScheme.Letters.Base64, "X-Shopify-Event-Id", "X-Shopify-Topic");

    /// <summary>All of them.</summary>
    public static IReadOnlyList<WebhookScheme> All { get; } = [Standard, Svix, Stripe, GitHub, Slack, Shopify];

    /// <summary>Its name in configuration and telemetry, in lower case.</summary>
    public string Name { get; }

    /// <summary>Whether the time of sending is signed. Without it nothing but a replay store tells a replay from a delivery.</summary>
    public abstract bool HasTimestamp { get; }

    /// <summary>The header fields that it reads, for those who must tell why a message was refused.</summary>
    internal abstract IReadOnlyList<string> Fields { get; }

    /// <summary>Finds a scheme by name.</summary>
    /// <param name="name">The name, in any case.</param>
    /// <returns>The scheme, or <see langword="null"/> where there is none of that name.</returns>
    public static WebhookScheme? Find(string name) => All.FirstOrDefault(scheme => string.Equals(scheme.Name, name, StringComparison.OrdinalIgnoreCase));

    /// <summary>Reads the secret that this kind of sender hands out.</summary>
    /// <param name="text">Its text: <c>whsec_…</c> by the standard, whatever the service shows otherwise.</param>
    /// <returns>The secret.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="text"/> is <see langword="null"/>.</exception>
    /// <exception cref="FormatException">It is none; the message says what is wrong and shows nothing of it.</exception>
    public virtual WebhookSecret ParseSecret(string text) => WebhookSecret.FromText(text);

    /// <inheritdoc />
    public override string ToString() => Name;

    internal abstract WebhookVerification Verify(
        IWebhookHeaders headers, ReadOnlySpan<byte> body, ReadOnlySpan<IWebhookVerificationKey> keys, DateTimeOffset now, TimeSpan tolerance);

    /// <summary>Says what a message is called. Asked only once it is verified.</summary>
    internal abstract WebhookMessage Describe(IWebhookHeaders headers, ReadOnlySpan<byte> body);

    /// <summary>The secret that has made a signature; these schemes know no public keys.</summary>
    private protected static WebhookSecret? Find(ReadOnlySpan<IWebhookVerificationKey> keys, SignedContent content, ReadOnlySpan<byte> given)
    {
        foreach (var key in keys)
        {
            if (key is WebhookSecret secret && secret.Verify(content, given))
                return secret;
        }
        return null;
    }

    private protected static WebhookFault Read(IWebhookHeaders headers, string name, out string value)
    {
        var count = headers.Find(name, out var found);
        value = found ?? "";
        return count > 1 ? WebhookFault.RepeatedField : value.Length == 0 ? WebhookFault.MissingField : WebhookFault.None;
    }

    /// <summary>A field that says something about a message and is not signed.</summary>
    private protected static string? Peek(IWebhookHeaders headers, string name) =>
        headers.Find(name, out var value) == 1 && MessageId.IsPrintable(value) ? value : null;
}
