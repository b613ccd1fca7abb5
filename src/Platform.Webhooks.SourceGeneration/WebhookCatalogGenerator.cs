using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Webhooks.SourceGeneration;

/// <summary>
/// Makes the catalogue of the types with <c>[WebhookEvent]</c>. It says itself what is wrong: an analyzer would not be heard where the compiler refuses a
/// declaration too, and here it often
/// would, because a refused type stands in no catalogue.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class WebhookCatalogGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the step that reads events is tracked.</summary>
    internal const string EventsStep = "Events";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var events = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.EventAttribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, cancellationToken) => EventReader.Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], cancellationToken)).WithTrackingName(EventsStep);
        var catalogs = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.CatalogAttribute,
            static (node, _) => node is ClassDeclarationSyntax,
            static (found, cancellationToken) => CatalogReader.Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], cancellationToken));

        context.RegisterSourceOutput(events, static (output, model) =>
        {
            foreach (var finding in model.Findings)
                output.ReportDiagnostic(finding.ToDiagnostic());
        });
        context.RegisterSourceOutput(catalogs.Collect().Combine(events.Collect()), static (output, found) =>
        {
            var (all, declared) = found;
            var writable = declared.Where(static model => model.IsWritable).ToList();
            foreach (var same in writable.GroupBy(static model => (model.Name, model.Version)))
            {
                foreach (var again in same.Skip(1))
                    output.ReportDiagnostic(new Finding(Rules.DuplicateName, again.NamePlace, new([$"{again.Name}, version {again.Version}", Plain(same.First().QualifiedName)])).ToDiagnostic());
            }
            foreach (var finding in all.SelectMany(static catalog => catalog.Findings))
                output.ReportDiagnostic(finding.ToDiagnostic());
            foreach (var second in all.Skip(1))
                output.ReportDiagnostic(new Finding(Rules.SecondCatalog, second.AttributePlace, new([Plain(second.QualifiedName), Plain(all[0].QualifiedName)])).ToDiagnostic());
            if (all.FirstOrDefault() is { Findings.Count: 0 } catalog)
            {
                output.AddSource(
                    Plain(catalog.QualifiedName).Replace("@", "") + ".g.cs",
                    SourceText.From(CatalogWriter.Write(catalog, writable.GroupBy(static model => (model.Name, model.Version)).Select(static same => same.First())), Encoding.UTF8));
            }
        });
    }

    private static string Plain(string qualifiedName) => qualifiedName.StartsWith("global::", StringComparison.Ordinal) ? qualifiedName.Substring(8) : qualifiedName;
}
