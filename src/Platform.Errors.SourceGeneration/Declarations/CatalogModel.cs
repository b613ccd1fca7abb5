namespace Platform.Errors.SourceGeneration;

/// <summary>A catalogue as it was declared: nothing but values, so that an unchanged one is recognised and not written again.</summary>
internal sealed record CatalogModel
{
    /// <summary>The namespace; empty for the global one.</summary>
    public required string Namespace { get; init; }

    /// <summary>The types around the class, outermost first, each as it is reopened: <c>partial class Outer</c>.</summary>
    public required EquatableArray<string> ContainingTypes { get; init; }

    public required string ClassName { get; init; }

    /// <summary>With <c>global::</c>.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>The name of the generated file, unique in the compilation.</summary>
    public required string HintName { get; init; }

    public required string Domain { get; init; }

    public required string? TypeBase { get; init; }

    /// <summary>The type that names the resources, with <c>global::</c>.</summary>
    public required string? Resources { get; init; }

    public required string? NeutralLanguage { get; init; }

    /// <summary>The errors that can be written; a declaration that cannot is left out, and the analyzer says why.</summary>
    public required EquatableArray<ErrorModel> Errors { get; init; }
}
