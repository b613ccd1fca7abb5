using System.Text.Json.Nodes;

namespace Platform.Webhooks.Catalog;

/// <summary>Events in the form of OpenAPI 3.1.0, section "webhooks", whose schemas are JSON Schema 2020-12. Pure.</summary>
internal static class OpenApiWebhooks
{
    private const string Json = "application/json";

    public static JsonObject Write(IReadOnlyList<WebhookEventType> types, string title, string version)
    {
        var webhooks = new JsonObject();
        foreach (var type in types)
            webhooks.Add(type.Type, new JsonObject { ["post"] = Operation(type) });
        return new JsonObject
        {
            ["openapi"] = "3.1.0",
            ["info"] = new JsonObject { ["title"] = title, ["version"] = version },
            ["webhooks"] = webhooks,
        };
    }

    /// <summary>The schemas by type.</summary>
    public static IEnumerable<KeyValuePair<string, JsonNode>> Read(JsonNode document)
    {
        if (document["webhooks"] is not JsonObject webhooks)
            throw new ArgumentException("It is no OpenAPI document with webhooks.", nameof(document));
        return webhooks.Select(webhook =>
        {
            var schema = webhook.Value?["post"]?["requestBody"]?["content"]?[Json]?["schema"] ?? throw new ArgumentException($"Webhook {webhook.Key} has no schema.", nameof(document));
            return KeyValuePair.Create(webhook.Key, Moved(schema.DeepClone(), Pointer(webhook.Key), "#"));
        });
    }

    private static string Pointer(string type) => $"#/webhooks/{type}/post/requestBody/content/application~1json/schema";

    /// <summary>A schema that repeats itself refers to itself by where it stands, which is another place within a document.</summary>
    private static JsonNode Moved(JsonNode schema, string from, string to)
    {
        if (schema is JsonObject each)
        {
            if (each["$ref"] is JsonValue reference && (string?)reference is { } text && text.StartsWith(from, StringComparison.Ordinal))
                each["$ref"] = to + text[from.Length..];
            foreach (var (_, member) in each.ToList())
            {
                if (member is not null)
                    Moved(member, from, to);
            }
        }
        else if (schema is JsonArray array)
        {
            foreach (var element in array)
            {
                if (element is not null)
                    Moved(element, from, to);
            }
        }
        return schema;
    }

    private static JsonObject Operation(WebhookEventType type)
    {
        var content = new JsonObject { ["schema"] = Moved(type.Schema(), "#", Pointer(type.Type)) };
        if (type.Examples.Count > 0)
        {
            content["examples"] = new JsonObject(type.Examples.Select(
                static (example, number) => KeyValuePair.Create($"example{number + 1}", (JsonNode?)new JsonObject { ["value"] = example.DeepClone() })));
        }
        var operation = new JsonObject { ["operationId"] = type.Type };
        if (type.Description is { } description)
            operation["description"] = description;
        operation["parameters"] = new JsonArray(
            Header("webhook-id", "The id of the message, the same for all attempts."),
            Header("webhook-timestamp", "The time of the attempt, in seconds since 1970."),
            Header("webhook-signature", "Signatures by Standard Webhooks 1.0.0, one for each key."));
        operation["requestBody"] = new JsonObject { ["required"] = true, ["content"] = new JsonObject { [Json] = content } };
        operation["responses"] = new JsonObject
        {
            ["2XX"] = new JsonObject { ["description"] = "Taken. It is not sent again." },
            ["410"] = new JsonObject { ["description"] = "Nothing more is sent until the endpoint is enabled again." },
            ["default"] = new JsonObject { ["description"] = "Not taken. It is sent again later." },
        };
        return operation;
    }

    private static JsonObject Header(string name, string description) => new()
    {
        ["name"] = name,
        ["in"] = "header",
        ["required"] = true,
        ["description"] = description,
        ["schema"] = new JsonObject { ["type"] = "string" },
    };
}
