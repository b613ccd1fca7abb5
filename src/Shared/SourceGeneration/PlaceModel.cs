using Microsoft.CodeAnalysis;

namespace Platform.Shared;

/// <summary>Where members are written: a type as it is reopened.</summary>
internal sealed record PlaceModel
{
    /// <summary>The namespace; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The type and those around it, outermost first, each as it is reopened: <c>partial class Outer</c>.</summary>
    public required EquatableArray<string> Types { get; init; }

    public static PlaceModel Of(INamedTypeSymbol type) => new()
    {
        Namespace = type.ContainingNamespace.IsGlobalNamespace ? "" : Declarations.WithKeywordsEscaped(type.ContainingNamespace),
        Types = new EquatableArray<string>([.. Declarations.ContainingTypes(type).Select(Declarations.Reopened), Declarations.Reopened(type)]),
    };
}
