using System.Text;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Text;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>
/// Writes for interfaces with <c>[PluginContract]</c> what carries their calls to another process: an implementation for the host, what has calls done on the
/// side of the plugin, and the form of everything they speak of.
/// </summary>
[Generator(LanguageNames.CSharp)]
public sealed class PluginContractGenerator : IIncrementalGenerator
{
    /// <summary>The name under which the step that reads contracts is tracked.</summary>
    internal const string ContractsStep = "Contracts";

    /// <inheritdoc />
    public void Initialize(IncrementalGeneratorInitializationContext context)
    {
        var contracts = context.SyntaxProvider.ForAttributeWithMetadataName(
            KnownNames.ContractAttribute,
            static (node, _) => node is InterfaceDeclarationSyntax,
            static (found, cancellationToken) => ContractReader.Read((INamedTypeSymbol)found.TargetSymbol, found.Attributes[0], cancellationToken)).WithTrackingName(ContractsStep);

        context.RegisterSourceOutput(contracts, static (output, model) =>
        {
            foreach (var finding in model.Findings)
                output.ReportDiagnostic(finding.ToDiagnostic());
            if (model.Text.Length > 0)
                output.AddSource(model.FileName, SourceText.From(model.Text, Encoding.UTF8));
        });
    }
}
