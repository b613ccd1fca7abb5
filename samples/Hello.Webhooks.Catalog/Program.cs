using System.Text;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.CloudEvents;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;

var published = DeskWebhooks.Catalog.Event(RequestOpened.Example, tenant: "acme", orderKey: "request:7");
Console.WriteLine($"{published.Type}: {Encoding.UTF8.GetString(published.Body.Span)}");

// What one receiver is sent of it, and another.
var message = new OutboxMessage
{
    Id = "msg_1",
    Type = published.Type,
    OrderKey = published.OrderKey,
    ContentType = published.ContentType,
    Body = published.Body,
    OccurredAt = DateTimeOffset.UnixEpoch,
    Attempt = 1,
    Place = 1,
};
foreach (var format in (IWebhookFormat[])[new ThinWebhookFormat(DeskWebhooks.Catalog), new CloudEventFormat(new Uri("https://desk.example"))])
    Console.WriteLine(Encoding.UTF8.GetString(format.Write(message).Body.Span));

// Before the next release: the event as it was, with a member that is now gone.
var before = DeskWebhooks.Catalog.ToOpenApi("Desk", "1");
before["webhooks"]!["request.opened"]!["post"]!["requestBody"]!["content"]!["application/json"]!["schema"]!["properties"]!["district"] = new JsonObject();
Console.WriteLine(string.Join("\n", DeskWebhooks.Catalog.BreakingChangesSince(before)));

[WebhookCatalog(typeof(DeskJson))]
internal static partial class DeskWebhooks;

[WebhookEvent("request.opened", Description = "Somebody has reported something.")]
internal sealed record RequestOpened([property: WebhookKey] int Id, string Text)
{
    [WebhookExample]
    public static RequestOpened Example => new(7, "A pothole");
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
[JsonSerializable(typeof(RequestOpened))]
internal sealed partial class DeskJson : JsonSerializerContext;
