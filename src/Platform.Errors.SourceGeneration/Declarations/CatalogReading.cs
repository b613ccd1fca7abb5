using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>What was read of a class with <c>[ErrorCatalog]</c>: what can be written of it, and what is wrong with it.</summary>
internal sealed class CatalogReading
{
    public required INamedTypeSymbol Type { get; init; }

    /// <summary>What is to be written; <see langword="null"/> if the language allows nothing to be written.</summary>
    public required CatalogModel? Model { get; init; }

    /// <summary>The domain; <see langword="null"/> if it is none.</summary>
    public required string? Domain { get; init; }

    /// <summary>Where its problem types start.</summary>
    public required string? TypeBase { get; init; }

    /// <summary>Whether what all its errors share is as it should be, so that each can be compared with the ledger.</summary>
    public required bool IsSound { get; init; }

    public required IReadOnlyList<ErrorReading> Errors { get; init; }

    public required IReadOnlyList<Finding> Findings { get; init; }

    /// <summary>Whether the compiler refuses it whatever is written beside it, and then drops what analyzers said.</summary>
    public required bool IsRefusedByCompiler { get; init; }
}

/// <summary>What was read of a method with <c>[Error]</c>.</summary>
internal sealed class ErrorReading
{
    public required IMethodSymbol Method { get; init; }

    public required AttributeData Attribute { get; init; }

    public required MethodForm Form { get; init; }

    /// <summary>The code; <see langword="null"/> if it is none.</summary>
    public required string? Code { get; init; }

    /// <summary>0 for the derived one.</summary>
    public required int EventId { get; init; }

    /// <summary>What is to be written; <see langword="null"/> if it is refused.</summary>
    public required ErrorModel? Model { get; init; }

    /// <summary>Whether nothing is wrong with it.</summary>
    public required bool IsSound { get; init; }
}
