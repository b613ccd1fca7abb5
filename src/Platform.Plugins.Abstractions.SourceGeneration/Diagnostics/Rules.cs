using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>What can be declared wrongly, each with a sentence that says what to do.</summary>
internal static class Rules
{
    private const string Category = "Platform.Plugins";

    private const string Otherwise = ", or declare the contract with InProcessOnly = true";

    public static readonly DiagnosticDescriptor Contract = Error("PLTPLG001", "A contract cannot be called from another process",
        "The contract '{0}' {1}" + Otherwise);

    public static readonly DiagnosticDescriptor Member = Error("PLTPLG002", "A member of a contract cannot cross to another process",
        "'{0}' of the contract '{1}' {2}" + Otherwise);

    public static readonly DiagnosticDescriptor Type = Error("PLTPLG003", "A type cannot cross to another process",
        "{0} of the contract '{1}' is of the type '{2}', which cannot cross to another process: {3}" + Otherwise);

    public static readonly DiagnosticDescriptor Number = Error("PLTPLG004", "Members are numbered so that they cannot be told apart",
        "The members of '{0}' are numbered so that they cannot be told apart: {1}");

    public static readonly DiagnosticDescriptor Plugin = Error("PLTPLG005", "A plugin says what no manifest may hold",
        "[Plugin] says {0}");

    public static readonly DiagnosticDescriptor Contribution = Error("PLTPLG006", "A contribution cannot be called by a host",
        "The contribution '{0}' {1}");

    public static readonly DiagnosticDescriptor Alone = Error("PLTPLG007", "A plugin and its contributions do not go together",
        "{0}");

    private static DiagnosticDescriptor Error(string id, string title, string message) =>
        new(id, title, message, Category, DiagnosticSeverity.Error, isEnabledByDefault: true);
}
