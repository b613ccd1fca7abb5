using System.Text.Json.Serialization;
using Platform.Webhooks.Catalog;

namespace CityDesk.Webhooks;

/// <summary>What contractors may hear of. Nothing of a resident stands in it, and nothing that one has written.</summary>
[WebhookCatalog(typeof(DeskWebhookJson))]
internal static partial class DeskWebhooks;

/// <summary>What a request is, for whoever is to see to it.</summary>
/// <param name="Id">What it is known by from its beginning.</param>
/// <param name="City">Whose it is.</param>
/// <param name="Service">The code of its service.</param>
/// <param name="Summary">The name of the service.</param>
/// <param name="Number">Its number at the desk; not yet there when it is opened, or was assigned by a plugin while it was.</param>
/// <param name="Team">Who is to see to it.</param>
internal sealed record ToldRequest(string Id, string City, string Service, string Summary, string? Number = null, string? Team = null);

/// <summary>A request was opened.</summary>
[WebhookEvent("request.opened", Description = "Somebody has reported something.")]
internal sealed record RequestOpened(string Type, DateTimeOffset Timestamp, ToldRequest Data)
{
    [WebhookExample]
    public static RequestOpened Example => new("request.opened", DeskWebhookExample.At, DeskWebhookExample.Request);
}

/// <summary>A request was given to a team.</summary>
[WebhookEvent("request.assigned", Description = "A team or a contractor is to see to it.")]
internal sealed record RequestAssigned(string Type, DateTimeOffset Timestamp, ToldRequest Data)
{
    [WebhookExample]
    public static RequestAssigned Example =>
        new("request.assigned", DeskWebhookExample.At, DeskWebhookExample.Request with { Number = "7", Team = "Crew North" });
}

/// <summary>A request was closed.</summary>
[WebhookEvent("request.closed", Description = "It is done, or nothing is to be done.")]
internal sealed record RequestClosed(string Type, DateTimeOffset Timestamp, ToldRequest Data)
{
    [WebhookExample]
    public static RequestClosed Example =>
        new("request.closed", DeskWebhookExample.At, DeskWebhookExample.Request with { Number = "7", Team = "Crew North" });
}

internal static class DeskWebhookExample
{
    public static DateTimeOffset At { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public static ToldRequest Request { get; } = new("0197f0c1a2b37c4d8e9f", "lacity.org", "LAMP", "Street light");
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(RequestOpened))]
[JsonSerializable(typeof(RequestAssigned))]
[JsonSerializable(typeof(RequestClosed))]
internal sealed partial class DeskWebhookJson : JsonSerializerContext;
