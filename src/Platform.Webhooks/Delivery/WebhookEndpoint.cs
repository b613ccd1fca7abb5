using Platform.Webhooks.Outbox;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Delivery;

/// <summary>A receiver outside: which events it gets, and where and how they are sent.</summary>
public sealed class WebhookEndpoint
{
    /// <summary>Names a receiver.</summary>
    /// <param name="name">Its name, by which what waits for it is known: do not change it. Printable ASCII without spaces, at most 256 characters.</param>
    /// <param name="url">Where to. What is allowed is said by <see cref="PlatformWebhooksOptions"/>.</param>
    /// <param name="keys">Sign: the one in use first, then those that are being retired.</param>
    /// <exception cref="ArgumentException">The name is not as it must be, the URL is not absolute, or there is no key or too many.</exception>
    public WebhookEndpoint(string name, Uri url, params IReadOnlyList<IWebhookSigningKey> keys)
    {
        ArgumentNullException.ThrowIfNull(name);
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(keys);
        if (!url.IsAbsoluteUri)
            throw new ArgumentException("A URL is absolute.", nameof(url));
        (Name, Url, Signer) = (OutboxEvent.RequireName(name, nameof(name))!, url, new WebhookSigner([.. keys]));
    }

    /// <summary>Its name.</summary>
    public string Name { get; }

    /// <summary>Where to.</summary>
    public Uri Url { get; }

    /// <summary>The types of events that it gets.</summary>
    /// <value>
    /// All. With a catalogue (<c>AddCatalog</c>) that is what stands in it, and a type that does not stand in it is refused when the host starts; without one
    /// it is everything that is
    /// published, what is meant for handlers too. Those of the platform, as <see cref="WebhookEndpointCondition.FailingType"/>, are named or not there.
    /// </value>
    public IReadOnlyList<string> Types { get; init; } = [LaneDefinition.EveryType];

    /// <summary>The tenant whose events alone it gets.</summary>
    /// <value>None: those of all and of nobody.</value>
    public string? Tenant { get; init; }

    /// <summary>The channels whose events alone it gets.</summary>
    /// <value>None: those of all channels and of none.</value>
    public IReadOnlyList<string> Channels { get; init; } = [];

    /// <summary>What is made of an event for it: <see cref="ThinWebhookFormat"/>, for example.</summary>
    /// <value><see langword="null"/>: the payload as it was published.</value>
    public IWebhookFormat? Format { get; init; }

    /// <summary>How many attempts may be under way at once: 1 to 1,024. A receiver that does not answer, or asks for less, gets fewer, down to one, until it answers again.</summary>
    /// <value>16.</value>
    /// <exception cref="ArgumentOutOfRangeException">It is not among these.</exception>
    public int Concurrency
    {
        get;
        init
        {
            ArgumentOutOfRangeException.ThrowIfLessThan(value, 1);
            ArgumentOutOfRangeException.ThrowIfGreaterThan(value, 1024);
            field = value;
        }
    } = 16;

    /// <summary>How fast it may be called, retries among it. What is more waits in its lane.</summary>
    /// <value>As fast as it answers.</value>
    public WebhookRate? Rate { get; init; }

    internal WebhookSigner Signer { get; }
}
