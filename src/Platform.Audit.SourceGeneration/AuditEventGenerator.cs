using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Audit.SourceGeneration;

/// <summary>
/// Makes events of types with <c>[AuditEvent]</c>. It says itself what is wrong: an analyzer would not be heard where the compiler refuses a declaration too, and here it
/// always would, because a refused type is no event.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class AuditEventGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the step that reads events is tracked.</summary>
    internal const string EventsStep = "Events";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var events = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.AuditEventAttribute,
            static (node, _) => node is TypeDeclarationSyntax,
            static (found, cancellationToken) => EventReader.Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], cancellationToken)).WithTrackingName(EventsStep);

        context.RegisterSourceOutput(events, static (output, model) =>
        {
            foreach (var finding in model.Findings)
                output.ReportDiagnostic(finding.ToDiagnostic());
            if (model.IsWritable)
                output.AddSource(HintOf(model.QualifiedName), SourceText.From(EventWriter.Write(model), Encoding.UTF8));
        });

        context.RegisterSourceOutput(events.Collect(), static (output, all) =>
        {
            foreach (var same in all.Where(static model => model.Name.Length > 0).GroupBy(static model => model.Name))
            {
                foreach (var again in same.Skip(1))
                    output.ReportDiagnostic(new Finding(Rules.DuplicateName, again.NamePlace, new([again.Name, Shown(same.First())])).ToDiagnostic());
            }
            foreach (var catalog in all.Where(static model => model is { IsWritable: true, Catalog.IsWritable: true }).GroupBy(static model => model.Catalog!.QualifiedName))
                output.AddSource(HintOf(catalog.Key), SourceText.From(EventWriter.Write(catalog.First().Catalog!, catalog), Encoding.UTF8));
        });
    }

    private static string Shown(EventModel model) => Plain(model.QualifiedName);

    private static string HintOf(string qualifiedName) => Plain(qualifiedName).Replace("@", "") + ".g.cs";

    private static string Plain(string qualifiedName) => qualifiedName.StartsWith("global::", StringComparison.Ordinal) ? qualifiedName.Substring(8) : qualifiedName;
}
