using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Validation.SourceGeneration;

/// <summary>Writes the validators of <c>[Validated]</c> types. It reports nothing: what is wrong is said by <see cref="ValidatedAnalyzer"/>.</summary>
[Generator(LanguageNames.CSharp)]
public sealed class ValidatorGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the step that reads types is tracked.</summary>
    internal const string TypesStep = "Types";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var types = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.ValidatedAttribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (found, cancellationToken) => TypeReader.Read((INamedTypeSymbol)found.TargetSymbol, [], cancellationToken))
            .WithTrackingName(TypesStep);

        var mirrors = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.ValidatorForAttribute,
                static (node, _) => node is TypeDeclarationSyntax,
                static (found, cancellationToken) => TypeReader.ReadMirror((INamedTypeSymbol)found.TargetSymbol, [], cancellationToken))
            .WithTrackingName(TypesStep);

        context.RegisterSourceOutput(types, Write);
        context.RegisterSourceOutput(mirrors, Write);
    }

    private static void Write(SourceProductionContext output, ValidatedModel? type)
    {
        if (type is not null)
            output.AddSource(type.HintName, SourceText.From(ValidatorWriter.Write(type), Encoding.UTF8));
    }
}
