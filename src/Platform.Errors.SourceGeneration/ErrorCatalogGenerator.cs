using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// Writes the bodies of what <c>[ErrorCatalog]</c> classes declare. It reports nothing: what is wrong is said by <see cref="ErrorCatalogAnalyzer"/>.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ErrorCatalogGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the step that reads catalogues is tracked.</summary>
    internal const string CatalogsStep = "Catalogs";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var catalogs = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.ErrorCatalogAttribute,
                static (node, _) => node is ClassDeclarationSyntax,
                static (found, cancellationToken) => CatalogReader.Read((INamedTypeSymbol)found.TargetSymbol, [], cancellationToken))
            .WithTrackingName(CatalogsStep);

        context.RegisterSourceOutput(catalogs, static (output, catalog) =>
        {
            if (catalog is not null)
                output.AddSource(catalog.HintName, SourceText.From(CatalogWriter.Write(catalog), Encoding.UTF8));
        });
    }
}
