using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>What can be wrong with a catalogue. Each message says what is wrong and what to do, in one sentence.</summary>
internal static class Rules
{
    /// <summary>The property of a diagnostic in which a line for the ledger stands.</summary>
    public const string LineProperty = "line";

    private const string Category = "Platform.Errors";

    public static readonly DiagnosticDescriptor ClassIsNotStaticPartial = Error("PLTERR001", "A catalogue is a static partial class",
        "The catalogue '{0}' {1}; declare it as 'static partial class {0}', not generic, in namespaces or partial types only");

    public static readonly DiagnosticDescriptor MalformedDomain = Error("PLTERR002", "The domain of a catalogue is malformed",
        "'{0}' is not a domain; use lower-case letters, digits, dots and hyphens, a letter first, at most 63 characters, "
        + "for example \"orders\" or \"desk.example\"");

    public static readonly DiagnosticDescriptor MalformedTypeBase = Error("PLTERR003", "The base of the problem types is malformed",
        "'{0}' cannot start a problem type; set TypeBase to an absolute URI that ends in '/', '#' or ':', "
        + "for example \"https://errors.example/\", or leave it out");

    public static readonly DiagnosticDescriptor OutsideCatalogue = Error("PLTERR004", "An error stands outside of a catalogue",
        "'{0}' is declared as an error in a class that is no catalogue; put [ErrorCatalog(\"domain\")] on '{1}', or move the method into a catalogue");

    public static readonly DiagnosticDescriptor MethodIsNotStaticPartial = Error("PLTERR005", "An error is a static partial method without a body",
        "The error '{0}' {1}; declare it as 'public static partial Error {0}(…);', the generator writes the body");

    public static readonly DiagnosticDescriptor WrongReturnType = Error("PLTERR006", "An error returns Error",
        "The error '{0}' returns '{1}'; let it return Platform.Errors.Error, which converts to Result and Result<T> where one is wanted");

    public static readonly DiagnosticDescriptor UnsupportedSignature = Error("PLTERR007", "An error takes plain parameters",
        "The error '{0}' {1}; an error is not generic, and takes its parameters by value");

    public static readonly DiagnosticDescriptor NameIsTaken = Error("PLTERR008", "The name of an error is taken",
        "The name '{0}' {1}; give the method another name, the code can stay as it is");

    public static readonly DiagnosticDescriptor MalformedLanguage = Error("PLTERR009", "The language of a catalogue is malformed",
        "'{0}' is not a language tag (RFC 5646); set NeutralLanguage to one, for example \"en\" or \"de-AT\", or leave it out to have that of the service");

    public static readonly DiagnosticDescriptor MalformedCode = Error("PLTERR010", "A code is malformed",
        "'{0}' is not a code; use upper-case letters, digits and underscores, a letter first, at most 63 characters, for example \"{1}\"");

    public static readonly DiagnosticDescriptor DuplicateCode = Error("PLTERR011", "A code is used twice",
        "The code '{0}' is already that of {1}; callers could not tell them apart, so give this error a code of its own");

    public static readonly DiagnosticDescriptor UnknownMember = Error("PLTERR012", "A kind or retry is not in its enumeration",
        "'{0}' is not a member of {1}; use one of {2}");

    public static readonly DiagnosticDescriptor StatusOutOfRange = Error("PLTERR013", "A status is out of range",
        "{0} is not the HTTP status {3}, or leave Status out to take {1} from the kind {2}");

    public static readonly DiagnosticDescriptor EmptyText = Error("PLTERR014", "A text is empty",
        "The {0} of '{1}' is empty; write one, or leave it out to have {2}");

    public static readonly DiagnosticDescriptor MalformedDetail = Error("PLTERR015", "A detail is malformed",
        "The detail of '{0}' is malformed at position {1}; a hole is the name of a parameter in braces, as in \"{{sku}}\", and a brace is written twice");

    public static readonly DiagnosticDescriptor HoleWithoutParameter = Error("PLTERR016", "A hole has no parameter",
        "The detail of '{0}' has a hole '{{{1}}}' and the method has no such parameter; {2}");

    public static readonly DiagnosticDescriptor UnusedArgument = Error("PLTERR017", "An argument is not in the detail",
        "The argument '{0}' does not stand in the detail of '{1}'; write '{{{0}}}' into Detail, "
        + "or mark it [MachineOnly] if only programs read it, or [NotDisclosed] if it may not leave the service");

    public static readonly DiagnosticDescriptor ContradictoryArgument = Error("PLTERR018", "The marks of an argument contradict its use",
        "The argument '{0}' of '{1}' {2}");

    public static readonly DiagnosticDescriptor UnsupportedType = Error("PLTERR019", "An argument has a type that cannot be written on every transport",
        "The argument '{0}' of '{1}' is of the type '{2}'; take {3}, or a type of your own with one implicit conversion to one of these");

    public static readonly DiagnosticDescriptor DelayIsMissing = Error("PLTERR020", "A delay is announced and not given",
        "The error '{0}' may be retried after a delay that it does not have; add the parameter 'TimeSpan retryAfter', or set Retry to Backoff");

    public static readonly DiagnosticDescriptor MalformedHelpLink = Error("PLTERR021", "A help link is malformed",
        "'{0}' is not an address; set HelpLink to an absolute URI, for example \"https://docs.example/errors#{1}\", or leave it out");

    public static readonly DiagnosticDescriptor DuplicateEventId = Error("PLTERR022", "An event id is used twice",
        "The event id {0} of '{1}' is already that of '{2}'; set EventId to another number, or leave it out to have one derived from the code");

    public static readonly DiagnosticDescriptor NotInLedger = Error("PLTERR030", "A code is not in the ledger",
        "The code '{0}' {1}: {2}");

    public static readonly DiagnosticDescriptor ShippedCodeChanged = Error("PLTERR031", "A shipped code changed its meaning",
        "The shipped code '{0}' changed its meaning: callers rely on '{1}', and it is declared as '{2}'; "
        + "restore it, and give the new meaning a code of its own");

    public static readonly DiagnosticDescriptor ShippedCodeDisappeared = Error("PLTERR032", "A shipped code disappeared",
        "The shipped code '{0}' is not declared any more; "
        + "restore it, or retire it for good by adding this line to ErrorCodes.Unshipped.txt: *REMOVED* {1}", atEnd: true);

    public static readonly DiagnosticDescriptor StaleLine = Error("PLTERR033", "The ledger says what is not declared",
        "ErrorCodes.Unshipped.txt says '{0}', and {1}; {2}", atEnd: true);

    public static readonly DiagnosticDescriptor MalformedLine = Error("PLTERR034", "A line of the ledger is malformed",
        "'{0}' is not a line of the ledger; {1}", atEnd: true);

    public static readonly DiagnosticDescriptor RemovedCodeUsed = Error("PLTERR035", "A removed code is used again",
        "The code '{0}' was shipped and removed, and callers of old still know it; give this error a code that was never used");

    public static readonly DiagnosticDescriptor NoLedger = new("PLTERR036", "The codes have no ledger",
        "No ledger guards the codes of '{0}', so one that callers rely on can change unnoticed; "
        + "create ErrorCodes.Shipped.txt and ErrorCodes.Unshipped.txt beside the project file (where Platform.Errors is a project reference, "
        + "import its buildTransitive/Platform.Errors.props too, which finds them), or silence PLTERR036 if nobody does",
        Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);

    public static readonly DiagnosticDescriptor LostTask = Error("PLTERR040", "A result holds a task",
        "'{0}' gives a result that holds a task, and nobody waits for it: what it throws is lost; {1}");

    /// <summary>Those about catalogues and their ledger.</summary>
    public static ImmutableArray<DiagnosticDescriptor> OfCatalogues { get; } =
    [
        ClassIsNotStaticPartial, MalformedDomain, MalformedTypeBase, OutsideCatalogue, MethodIsNotStaticPartial, WrongReturnType,
        UnsupportedSignature, NameIsTaken, MalformedLanguage, MalformedCode, DuplicateCode, UnknownMember, StatusOutOfRange, EmptyText,
        MalformedDetail, HoleWithoutParameter, UnusedArgument, ContradictoryArgument, UnsupportedType, DelayIsMissing, MalformedHelpLink,
        DuplicateEventId, NotInLedger, ShippedCodeChanged, ShippedCodeDisappeared, StaleLine, MalformedLine, RemovedCodeUsed, NoLedger,
    ];

    /// <summary>All of them.</summary>
    public static ImmutableArray<DiagnosticDescriptor> All { get; } = [.. OfCatalogues, LostTask];

    private static DiagnosticDescriptor Error(string id, string title, string message, bool atEnd = false) => new(
        id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true,
        customTags: atEnd ? [WellKnownDiagnosticTags.CompilationEnd] : []);
}
