using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>What can be wrong with declared rules. Each message says what is wrong and what to do, in one sentence.</summary>
internal static class Faults
{
    private const string Category = "Platform.Validation";

    public static readonly DiagnosticDescriptor TypeCannotBeExtended = Error("PLTVAL001", "A validated type is partial",
        "The validated type '{0}' {1}; declare it as a partial class, record or struct, in namespaces or partial types only");

    public static readonly DiagnosticDescriptor AccessorIsTaken = Error("PLTVAL002", "A validated type has a member named Validator",
        "'{0}' has a member named 'Validator', which is the name of the generated property; rename it");

    public static readonly DiagnosticDescriptor RuleDoesNotFit = Error("PLTVAL003", "A rule does not fit its member",
        "[{0}] cannot judge '{1}', which is of type '{2}'; {3}");

    public static readonly DiagnosticDescriptor BoundIsMalformed = Error("PLTVAL004", "A bound is malformed",
        "'{0}' of [{1}] on '{2}' is no {3}; {4}");

    public static readonly DiagnosticDescriptor NothingFits = Error("PLTVAL005", "No value can pass a rule",
        "[{0}] on '{1}' lets nothing in: {2}");

    public static readonly DiagnosticDescriptor MalformedCode = Error("PLTVAL006", "A code is malformed",
        "'{0}' is not a code; use capital letters, digits and underscores, a letter first, at most 63 characters, for example \"{1}\"");

    public static readonly DiagnosticDescriptor MethodIsMissing = Error("PLTVAL007", "The method of a rule cannot be called",
        "'{0}', the rule of '{1}', {2}; {3}");

    public static readonly DiagnosticDescriptor ConditionIsMissing = Error("PLTVAL008", "The condition of a rule cannot be asked",
        "'{0}' has no bool property or parameterless bool method named '{1}' that could be the condition of '{2}'; add it, or correct the name");

    public static readonly DiagnosticDescriptor MalformedPattern = Error("PLTVAL009", "A pattern is malformed",
        "The pattern of '{0}' is no regular expression: {1}");

    public static readonly DiagnosticDescriptor UnknownFormat = Error("PLTVAL010", "A format is not known",
        "'{0}' is no format that is known; use one of {1}");

    public static readonly DiagnosticDescriptor SanitizerDoesNotFit = Error("PLTVAL011", "A sanitiser does not fit its member",
        "[{0}] on '{1}' cannot be applied: {2}");

    public static readonly DiagnosticDescriptor SameWireName = Error("PLTVAL012", "Two members have one name on the wire",
        "'{0}' and '{1}' are both '{2}' on the wire, so a failure could not say which is meant; give one another name with [JsonPropertyName]");

    public static readonly DiagnosticDescriptor MemberIsMissing = Error("PLTVAL013", "A member that a rule names is not there",
        "'{0}' names the member '{1}', which '{2}' does not have; correct the name");

    public static readonly DiagnosticDescriptor RulesAreNotRun = Warning("PLTVAL014", "Rules of a nested type are not run",
        "'{0}' is of type '{1}', which declares rules and is not marked [Validated], so they are not run; mark it, or put [NotValidated] on '{0}'");

    public static readonly DiagnosticDescriptor RulesWithoutValidated = Warning("PLTVAL015", "Rules of a type are not run",
        "'{0}' declares rules of Platform.Validation and is not marked [Validated], so they are not run; mark it");

    public static readonly DiagnosticDescriptor RunSynchronously = Error("PLTVAL016", "Asynchronous rules are run synchronously",
        "'{0}' has asynchronous rules, which '{1}' cannot run; call ValidateAsync");

    public static readonly DiagnosticDescriptor TextIsMissing = Error("PLTVAL017", "The resource of a message is not there",
        "'{0}' has no static property '{1}' of type string for the message of '{2}'; add the resource, or correct the name");

    public static readonly DiagnosticDescriptor EachNeedsItems = Error("PLTVAL018", "A rule about items stands on no collection",
        "[{0}] on '{1}' is about each item, and '{2}' has no items; take away 'Each', or put the rule on a collection");

    public static readonly DiagnosticDescriptor PatternHasNoTimeLimit = Error("PLTVAL019", "A pattern has no time limit",
        "'{0}' backtracks without a time limit, so that one value could hold '{1}' up for ever; give [GeneratedRegex] matchTimeoutMilliseconds");

    public static readonly DiagnosticDescriptor MetadataTypeIsNotRead = Warning("PLTVAL020", "Rules of a metadata type are not run",
        "The rules of '{0}' on its metadata type '{1}' are not read, so they are not run; put them on the members of '{0}'");

    public static readonly DiagnosticDescriptor DisplayIsNotRead = Warning("PLTVAL021", "A display name from a resource is not read",
        "[Display] of '{0}' takes its name from a resource, which texts do not; give Name as a text without ResourceType, or give the whole text by ErrorMessageResourceType");

    public static readonly DiagnosticDescriptor NothingIsMirrored = Error("PLTVAL022", "A member mirrors nothing",
        "'{0}' of '{1}' mirrors no member of '{2}': {3}");

    public static readonly DiagnosticDescriptor KeysNeedDictionary = Error("PLTVAL023", "A rule about keys stands on no dictionary",
        "[{0}] on '{1}' is about each key, and '{2}' has no keys; take away 'Keys', or put it on a dictionary");

    public static readonly DiagnosticDescriptor RulesAreOfAnotherType = Error("PLTVAL024", "Rules are of another type",
        "'{0}' is of type '{1}', which '{2}' has no rules for; name a class that is marked [ValidatorFor] of that type");

    public static ImmutableArray<DiagnosticDescriptor> All { get; } =
    [
        TypeCannotBeExtended, AccessorIsTaken, RuleDoesNotFit, BoundIsMalformed, NothingFits, MalformedCode, MethodIsMissing, ConditionIsMissing,
            MalformedPattern, UnknownFormat,
        SanitizerDoesNotFit, SameWireName, MemberIsMissing, RulesAreNotRun, RulesWithoutValidated, RunSynchronously, TextIsMissing, EachNeedsItems,
            PatternHasNoTimeLimit, MetadataTypeIsNotRead, DisplayIsNotRead, NothingIsMirrored, KeysNeedDictionary, RulesAreOfAnotherType,
    ];

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Warning, isEnabledByDefault: true);
}
