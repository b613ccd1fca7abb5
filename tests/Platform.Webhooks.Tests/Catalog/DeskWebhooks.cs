using System.Text.Json.Serialization;
using Platform.Webhooks.Catalog;

namespace Platform.Webhooks.Tests.Catalog;

[WebhookCatalog(typeof(DeskJson))]
internal static partial class DeskWebhooks;

internal enum Urgency
{
    Low,
    High,
}

[WebhookEvent("request.opened", Description = "Somebody has reported something.")]
internal sealed record RequestOpened([property: WebhookKey] string Id, string? Address, Urgency Urgency, IReadOnlyList<string> Photos, Comment? Comment)
{
    [WebhookExample]
    public static RequestOpened Pothole => new("request:1", "High Street", Urgency.High, ["https://desk.example/1.jpg"], new Comment("A pothole", null));
}

/// <summary>It stands in itself.</summary>
internal sealed record Comment(string Text, Comment? AnswerTo);

[WebhookEvent("request.closed", 2)]
internal readonly record struct RequestClosed([property: WebhookKey, JsonPropertyName("request")] int Id, [property: WebhookKey] decimal Cost);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true)]
[JsonSerializable(typeof(RequestOpened))]
[JsonSerializable(typeof(RequestClosed))]
internal sealed partial class DeskJson : JsonSerializerContext;
