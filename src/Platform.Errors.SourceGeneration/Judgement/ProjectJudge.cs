using System.Collections.Concurrent;
using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>Judges what one project declares, one type after the other and then all together. Safe for many threads at once.</summary>
internal sealed class ProjectJudge(Compilation compilation, CodeLedger? ledger)
{
    private readonly ConcurrentBag<DeclaredCode> _declared = [];
    private readonly DeclaredCodes _codes = new();
    private readonly ImmutableHashSet<string> _commonCodes = CodesOfCommonErrors(compilation);

    /// <summary>Judges a whole project at once.</summary>
    public static List<Finding> JudgeAll(Compilation compilation, CodeLedger? ledger, CancellationToken cancellationToken)
    {
        var judge = new ProjectJudge(compilation, ledger);
        List<Finding> findings = [];
        foreach (var type in Declarations.TypesOf(compilation.Assembly.GlobalNamespace))
            findings.AddRange(judge.Judge(type, cancellationToken));
        findings.AddRange(judge.JudgeTogether());
        return findings;
    }

    /// <summary>
    /// Whether the compiler refuses an error of the project whatever is written beside it. Then it drops what analyzers say, and the generator speaks for them.
    /// </summary>
    public static bool IsRefusedByCompiler(Compilation compilation, CancellationToken cancellationToken) =>
        Declarations.TypesOf(compilation.Assembly.GlobalNamespace).Any(type => CatalogReader.Read(type, cancellationToken) is { } catalog
            ? catalog.IsRefusedByCompiler
            : type.GetMembers().OfType<IMethodSymbol>().Any(
                method => StrayReader.IsStray(method) && StrayReader.FormOf(method, cancellationToken).IsRefusedByCompiler));

    /// <summary>Judges a type: a catalogue, or one in which errors should not stand.</summary>
    public IEnumerable<Finding> Judge(INamedTypeSymbol type, CancellationToken cancellationToken) => CatalogReader.Read(type, cancellationToken) is { } catalog
        ? Judge(catalog, cancellationToken)
        : type.GetMembers().OfType<IMethodSymbol>().Where(StrayReader.IsStray).Select(JudgeStray);

    /// <summary>Judges what was judged one by one, once more together, and the ledger by it.</summary>
    public IEnumerable<Finding> JudgeTogether()
    {
        var declared = _declared
            .OrderBy(each => each.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(each => each.Location.SourceSpan.Start).ToList();
        foreach (var sameCode in declared.GroupBy(each => each.Code, StringComparer.Ordinal))
        {
            var first = sameCode.First();
            foreach (var other in sameCode.Where(each => each.CatalogName != first.CatalogName))
                yield return new Finding(Rules.DuplicateCode, other.Location, other.Code, $"'{first.CatalogName}.{first.MethodName}'");
        }

        foreach (var sameId in declared.GroupBy(each => each.EventId))
        {
            var first = sameId.First();
            foreach (var other in sameId.Where(each => !each.IsSameCodeAs(first) && !IsSaidAlready(first, each)))
                yield return new Finding(Rules.DuplicateEventId, other.EventIdLocation, other.EventId, other.MethodName, first.MethodName);
        }

        foreach (var finding in ledger?.Judge(_codes) ?? [])
            yield return finding;
    }

    private Finding JudgeStray(IMethodSymbol method)
    {
        _codes.Add(domain: null, StrayReader.CodeOf(method));
        return new Finding(Rules.OutsideCatalogue, Declarations.Location(method), method.Name, method.ContainingType.Name);
    }

    private List<Finding> Judge(CatalogReading catalog, CancellationToken cancellationToken)
    {
        List<Finding> findings = [.. catalog.Findings];
        if (ledger is null && catalog.Errors.Count > 0)
            findings.Add(new Finding(Rules.NoLedger, Declarations.Location(catalog.Type), catalog.Type.Name));
        if (catalog.Domain is null && catalog.Errors.Count == 0)
            _codes.Add(domain: null, code: null);
        foreach (var error in catalog.Errors)
        {
            _codes.Add(catalog.Domain, error.Code);
            if (error.Code is not { } code)
                continue;
            var location = error.Attribute.LocationOf("code", 0, cancellationToken);
            var entry = error.Model is { } model && catalog.Domain is not null ? LedgerEntry.Of(catalog.Domain, catalog.TypeBase, model) : null;
            if (catalog.Domain is not null)
                _declared.Add(new DeclaredCode(
                    catalog.Domain, code, error.EventId, catalog.Type.ToDisplayString(), error.Method.Name, location,
                    error.EventId == 0 ? location : error.Attribute.LocationOf("EventId", -1, cancellationToken)));
            // A code that was shipped before the common catalogue got one of its name stays what its callers know (docs/decisions/0011).
            var isCommon = _commonCodes.Contains(code) && !(entry is not null && ledger?.IsShipped(entry) == true);
            if (isCommon)
                findings.Add(new Finding(Rules.DuplicateCode, location, code, "'Platform.Errors.CommonErrors', which every service has"));
            // What is declared wrongly is not compared: it would not stay what it is.
            if (catalog.IsSound && error.IsSound && !isCommon && ledger?.Judge(entry!, location) is { } finding)
                findings.Add(finding);
        }
        return findings;
    }

    /// <summary>Two numbers in one catalogue are compared while it is read.</summary>
    private static bool IsSaidAlready(DeclaredCode one, DeclaredCode other) =>
        one.CatalogName == other.CatalogName && one.DeclaredEventId != 0 && other.DeclaredEventId != 0;

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

    private sealed record DeclaredCode(
        string Domain, string Code, int DeclaredEventId, string CatalogName, string MethodName, Location Location, Location EventIdLocation)
    {
        /// <summary>The declared one, or that which the runtime derives.</summary>
        public int EventId { get; } = DeclaredEventId == 0 ? ErrorForms.EventId(Domain, Code) : DeclaredEventId;

        public bool IsSameCodeAs(DeclaredCode other) => Domain == other.Domain && Code == other.Code;
    }
}
