using Platform.Webhooks.Catalog;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Endpoints;

/// <summary>What may be said of a receiver, and what is made of it. Thread-safe.</summary>
internal sealed class EndpointRules(DestinationPolicy destinations, WebhookCatalog? catalog)
{
    private const int MostConcurrency = 1024;
    private const int MostPerSecond = 100_000;

    /// <exception cref="WebhookEndpointRefusedException">Something cannot be.</exception>
    public void Require(WebhookEndpointSettings settings)
    {
        ArgumentNullException.ThrowIfNull(settings);
        if (destinations.Check(settings.Url, out _) is not DestinationFault.None and var fault)
            throw Refused(nameof(settings.Url), $"The URL is not allowed: {fault}.");
        if (settings.Types is not { Count: > 0 and <= WebhookEndpointSettings.MostTypes })
            throw Refused(nameof(settings.Types), $"Name 1 to {WebhookEndpointSettings.MostTypes} types of events.");
        foreach (var type in settings.Types)
            RequireType(type);
        if (settings.Concurrency is < 1 or > MostConcurrency)
            throw Refused(nameof(settings.Concurrency), $"Say 1 to {MostConcurrency}.");
        if (settings.PerSecond is < 1 or > MostPerSecond)
            throw Refused(nameof(settings.PerSecond), $"Say 1 to {MostPerSecond}, or nothing.");
        if (settings.Description is { } text && (text.Length > WebhookEndpointSettings.MostOfDescription || text.Any(char.IsControl)))
            throw Refused(nameof(settings.Description), $"At most {WebhookEndpointSettings.MostOfDescription} characters, in one line.");
        if (settings.IsThin && catalog is null)
            throw Refused(nameof(settings.IsThin), "Without a catalogue nothing says what is thin.");
        try
        {
            _ = new LaneDefinition("x", settings.Types, null) { Channels = settings.Channels ?? [] };
        }
        catch (ArgumentException refusal)
        {
            throw Refused(refusal.ParamName == "types" ? nameof(settings.Types) : nameof(settings.Channels),
                "Names are printable ASCII without spaces.");
        }
    }

    public static LaneDefinition Lane(WebhookEndpoint endpoint) =>
        new(endpoint.Name, endpoint.Types, endpoint.Tenant) { Channels = endpoint.Channels };

    public static LaneDefinition Lane(string id, string? tenant, WebhookEndpointSettings settings) =>
        new(id, settings.Types, tenant) { Channels = settings.Channels };

    public WebhookEndpoint Endpoint(string id, string? tenant, WebhookEndpointSettings settings, IReadOnlyList<WebhookSecret> secrets) =>
        new(id, new Uri(settings.Url), [.. secrets])
        {
            Tenant = tenant,
            Types = settings.Types,
            Channels = settings.Channels,
            Concurrency = settings.Concurrency,
            Rate = settings.PerSecond is { } attempts ? WebhookRate.PerSecond(attempts) : null,
            Format = settings.IsThin && catalog is not null ? new ThinWebhookFormat(catalog) : null,
        };

    private void RequireType(string? type)
    {
        if (type == WebhookEndpointChange.Type)
            throw Refused(nameof(WebhookEndpointSettings.Types), $"{type} is for the program alone.");
        if (catalog is null || type is null || type.StartsWith(OutboxEvent.PlatformPrefix, StringComparison.Ordinal))
            return;
        if (type == LaneDefinition.EveryType)
            throw Refused(nameof(WebhookEndpointSettings.Types), "Name the types: with * it would get those that are added later as well.");
        if (catalog.Find(type) is null)
            throw Refused(nameof(WebhookEndpointSettings.Types), "One of the types does not stand in the catalogue.");
    }

    private static WebhookEndpointRefusedException Refused(string property, string message) => new(property, message);
}
