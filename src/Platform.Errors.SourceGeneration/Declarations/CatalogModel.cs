namespace Platform.Errors.SourceGeneration;

/// <summary>A catalogue as it was declared: nothing but values, so that an unchanged one is recognised and not written again.</summary>
internal sealed record CatalogModel
{
    public required PlaceModel Place { get; init; }

    /// <summary>With <c>global::</c>.</summary>
    public required string QualifiedName { get; init; }

    /// <summary>The name of the generated file, unique in the compilation.</summary>
    public required string HintName { get; init; }

    public required string Domain { get; init; }

    public required string? TypeBase { get; init; }

    /// <summary>The type that names the resources, with <c>global::</c>.</summary>
    public required string? Resources { get; init; }

    public required string? NeutralLanguage { get; init; }

    /// <summary>The errors that are declared rightly enough to be written.</summary>
    public required EquatableArray<ErrorModel> Errors { get; init; }

    /// <summary>The heads of the parts that only throw: those of the methods that are refused. The analyzer says why.</summary>
    public required EquatableArray<string> Refused { get; init; }

    /// <summary>Whether there is a domain, and the name <c>Descriptors</c> is free.</summary>
    public required bool HasDescriptors { get; init; }

    /// <summary>Whether there are descriptors, and the name <c>Catalog</c> is free.</summary>
    public required bool HasCatalog { get; init; }
}
