using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// Writes the bodies of what <c>[ErrorCatalog]</c> classes declare. What is wrong is said by <see cref="ErrorCatalogAnalyzer"/>, unless the compiler would drop
/// it: an error of its own in a declaration, such as a partial method in a class that is not partial, makes it forget every analyzer. Then this says all of it.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class ErrorCatalogGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the step that reads catalogues is tracked.</summary>
    internal const string CatalogsStep = "Catalogs";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var catalogs = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.ErrorCatalogAttribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, cancellationToken) => CatalogReader.Read((INamedTypeSymbol)found.TargetSymbol, cancellationToken) is { } catalog
                ? (catalog.Model, catalog.IsRefusedByCompiler)
                : default);

        context.RegisterSourceOutput(catalogs.Select(static (catalog, _) => catalog.Model).WithTrackingName(CatalogsStep), static (output, catalog) =>
        {
            if (catalog is not null)
                output.AddSource(catalog.HintName, SourceText.From(CatalogWriter.Write(catalog), Encoding.UTF8));
        });

        var strays = context.SyntaxProvider
            .ForAttributeWithMetadataName(
                KnownNames.ErrorAttribute,
                static (node, _) => node is MethodDeclarationSyntax,
                static (found, cancellationToken) => StrayReader.Read((IMethodSymbol)found.TargetSymbol, cancellationToken))
            .Where(static stray => stray is not null).Collect()
            .Select(static (all, _) => new EquatableArray<StrayModel>(all!));

        context.RegisterSourceOutput(strays, static (output, all) =>
        {
            if (StrayWriter.Write(all) is { } text)
                output.AddSource(StrayWriter.HintName, SourceText.From(text, Encoding.UTF8));
        });

        // While nothing is refused by the compiler, which is nearly always, this is nothing, and stays nothing at every key that is pressed.
        var refused = catalogs.Where(static catalog => catalog.IsRefusedByCompiler).Collect().Combine(strays)
            .Select(static (all, _) => !all.Left.IsEmpty || all.Right.Any(stray => stray.IsRefusedByCompiler))
            .Combine(context.CompilationProvider)
            .Select(static (all, _) => all.Left ? all.Right : null);
        var ledger = context.AdditionalTextsProvider.Where(static file => CodeLedger.IsPartOf(file)).Collect();

        context.RegisterSourceOutput(refused.Combine(ledger), static (output, project) =>
        {
            if (project.Left is not { } compilation)
                return;
            foreach (var finding in ProjectJudge.JudgeAll(compilation, CodeLedger.Read(project.Right, output.CancellationToken), output.CancellationToken))
                output.ReportDiagnostic(finding.ToDiagnostic());
        });
    }
}
