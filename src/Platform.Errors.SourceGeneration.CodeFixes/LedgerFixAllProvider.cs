using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Platform.Errors.SourceGeneration.CodeFixes;

/// <summary>All missing lines at once. What Roslyn has for this merges changes of source files only, and the ledger is none.</summary>
internal sealed class LedgerFixAllProvider : FixAllProvider
{
    public override IEnumerable<FixAllScope> GetSupportedFixAllScopes() => [FixAllScope.Document, FixAllScope.Project, FixAllScope.Solution];

    public override Task<CodeAction?> GetFixAsync(FixAllContext fixAllContext) => Task.FromResult<CodeAction?>(CodeAction.Create(
        $"Add all missing lines to {UnshippedLedger.FileName}",
        async cancellationToken =>
        {
            var solution = fixAllContext.Solution;
            var projects = fixAllContext.Scope == FixAllScope.Solution ? solution.ProjectIds : [fixAllContext.Project.Id];
            foreach (var id in projects)
            {
                var diagnostics = await DiagnosticsAsync(fixAllContext, id).ConfigureAwait(false);
                var lines = diagnostics
                    .OrderBy(each => each.Location.SourceTree?.FilePath, StringComparer.Ordinal).ThenBy(each => each.Location.SourceSpan.Start)
                    .Select(LedgerCodeFixProvider.LineOf).OfType<string>().ToList();
                if (lines.Count > 0)
                    solution = await UnshippedLedger.AddAsync(solution.GetProject(id)!, lines, cancellationToken).ConfigureAwait(false);
            }
            return solution;
        },
        nameof(LedgerFixAllProvider)));

    private static Task<ImmutableArray<Diagnostic>> DiagnosticsAsync(FixAllContext context, ProjectId id) =>
        context is { Scope: FixAllScope.Document, Document: { } document }
            ? context.GetDocumentDiagnosticsAsync(document)
            : context.GetAllDiagnosticsAsync(context.Solution.GetProject(id)!);
}
