using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Webhooks.SourceGeneration;

/// <summary>Writes the list of a catalogue.</summary>
internal static class CatalogWriter
{
    private const string Catalog = "global::Platform.Webhooks.Catalog.";

    public static string Write(CatalogModel catalog, IEnumerable<EventModel> events)
    {
        var code = new CodeWriter(KnownNames.Tool);
        code.Reopen(catalog.Place);
        code.Line("/// <summary>The events of this project that receivers may subscribe to.</summary>");
        code.Line(code.GeneratedCode);
        code.Line($"public static {Catalog}WebhookCatalog {KnownNames.Catalog} {{ get; }} = new(");
        code.Line("[");
        foreach (var each in events.OrderBy(static each => each.Name, StringComparer.Ordinal).ThenBy(static each => each.Version))
            code.Line($"    {Event(each, catalog)},");
        code.Line("]);");
        code.CloseAll();
        return code.ToString();
    }

    private static string Event(EventModel model, CatalogModel catalog) =>
        $"{Catalog}WebhookEventType.Of<{model.QualifiedName}>({Text(model.Name)}, {model.Version}, {catalog.Context}.Default, "
        + $"{(model.Description is { } description ? Text(description) : "null")}, "
        + $"[{string.Join(", ", model.Keys.Select(Text))}], [{string.Join(", ", model.Examples.Select(example => $"{model.QualifiedName}.{Declarations.Escaped(example)}"))}])";

    private static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);
}
