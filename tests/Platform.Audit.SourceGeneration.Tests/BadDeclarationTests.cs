using System.Globalization;

namespace Platform.Audit.SourceGeneration.Tests;

/// <summary>Everything that can be declared wrongly, each refused with a sentence that says what to do.</summary>
public sealed class BadDeclarationTests
{
    private const string Good = """
        namespace Desk;
        [AuditCatalog("desk")]
        public static partial class DeskAudit
        {
            [AuditEvent("request.closed", Target = "request:{Id}")]
            public readonly partial record struct RequestClosed(string Actor, int Id);
            public readonly record struct Number(int Value);
        }
        """;

    private const string Type = "public readonly partial record struct RequestClosed(string Actor, int Id);";

    /// <summary>What is replaced in the good declaration, by what, and what is said then, at which text.</summary>
    public static TheoryData<string, string, string, string, string> Faults => new()
    {
        { "readonly partial record", "readonly record", "PLTAUD001", "RequestClosed", "is not partial" },
        { "RequestClosed(", "RequestClosed<T>(", "PLTAUD001", "RequestClosed", "is generic" },
        { Type, "public ref partial struct RequestClosed { public int Id => 1; }", "PLTAUD001", "RequestClosed", "is a ref struct" },
        { Type, "public abstract partial record RequestClosed(int Id);", "PLTAUD001", "RequestClosed", "cannot be made" },
        { "\"request.closed\"", "\"\"", "PLTAUD002", "\"\"", "'' is no name of an event; use lower-case letters" },
        { "\"request.closed\"", "\"Request.Closed\"", "PLTAUD002", "\"Request.Closed\"", "is no name" },
        { "\"request.closed\"", "\"request..closed\"", "PLTAUD002", "\"request..closed\"", "is no name" },
        { "\"request.closed\"", "\"request.\"", "PLTAUD002", "\"request.\"", "is no name" },
        { "\"request.closed\"", "\"-request\"", "PLTAUD002", "\"-request\"", "is no name" },
        { "\"request.closed\"", "null!", "PLTAUD002", "null!", "is no name" },
        { "\"desk\"", "\"Desk\"", "PLTAUD002", "\"Desk\"", "'Desk' is no name" },
        { Type, Type + " [AuditEvent(\"request.closed\")] public partial record struct Again(int Id);", "PLTAUD003", "\"request.closed\"", "The name 'desk.request.closed' is already that of 'Desk.DeskAudit.RequestClosed'" },
        { "int Id", "decimal Id", "PLTAUD004", "Id", "is of the type 'decimal'; use string, bool" },
        { "int Id", "ulong Id", "PLTAUD004", "Id", "'ulong'" },
        { "int Id", "object? Id", "PLTAUD004", "Id", "'object?'" },
        { "int Id", "System.DateTime Id", "PLTAUD004", "Id", "'System.DateTime'" },
        { "int Id", "int Id, System.Collections.Generic.List<int> Ids", "PLTAUD004", "Ids", "mark it [NotAudited]" },
        { "{Id}", "{id}", "PLTAUD005", "\"request:{id}\"", "The target of 'RequestClosed' has a hole '{id}', and there is no such property; use one of Actor, Id" },
        { "Target = \"request:{Id}\"", "Subject = \"resident:{id}\"", "PLTAUD005", "\"resident:{id}\"", "The subject of 'RequestClosed' has a hole '{id}'" },
        { "int Id", "[property: NotAudited] byte[] Id", "PLTAUD012", "\"request:{Id}\"", "The target of 'RequestClosed' has a hole '{Id}', and a 'byte[]' has no text that names it" },
        { "int Id", "[property: NotAudited] DeskAudit.Number Id", "PLTAUD012", "\"request:{Id}\"", "a 'Desk.DeskAudit.Number' has no text" },
        { "int Id", "[property: NotAudited, Personal] string Id", "PLTAUD011", "\"request:{Id}\"", "'{Id}', and that property is [Personal]" },
        { "int Id", "int Id, [property: Personal] int Age", "PLTAUD004", "Age", "is of the type 'int'" },
        { "int Id", "[property: Personal] string Id", "PLTAUD011", "\"request:{Id}\"", "'{Id}', and that property is [Personal]: it would stand in the record" },
        { "string Actor", "int Actor", "PLTAUD006", "Actor", "a string; it is declared as 'int'" },
        { "string Actor", "string Outcome", "PLTAUD006", "Outcome", "a AuditOutcome; it is declared as 'string'" },
        { "public static partial class", "public static class", "PLTAUD007", "DeskAudit", "'DeskAudit' is not a static partial class" },
        { "string Actor", "string Target", "PLTAUD008", "\"request:{Id}\"", "The field 'target' of 'RequestClosed' is given by [AuditEvent] and by the property 'Target'" },
        { "int Id)", "int Id, int id)", "PLTAUD008", "id", "The field 'id'" },
        { "int Id);", "int Id) { public int AuditType => 1; }", "PLTAUD009", "AuditType", "'RequestClosed' has a member 'AuditType'" },
        { "[AuditEvent", "public static int Events => 1; [AuditEvent", "PLTAUD009", "Events", "'DeskAudit' has a member 'Events'" },
        { "int Id);", "int Id) { public void WriteTo() { } }", "PLTAUD009", "WriteTo", "'WriteTo'" },
    };

    [Fact]
    public void What_is_declared_rightly_is_not_refused() => Assert.Empty(Compiling.Generate(Good).Said);

    [Theory]
    [MemberData(nameof(Faults))]
    public void What_is_declared_wrongly_is_refused_where_it_stands(string replaced, string by, string id, string at, string sentence)
    {
        Assert.Contains(replaced, Good, StringComparison.Ordinal);

        var said = Compiling.Generate(Good.Replace(replaced, by, StringComparison.Ordinal)).Said.Where(each => each.Id.StartsWith("PLTAUD", StringComparison.Ordinal)).ToList();

        var found = Assert.Single(said, each => each.Id == id);
        Assert.Contains(sentence, found.GetMessage(CultureInfo.InvariantCulture), StringComparison.Ordinal);
        Assert.True(found.Location.GetLineSpan().IsValid);
        Assert.Equal(at, TextAt(found, replaced, by));
    }

    private static string TextAt(Microsoft.CodeAnalysis.Diagnostic found, string replaced, string by)
    {
        var text = Compiling.Compilation(Good.Replace(replaced, by, StringComparison.Ordinal)).SyntaxTrees.Single().ToString();
        return text.Substring(found.Location.SourceSpan.Start, found.Location.SourceSpan.Length);
    }
}
