using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Audit.SourceGeneration;

/// <summary>Writes the half of an event that nobody wants to write, and the list of a catalogue.</summary>
internal static class EventWriter
{
    private const string Records = "global::Platform.Audit.Records.";

    /// <summary>The file of an event.</summary>
    public static string Write(EventModel model)
    {
        var code = new CodeWriter(KnownNames.Tool);
        code.Reopen(model.Place, $" : {Records}IAuditEvent");
        code.Line($"/// <summary>The kind of event: <c>{model.Name}</c>.</summary>");
        code.Line(code.GeneratedCode);
        var settings = model.WhenUnavailable is null ? "" : $" {{ WhenUnavailable = global::Platform.Audit.WhenAuditUnavailable.{model.WhenUnavailable} }}";
        code.Line($"public static {Records}AuditEventType {KnownNames.Type} {{ get; }} = new {Records}AuditEventType({Text(model.Name)}){settings};");
        code.Line();
        code.Line(code.GeneratedCode);
        code.Line($"{Records}AuditEventType {Records}IAuditEvent.EventType => {KnownNames.Type};");
        code.Line();
        code.Line(code.GeneratedCode);
        code.Line($"void {Records}IAuditEvent.WriteTo(ref {Records}AuditEventWriter writer)");
        code.Open();
        foreach (var field in model.Fields)
            code.Line(field.Name is null ? $"writer.{field.Method}({field.Value});" : WriteOwn(field, field.Name));
        code.CloseAll();
        return code.ToString();
    }

    /// <summary>The file of a catalogue.</summary>
    public static string Write(CatalogModel catalog, IEnumerable<EventModel> events)
    {
        var code = new CodeWriter(KnownNames.Tool);
        code.Reopen(catalog.Place);
        code.Line("/// <summary>The kinds of events of this catalogue, by name.</summary>");
        code.Line(code.GeneratedCode);
        code.Line($"public static global::System.Collections.Immutable.ImmutableArray<{Records}AuditEventType> {KnownNames.Events} {{ get; }} =");
        code.Line("[");
        foreach (var each in events.OrderBy(static each => each.Name, StringComparer.Ordinal))
            code.Line($"    {each.QualifiedName}.{KnownNames.Type},");
        code.Line("];");
        code.CloseAll();
        return code.ToString();
    }

    /// <summary>Bytes that are absent are left out; the writer itself writes them where there are none.</summary>
    private static string WriteOwn(FieldModel field, string name) => field.Method == "Bytes"
        ? $"if ({field.Value} is {{ }}) writer.Bytes({Text(name)}, {field.Value});"
        : $"writer.{field.Method}({Text(name)}, {field.Value});";

    private static string Text(string value) => SymbolDisplay.FormatLiteral(value, quote: true);
}
