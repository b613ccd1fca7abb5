using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>Something that is declared wrongly, and where.</summary>
internal sealed class Finding(DiagnosticDescriptor rule, Location location, params object[] arguments)
{
    public DiagnosticDescriptor Rule { get; } = rule;

    /// <summary>For the code fix.</summary>
    public ImmutableDictionary<string, string?> Properties { get; init; } = ImmutableDictionary<string, string?>.Empty;

    public Diagnostic ToDiagnostic() => Diagnostic.Create(Rule, location, Properties, arguments);

    /// <summary>As something that an editor offers to mend, and nobody is told.</summary>
    public Diagnostic ToHiddenDiagnostic() => Diagnostic.Create(Rule, location, DiagnosticSeverity.Hidden, additionalLocations: null, Properties, arguments);
}
