using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Platform.Validation.SourceGeneration;

/// <summary>Refuses rules that are declared wrongly, names those that would never run, and refuses to run asynchronous ones synchronously.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ValidatedAnalyzer : DiagnosticAnalyzer
{
    private static readonly ImmutableHashSet<string> Synchronous = ["IsValid", "Validate", "SanitizeAndValidate"];

    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Faults.All;

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.ValidatedAttribute) is null)
                return;
            start.RegisterSymbolAction(JudgeType, SymbolKind.NamedType);
            start.RegisterOperationAction(JudgeCall, OperationKind.Invocation);
        });
    }

    private static void JudgeType(SymbolAnalysisContext context)
    {
        var type = (INamedTypeSymbol)context.Symbol;
        List<Finding> findings = [];
        if (Symbols.IsValidated(type))
            TypeReader.Read(type, findings, context.CancellationToken);
        else if (Mirrors.MarkOf(type) is not null)
            TypeReader.ReadMirror(type, findings, context.CancellationToken);
        else
            JudgeUnmarked(context, type);
        foreach (var finding in findings)
            context.ReportDiagnostic(finding.ToDiagnostic());
    }

    /// <summary>Rules of the package can only be meant for it; those of DataAnnotations have other readers.</summary>
    private static void JudgeUnmarked(SymbolAnalysisContext context, INamedTypeSymbol type)
    {
        if (type.TypeKind is not (TypeKind.Class or TypeKind.Struct) || type.IsImplicitlyDeclared)
            return;
        var declares = type.GetMembers().Where(member =>
            member is IPropertySymbol or IFieldSymbol).SelectMany(Reachability.AttributesOf).Concat(type.GetAttributes())
            .Any(attribute => Symbols.DerivesFrom(attribute.AttributeClass, KnownNames.ValidationRuleAttribute)
                || (attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == KnownNames.Sanitizing
                    && attribute.AttributeClass.ContainingAssembly.Name == "Platform.Validation"));
        // The members of a base type are validated with a type that derives from it.
        if (declares && !type.IsAbstract)
            context.ReportDiagnostic(new Finding(Faults.RulesWithoutValidated, Symbols.Location(type), type.Name).ToDiagnostic());
    }

    private static void JudgeCall(OperationAnalysisContext context)
    {
        var call = (IInvocationOperation)context.Operation;
        if (!Synchronous.Contains(call.TargetMethod.Name) || call.TargetMethod.ContainingType is not { Arity: 1 or 2 } owner
            || owner.OriginalDefinition.ToDisplayString() is not (KnownNames.Validator or KnownNames.ValidatorInterface))
            return;
        if (Reachability.HasAsyncRules(owner.TypeArguments[0]))
            context.ReportDiagnostic(Diagnostic.Create(Faults.RunSynchronously, call.Syntax.GetLocation(), owner.TypeArguments[0].Name,
                call.TargetMethod.Name));
    }
}
