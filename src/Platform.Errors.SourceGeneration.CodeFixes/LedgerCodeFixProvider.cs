using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;

namespace Platform.Errors.SourceGeneration.CodeFixes;

/// <summary>Writes the line of a code that is new, or has an argument more, into <c>ErrorCodes.Unshipped.txt</c>.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(LedgerCodeFixProvider))]
public sealed class LedgerCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds => [FixableRules.NotInLedger];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => new LedgerFixAllProvider();

    /// <inheritdoc />
    public override Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        foreach (var diagnostic in context.Diagnostics)
        {
            if (LineOf(diagnostic) is { } line)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        $"Add '{line}' to {UnshippedLedger.FileName}",
                        cancellationToken => UnshippedLedger.AddAsync(context.Document.Project, [line], cancellationToken),
                        nameof(LedgerCodeFixProvider)),
                    diagnostic);
            }
        }
        return Task.CompletedTask;
    }

    internal static string? LineOf(Diagnostic diagnostic) => diagnostic.Properties.TryGetValue(FixableRules.LineProperty, out var line) ? line : null;
}
