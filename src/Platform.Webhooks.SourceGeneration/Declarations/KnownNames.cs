namespace Platform.Webhooks.SourceGeneration;

/// <summary>The names of what a catalogue is declared with, as metadata has them.</summary>
internal static class KnownNames
{
    public const string EventAttribute = "Platform.Webhooks.Catalog.WebhookEventAttribute";
    public const string KeyAttribute = "Platform.Webhooks.Catalog.WebhookKeyAttribute";
    public const string ExampleAttribute = "Platform.Webhooks.Catalog.WebhookExampleAttribute";
    public const string CatalogAttribute = "Platform.Webhooks.Catalog.WebhookCatalogAttribute";
    public const string JsonPropertyNameAttribute = "System.Text.Json.Serialization.JsonPropertyNameAttribute";
    public const string JsonSerializerContext = "System.Text.Json.Serialization.JsonSerializerContext";

    /// <summary>The member that the generator writes into each catalogue.</summary>
    public const string Catalog = "Catalog";

    /// <summary>The tool that <c>[GeneratedCode]</c> names.</summary>
    public const string Tool = "Platform.Webhooks.SourceGeneration";
}
