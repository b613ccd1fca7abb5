using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>Reads errors that stand outside of a catalogue.</summary>
internal static class StrayReader
{
    /// <summary>Whether a method is such an error. The defining part speaks for both.</summary>
    public static bool IsStray(IMethodSymbol method) => method.PartialDefinitionPart is null
        && Declarations.AttributeOf(method, KnownNames.ErrorAttribute) is not null
        && Declarations.AttributeOf(method.ContainingType, KnownNames.ErrorCatalogAttribute) is null;

    /// <summary>What the compiler makes of it.</summary>
    public static MethodForm FormOf(IMethodSymbol method, CancellationToken cancellationToken) =>
        new(method, Declarations.CanBeReopened(method.ContainingType, cancellationToken), cancellationToken);

    /// <summary>Its code; <see langword="null"/> if it has none.</summary>
    public static string? CodeOf(IMethodSymbol method) =>
        Declarations.AttributeOf(method, KnownNames.ErrorAttribute) is { } declared && declared.HasArguments(2)
        && declared.ConstructorArguments[0].Value is string code && ErrorForms.IsCode(code)
            ? code
            : null;

    /// <summary>What is to be written of it.</summary>
    public static StrayModel? Read(IMethodSymbol method, CancellationToken cancellationToken)
    {
        if (!IsStray(method))
            return null;
        var form = FormOf(method, cancellationToken);
        return new StrayModel
        {
            Place = PlaceModel.Of(method.ContainingType),
            MissingPart = form.MissingPart,
            IsRefusedByCompiler = form.IsRefusedByCompiler,
        };
    }
}
