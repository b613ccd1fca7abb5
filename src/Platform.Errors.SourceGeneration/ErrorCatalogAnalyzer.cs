using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// Refuses catalogues that are declared wrongly, and codes that callers rely on and that changed or went away. Where the compiler refuses a declaration too,
/// it drops what analyzers say: then <see cref="ErrorCatalogGenerator"/> says all of it, and this only offers an editor something to mend.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class ErrorCatalogAnalyzer : DiagnosticAnalyzer
{
    /// <inheritdoc />
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics => Rules.OfCatalogues;

    /// <inheritdoc />
    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(static start =>
        {
            if (start.Compilation.GetTypeByMetadataName(KnownNames.ErrorCatalogAttribute) is null)
                return;
            var analysis = new CompilationAnalysis(start.Compilation, CodeLedger.Read(start.Options.AdditionalFiles, start.CancellationToken));
            start.RegisterSymbolAction(analysis.JudgeType, SymbolKind.NamedType);
            start.RegisterCompilationEndAction(analysis.JudgeTogether);
        });
    }

    /// <summary>What is known of one compilation. Symbols are judged on many threads at once.</summary>
    private sealed class CompilationAnalysis(Compilation compilation, CodeLedger? ledger)
    {
        private readonly ProjectJudge _judge = new(compilation, ledger);

        // Asked for only when something is wrong: it reads every type. Not with a token, because the answer outlives the one who asked.
        private readonly Lazy<bool> _isSaidByGenerator = new(() => ProjectJudge.IsRefusedByCompiler(compilation, CancellationToken.None));

        // Methods too are judged with their type: of a partial one only the part with the body would be seen, and that is generated.
        public void JudgeType(SymbolAnalysisContext context)
        {
            foreach (var finding in _judge.Judge((INamedTypeSymbol)context.Symbol, context.CancellationToken))
                context.ReportDiagnostic(Diagnostic(finding));
        }

        public void JudgeTogether(CompilationAnalysisContext context)
        {
            foreach (var finding in _judge.JudgeTogether())
                context.ReportDiagnostic(Diagnostic(finding));
        }

        private Diagnostic Diagnostic(Finding finding) => _isSaidByGenerator.Value ? finding.ToHiddenDiagnostic() : finding.ToDiagnostic();
    }
}
