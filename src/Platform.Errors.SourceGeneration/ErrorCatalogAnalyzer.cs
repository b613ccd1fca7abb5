using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Platform.Errors.SourceGeneration;

/// <summary>Refuses catalogues that are declared wrongly, and codes that callers rely on and that changed or went away.</summary>
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
            start.RegisterSymbolAction(JudgeMethod, SymbolKind.Method);
            start.RegisterCompilationEndAction(analysis.JudgeAll);
        });
    }

    private static void JudgeMethod(SymbolAnalysisContext context)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (method.PartialDefinitionPart is null
            && Declarations.AttributeOf(method, KnownNames.ErrorAttribute) is not null
            && Declarations.AttributeOf(method.ContainingType, KnownNames.ErrorCatalogAttribute) is null)
            context.ReportDiagnostic(
                new Finding(Rules.OutsideCatalogue, Declarations.Location(method), method.Name, method.ContainingType.Name).ToDiagnostic());
    }

    /// <summary>What is known of one compilation. Symbols are judged on many threads at once.</summary>
    private sealed class CompilationAnalysis(Compilation compilation, CodeLedger? ledger)
    {
        private readonly ConcurrentBag<DeclaredCode> _declared = [];
        private readonly ImmutableHashSet<string> _commonCodes = CodesOfCommonErrors(compilation);
        private int _faults;

        public void JudgeType(SymbolAnalysisContext context)
        {
            var type = (INamedTypeSymbol)context.Symbol;
            List<Finding> findings = [];
            if (CatalogReader.Read(type, findings, context.CancellationToken) is { } catalog)
                JudgeCodes(type, catalog, findings, context.CancellationToken);
            if (findings.Any(finding => finding.Rule.DefaultSeverity == DiagnosticSeverity.Error))
                Interlocked.Increment(ref _faults);
            foreach (var finding in findings)
                context.ReportDiagnostic(finding.ToDiagnostic());
        }

        public void JudgeAll(CompilationAnalysisContext context)
        {
            var declared = _declared
                .OrderBy(each => each.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(each => each.Location.SourceSpan.Start).ToList();
            foreach (var sameCode in declared.GroupBy(each => each.Entry.Code, StringComparer.Ordinal))
            {
                var first = sameCode.First();
                foreach (var other in sameCode.Where(each => each.CatalogName != first.CatalogName))
                {
                    context.ReportDiagnostic(
                        new Finding(Rules.DuplicateCode, other.Location, other.Entry.Code, $"'{first.CatalogName}.{first.MethodName}'").ToDiagnostic());
                }
            }

            foreach (var sameId in declared.GroupBy(each => each.EventId))
            {
                var first = sameId.First();
                foreach (var other in sameId.Where(each => each.Entry.Key != first.Entry.Key && !IsSaidAlready(first, each)))
                {
                    context.ReportDiagnostic(
                        new Finding(Rules.DuplicateEventId, other.EventIdLocation, other.EventId, other.MethodName, first.MethodName).ToDiagnostic());
                }
            }

            // A declaration that could not be read would look like a code that disappeared: one thing after the other.
            if (ledger is null || Volatile.Read(ref _faults) > 0)
                return;
            foreach (var finding in ledger.Judge(new HashSet<string>(declared.Select(each => each.Entry.Key), StringComparer.Ordinal)))
                context.ReportDiagnostic(finding.ToDiagnostic());
        }

        private void JudgeCodes(INamedTypeSymbol type, CatalogModel catalog, List<Finding> findings, CancellationToken cancellationToken)
        {
            var isSound = findings.Count == 0;
            if (ledger is null && catalog.Errors.Count > 0)
                findings.Add(new Finding(Rules.NoLedger, Declarations.Location(type), type.Name));
            foreach (var error in catalog.Errors)
            {
                var entry = LedgerEntry.Of(catalog, error);
                var location = LocationOfCode(type, error, cancellationToken);
                var ofEventId = LocationOfEventId(type, error, location, cancellationToken);
                _declared.Add(new DeclaredCode(entry, type.ToDisplayString(), error.MethodName, location, ofEventId));
                // A code that was shipped before the common catalogue got one of its name stays what its callers know (docs/decisions/0011).
                if (_commonCodes.Contains(error.Code) && ledger?.IsShipped(entry) != true)
                    findings.Add(new Finding(Rules.DuplicateCode, location, error.Code, "'Platform.Errors.CommonErrors', which every service has"));
                if (isSound && ledger?.Judge(entry, location) is { } finding)
                    findings.Add(finding);
            }
        }

        /// <summary>Two numbers in one catalogue are compared while it is read.</summary>
        private static bool IsSaidAlready(DeclaredCode one, DeclaredCode other) =>
            one.CatalogName == other.CatalogName && one.Entry.EventId is not null && other.Entry.EventId is not null;

        private static Location LocationOfCode(INamedTypeSymbol type, ErrorModel error, CancellationToken cancellationToken) =>
            AttributeOf(type, error).LocationOf("code", 0, cancellationToken);

        private static Location LocationOfEventId(INamedTypeSymbol type, ErrorModel error, Location ofCode, CancellationToken cancellationToken) =>
            error.EventId == 0 ? ofCode : AttributeOf(type, error).LocationOf("EventId", -1, cancellationToken);

        private static AttributeData AttributeOf(INamedTypeSymbol type, ErrorModel error) => type.GetMembers().OfType<IMethodSymbol>()
            .Select(method => Declarations.AttributeOf(method, KnownNames.ErrorAttribute)).OfType<AttributeData>()
            .First(attribute => attribute.HasArguments(2) && (attribute.ConstructorArguments[0].Value as string ?? "") == error.Code);

        /// <summary>The codes that every service has already. In the package itself they are like any other's.</summary>
        private static ImmutableHashSet<string> CodesOfCommonErrors(Compilation compilation)
        {
            var common = compilation.GetTypeByMetadataName(KnownNames.CommonErrors);
            return common is null || SymbolEqualityComparer.Default.Equals(common.ContainingAssembly, compilation.Assembly)
                ? []
                : [.. common.GetMembers()
                    .Select(member => Declarations.AttributeOf(member, KnownNames.ErrorAttribute)?.ConstructorArguments.FirstOrDefault().Value)
                    .OfType<string>()];
        }

        private sealed record DeclaredCode(LedgerEntry Entry, string CatalogName, string MethodName, Location Location, Location EventIdLocation)
        {
            /// <summary>The declared one, or that which the runtime derives.</summary>
            public int EventId { get; } = Entry.EventId ?? ErrorForms.EventId(Entry.Domain, Entry.Code);
        }
    }
}
