using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testing;
using Platform.Webhooks.Catalog;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Tests.Catalog;

public sealed class WebhookCatalogTests
{
    private static readonly WebhookCatalog Desk = DeskWebhooks.Catalog;

    [Fact]
    public void Its_events_are_those_of_the_project()
    {
        Assert.Equal(["request.closed.v2", "request.opened"], Desk.Types.Select(static type => type.Type));
        var opened = Desk.Find("request.opened")!;
        Assert.Equal(("request.opened", 1, typeof(RequestOpened), "Somebody has reported something."), (opened.Name, opened.Version, opened.PayloadType, opened.Description));
        Assert.Equal(["id"], opened.Keys);
        Assert.Equal(["request", "cost"], Desk.Find("request.closed.v2")!.Keys);
        Assert.Null(Desk.Find("request.closed"));
    }

    [Fact]
    public void A_payload_is_published_under_the_name_of_its_event()
    {
        var published = Desk.Event(new RequestClosed(7, 12.50m), tenant: "acme", orderKey: "request:7", channel: "roads");

        Assert.Equal(("request.closed.v2", "acme", "request:7", "roads"), (published.Type, published.Tenant, published.OrderKey, published.Channel));
        Assert.Equal("""{"request":7,"cost":12.50}""", Encoding.UTF8.GetString(published.Body.Span));
        Assert.Throws<ArgumentException>(() => Desk.Event("nothing of it"));
    }

    /// <summary>What those who receive are shown, to the letter.</summary>
    [Fact]
    public void It_is_an_OpenAPI_document()
    {
        var document = Desk.ToOpenApi("Desk", "1.0");

        Snapshot.Matches("Platform.Webhooks.Tests", "Catalog", document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }));
    }

    [Fact]
    public void A_schema_that_repeats_itself_refers_to_where_it_stands_in_the_document()
    {
        var document = Desk.ToOpenApi("Desk", "1.0");
        var references = References(document).ToList();

        Assert.NotEmpty(references);
        Assert.All(references, reference => Assert.NotNull(At(document, reference)));

        static IEnumerable<string> References(JsonNode? node) => node switch
        {
            JsonObject each => each.SelectMany(static member => member.Key == "$ref" ? [(string)member.Value!] : References(member.Value)),
            JsonArray each => each.SelectMany(References),
            _ => [],
        };

        static JsonNode? At(JsonNode document, string reference) => reference.Split('/').Skip(1).Aggregate((JsonNode?)document, static (at, part) => at switch
        {
            JsonArray array => array[int.Parse(part, System.Globalization.CultureInfo.InvariantCulture)],
            _ => at?[part.Replace("~1", "/", StringComparison.Ordinal)],
        });
    }

    [Fact]
    public void Nothing_breaks_where_nothing_has_changed_or_only_come_in_addition()
    {
        Assert.Empty(Desk.BreakingChangesSince(JsonNode.Parse(Desk.ToOpenApi("Desk", "1.0").ToJsonString())!));
        var fewer = Desk.ToOpenApi("Desk", "1.0");
        ((JsonObject)fewer["webhooks"]!).Remove("request.opened");
        Assert.Empty(Desk.BreakingChangesSince(fewer));
        Assert.Throws<ArgumentException>(() => Desk.BreakingChangesSince(new JsonObject()));
    }

    [Fact]
    public void An_event_that_is_gone_or_has_another_payload_breaks_those_who_receive_it()
    {
        var older = Desk.ToOpenApi("Desk", "1.0");
        var none = new WebhookCatalog();
        var other = new WebhookCatalog(WebhookEventType.Of<Comment>("request.opened", 1, DeskJson.Default));

        Assert.Equal(2, none.BreakingChangesSince(older).Count);
        Assert.Contains(none.BreakingChangesSince(older), static change => change.StartsWith("request.closed.v2: it is gone.", StringComparison.Ordinal));
        Assert.Contains("request.opened: the payload has no member \"id\" any more.", other.BreakingChangesSince(older));
    }

    [Fact]
    public void What_can_be_no_event_is_refused()
    {
        Assert.Throws<ArgumentException>(() => WebhookEventType.Of<RequestClosed>("Request", 1, DeskJson.Default));
        Assert.Throws<ArgumentException>(() => WebhookEventType.Of<RequestClosed>("platform.closed", 1, DeskJson.Default));
        Assert.Throws<ArgumentOutOfRangeException>(() => WebhookEventType.Of<RequestClosed>("closed", 0, DeskJson.Default));
        Assert.Throws<ArgumentException>(() => WebhookEventType.Of<RequestClosed>("closed", 1, DeskJson.Default, keys: ["Nothing"]));
        Assert.Contains("does not write", Assert.Throws<ArgumentException>(() => WebhookEventType.Of<Version>("closed", 1, DeskJson.Default)).Message, StringComparison.Ordinal);
        Assert.Contains("no JSON object", Assert.Throws<ArgumentException>(() => WebhookEventType.Of<string>("closed", 1, DeskJson.Default)).Message, StringComparison.Ordinal);
        var closed = WebhookEventType.Of<RequestClosed>("closed", 1, DeskJson.Default);
        Assert.Throws<ArgumentException>(() => new WebhookCatalog(closed, closed));
        Assert.Throws<ArgumentException>(() => new WebhookCatalog(closed, WebhookEventType.Of<RequestClosed>("shut", 1, DeskJson.Default)));
    }

    [Fact]
    public void A_receiver_of_all_gets_what_stands_in_the_catalogue_and_nothing_else()
    {
        Assert.Equal(["request.closed.v2", "request.opened"], TypesOf("*").Order(StringComparer.Ordinal));
        Assert.Equal(["request.opened", "platform.webhooks.endpoint.failing"], TypesOf("request.opened", WebhookEndpointCondition.FailingType));
        Assert.Contains("Receiver acme subscribes to secret", Assert.Throws<InvalidOperationException>(() => TypesOf("secret")).Message, StringComparison.Ordinal);

        static IReadOnlyList<string> TypesOf(params string[] types)
        {
            var endpoint = new WebhookEndpoint("acme", new Uri("https://acme.example/in"), WebhookSecret.Generate()) { Types = types };
            using var services = new ServiceCollection().AddPlatformOutbox().AddEndpoint(endpoint).AddCatalog(Desk).Services.BuildServiceProvider();
            return services.GetServices<ILaneConsumer>().Single().Definition.Types;
        }
    }

    [Fact]
    public void A_thin_payload_says_what_it_is_about_and_no_more()
    {
        var thin = new ThinWebhookFormat(Desk);

        var content = thin.Write(Message(Desk.Event(RequestOpened.Pothole)));
        Assert.Equal("application/json", content.ContentType);
        Assert.Equal("""{"type":"request.opened","timestamp":"2026-03-01T12:00:00.123456Z","data":{"id":"request:1"}}""", Encoding.UTF8.GetString(content.Body.Span));
        Assert.Equal(content.Body.ToArray(), thin.Write(Message(Desk.Event(RequestOpened.Pothole))).Body.ToArray());
        Assert.Throws<InvalidOperationException>(() => thin.Write(Message(new OutboxEvent("secret", "{}"u8.ToArray()))));
        Assert.ThrowsAny<JsonException>(() => thin.Write(Message(new OutboxEvent("request.opened", "[]"u8.ToArray()))));
        Assert.ThrowsAny<JsonException>(() => thin.Write(Message(new OutboxEvent("request.opened", "{"u8.ToArray()))));
    }

    private static OutboxMessage Message(OutboxEvent published) => new()
    {
        Id = published.Id,
        Type = published.Type,
        ContentType = published.ContentType,
        OccurredAt = new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddMicroseconds(123_456),
        Body = published.Body,
        Attempt = 1,
        Place = 1,
    };
}
