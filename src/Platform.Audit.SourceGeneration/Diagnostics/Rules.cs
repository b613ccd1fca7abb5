using Microsoft.CodeAnalysis;

namespace Platform.Audit.SourceGeneration;

/// <summary>What can be declared wrongly, each with a sentence that says what to do.</summary>
internal static class Rules
{
    private const string Category = "Platform.Audit";

    public static readonly DiagnosticDescriptor NotPartial = Error("PLTAUD001", "An event is a partial type that is not generic",
        "'{0}' {1}; declare it as 'readonly partial record struct {0}(…)'");

    public static readonly DiagnosticDescriptor MalformedName = Error("PLTAUD002", "The name of an event or of a catalogue is malformed",
        "'{0}' is no name of an event; use lower-case letters, digits, '-' and '_', with dots between words, at most 100 characters together with the catalogue's, for example \"request.closed\"");

    public static readonly DiagnosticDescriptor DuplicateName = Error("PLTAUD003", "Two events have one name",
        "The name '{0}' is already that of '{1}': readers could not tell them apart, so give this event a name of its own");

    public static readonly DiagnosticDescriptor UnsupportedType = Error("PLTAUD004", "A property has a type that a record cannot hold",
        "The property '{0}' of '{1}' is of the type '{2}'; use string, bool, an integer up to 64 bits with a sign, DateTimeOffset, Guid, byte[] or an enumeration, or mark it [NotAudited]");

    public static readonly DiagnosticDescriptor UnknownHole = Error("PLTAUD005", "A hole of a target or subject is no property",
        "The {0} of '{1}' has a hole '{{{2}}}', and there is no such property; use one of {3}");

    public static readonly DiagnosticDescriptor KnownFieldType = Error("PLTAUD006", "A property that every reader knows has another type",
        "'{0}' of '{1}' is a field that every reader knows, and a {2}; it is declared as '{3}', so change the type or the name");

    public static readonly DiagnosticDescriptor CatalogIsNotStaticPartial = Error("PLTAUD007", "A catalogue is a static partial class",
        "'{0}' is not a static partial class that can get another part; declare it as 'static partial class {0}'");

    public static readonly DiagnosticDescriptor GivenTwice = Error("PLTAUD008", "A field is given twice",
        "The field '{0}' of '{1}' is given by {2}; keep one of them");

    public static readonly DiagnosticDescriptor NameIsTaken = Error("PLTAUD009", "The name of a member is taken",
        "'{0}' has a member '{1}', which is written here; give it another name");

    public static readonly DiagnosticDescriptor PersonalInTarget = Error("PLTAUD011", "A target has something personal in it",
        "The target of '{0}' has a hole '{{{1}}}', and that property is [Personal]: it would stand in the record, where it cannot be erased; name what was done to by a number or a pseudonym");

    public static readonly DiagnosticDescriptor HoleWithoutText = Error("PLTAUD012", "A hole of a target or subject has no text",
        "The {0} of '{1}' has a hole '{{{2}}}', and a '{3}' has no text that names it; use a text, a number, a Guid, an enumeration, or a type that writes its own ToString");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
