using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Catalog;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>What there is to subscribe to, as the catalogue of the host says it.</summary>
internal static class TypePages
{
    public static Task ListAsync(PortalPage page)
    {
        var types = Catalog(page)?.Types ?? [];
        return page.AnswerAsync(StatusCodes.Status200OK, "Event types", types is []
            ? (Html)$"<p>There is no catalogue of them.</p>"
            : (Html)$"""
            <dl>{types.Select(type => (Html)$"""
                <dt><a href="{page.At($"/types/{type.Type}")}"><code>{type.Type}</code></a></dt><dd>{type.Description}</dd>
                """)}</dl>
            """);
    }

    public static Task ShowAsync(PortalPage page)
    {
        if (Catalog(page)?.Find((string)page.Context.Request.RouteValues["type"]!) is not { } type)
            return page.NotFoundAsync();
        return page.AnswerAsync(StatusCodes.Status200OK, type.Type, $"""
            <p>{type.Description}</p>
            {type.Examples.Select(static (example, at) => Part($"Example {at + 1}", $"example-{at}", example))}
            {Part("Schema", "schema", type.Schema())}
            """);
    }

    private static Html Part(string title, string id, JsonNode node) => $"""
        <h2 id="{id}">{title}</h2>
        <pre tabindex="0" role="region" aria-labelledby="{id}"><code>{Written(node)}</code></pre>
        """;

    private static string? Written(JsonNode node) => IndentedJson.TryWrite(Encoding.UTF8.GetBytes(node.ToJsonString()));

    private static WebhookCatalog? Catalog(PortalPage page) => page.Context.RequestServices.GetService<WebhookCatalog>();
}
