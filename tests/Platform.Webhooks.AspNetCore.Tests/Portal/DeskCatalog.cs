using System.Text.Json.Serialization;
using Platform.Webhooks.Catalog;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

/// <summary>What a desk tells. A description and an example hold what a page must not take for markup.</summary>
internal static class DeskCatalog
{
    public static WebhookCatalog Catalog { get; } = new(
        WebhookEventType.Of<Told>("invoice.paid", 1, DeskCatalogJson.Default, "An invoice <b>is</b> paid.",
            examples: [new Told("<script>alert(1)</script>\u202E")]),
        WebhookEventType.Of<Untold>("request.opened", 1, DeskCatalogJson.Default));
}

internal sealed record Told(string Id);

internal sealed record Untold(string Id);

[JsonSerializable(typeof(Told))]
[JsonSerializable(typeof(Untold))]
internal sealed partial class DeskCatalogJson : JsonSerializerContext;
