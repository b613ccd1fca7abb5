using Microsoft.CodeAnalysis;

namespace Platform.Webhooks.SourceGeneration;

/// <summary>What can be declared wrongly, each with a sentence that says what to do.</summary>
internal static class Rules
{
    private const string Category = "Platform.Webhooks";

    public static readonly DiagnosticDescriptor CatalogIsNotStaticPartial = Error("PLTWHK001", "A catalogue is a static partial class",
        "'{0}' is not a static partial class that can get another part; declare it as 'static partial class {0}'");

    public static readonly DiagnosticDescriptor MalformedName = Error("PLTWHK002", "The name of an event is malformed",
        "'{0}' in version {1} is no event; use lower-case letters, digits, '-' and '_', with dots between words, at most 200 characters and not 'platform.' before, for example \"request.opened\", and a version from 1 on");

    public static readonly DiagnosticDescriptor DuplicateName = Error("PLTWHK003", "Two events have one name and version",
        "The event '{0}' is already that of '{1}': give this one a name or a version of its own");

    public static readonly DiagnosticDescriptor UnusablePayload = Error("PLTWHK004", "The payload of an event is not generic and can be seen",
        "'{0}' {1}; a payload is a class, a struct or a record that the whole project can see");

    public static readonly DiagnosticDescriptor UnusableExample = Error("PLTWHK005", "An example is a static property of the payload's type",
        "'{0}' of '{1}' is no example; declare it as 'internal static {1} {0} => …'");

    public static readonly DiagnosticDescriptor SecondCatalog = Error("PLTWHK006", "A project has one catalogue",
        "'{0}' is a second catalogue beside '{1}', with the same events; keep one of them");

    public static readonly DiagnosticDescriptor NameIsTaken = Error("PLTWHK007", "The name of a member is taken",
        "'{0}' has a member '{1}', which is written here; give it another name");

    public static readonly DiagnosticDescriptor NoContext = Error("PLTWHK008", "What writes a catalogue is a JsonSerializerContext",
        "'{0}' is no JsonSerializerContext that can be seen; name one whose [JsonSerializable] attributes have the payloads");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
