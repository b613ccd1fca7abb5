using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// Refuses a <c>Result&lt;Task&gt;</c>. A verb that takes any value takes a task for one, and then its failure is nobody's: overloads cannot keep it out,
/// because a lambda that only throws would fit them as well.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LostTaskAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.LostTask];

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.ResultOfT) is not { } result)
                return;
            var tasks = new Tasks(start.Compilation);
            start.RegisterOperationAction(operation => Judge(operation, result, tasks), OperationKind.Invocation);
        });
    }

    private static void Judge(OperationAnalysisContext context, INamedTypeSymbol result, Tasks tasks)
    {
        var method = ((IInvocationOperation)context.Operation).TargetMethod;
        // Only what this package gives: who declares a method of such a type has said so himself.
        if (!method.IsGenericMethod || !SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, result.ContainingAssembly))
            return;
        if (tasks.Unwrap(method.ReturnType) is INamedTypeSymbol { TypeArguments.Length: 1 } returned
            && SymbolEqualityComparer.Default.Equals(returned.OriginalDefinition, result)
            && tasks.IsTask(returned.TypeArguments[0]))
            context.ReportDiagnostic(new Finding(Rules.LostTask, context.Operation.Syntax.GetLocation(), method.Name, RemedyOf(method.Name)).ToDiagnostic());
    }

    private static string RemedyOf(string verb) => verb switch
    {
        "MapAsync" => "let the function give a task with a value, or take TapAsync if there is none",
        _ when verb.EndsWith("Async", StringComparison.Ordinal) => "await the task in the function",
        "Of" or "Failure" => "await the task first",
        _ => $"await {verb}Async",
    };

    /// <summary>What can be awaited.</summary>
    private sealed class Tasks(Compilation compilation)
    {
        private readonly INamedTypeSymbol? _task = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task");
        private readonly INamedTypeSymbol? _taskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.Task`1");
        private readonly INamedTypeSymbol? _valueTask = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask");
        private readonly INamedTypeSymbol? _valueTaskOfT = compilation.GetTypeByMetadataName("System.Threading.Tasks.ValueTask`1");

        public bool IsTask(ITypeSymbol type) =>
            IsOneOf(type.OriginalDefinition, _task, _taskOfT) || IsOneOf(type.OriginalDefinition, _valueTask, _valueTaskOfT);

        /// <summary>What comes of awaiting it; itself if it is no task with a value.</summary>
        public ITypeSymbol Unwrap(ITypeSymbol type) =>
            type is INamedTypeSymbol { TypeArguments.Length: 1 } named && IsOneOf(type.OriginalDefinition, _taskOfT, _valueTaskOfT)
                ? named.TypeArguments[0]
                : type;

        private static bool IsOneOf(ITypeSymbol type, INamedTypeSymbol? one, INamedTypeSymbol? other) =>
            SymbolEqualityComparer.Default.Equals(type, one) || SymbolEqualityComparer.Default.Equals(type, other);
    }
}
