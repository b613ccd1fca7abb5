using System.Collections.Immutable;
using System.Composition;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Platform.Errors.SourceGeneration.CodeFixes;

/// <summary>Makes a catalogue, or an error of it, <c>static partial</c>, and leaves the body of an error to the generator.</summary>
[Shared]
[ExportCodeFixProvider(LanguageNames.CSharp, Name = nameof(ModifierCodeFixProvider))]
public sealed class ModifierCodeFixProvider : CodeFixProvider
{
    /// <inheritdoc />
    public override ImmutableArray<string> FixableDiagnosticIds => [FixableRules.ClassIsNotStaticPartial, FixableRules.MethodIsNotStaticPartial];

    /// <inheritdoc />
    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    /// <inheritdoc />
    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        if (await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false) is not { } root)
            return;
        foreach (var diagnostic in context.Diagnostics)
        {
            var declaration = root.FindToken(diagnostic.Location.SourceSpan.Start).Parent?.FirstAncestorOrSelf<MemberDeclarationSyntax>();
            if (Mended(root, declaration) is { } mended)
            {
                context.RegisterCodeFix(
                    CodeAction.Create(
                        declaration is MethodDeclarationSyntax
                            ? "Declare the error as 'static partial', without a body"
                            : "Declare the catalogue as 'static partial'",
                        _ => Task.FromResult(context.Document.WithSyntaxRoot(mended)),
                        diagnostic.Id),
                    diagnostic);
            }
        }
    }

    /// <summary><see langword="null"/> where modifiers are not what is wrong.</summary>
    private static SyntaxNode? Mended(SyntaxNode root, MemberDeclarationSyntax? declaration)
    {
        if (declaration is MethodDeclarationSyntax method && !IsStaticPartial(method))
            return root.ReplaceNode(method, WithoutBody(method, (MethodDeclarationSyntax)WithModifiers(method, mustBeStatic: true)));
        if (declaration is not ClassDeclarationSyntax catalog)
            return null;
        var open = catalog.Ancestors().OfType<TypeDeclarationSyntax>()
            .Where(outer => !outer.Modifiers.Any(SyntaxKind.PartialKeyword)).ToList<MemberDeclarationSyntax>();
        if (!IsStaticPartial(catalog))
            open.Add(catalog);
        return open.Count == 0 ? null : root.ReplaceNodes(open, (before, now) => WithModifiers(now, mustBeStatic: before == catalog));
    }

    private static bool IsStaticPartial(MemberDeclarationSyntax declaration) =>
        declaration.Modifiers.Any(SyntaxKind.StaticKeyword) && declaration.Modifiers.Any(SyntaxKind.PartialKeyword);

    private static MemberDeclarationSyntax WithModifiers(MemberDeclarationSyntax declaration, bool mustBeStatic)
    {
        // What stands before the first word (indentation, comments) stays there, whichever word that becomes.
        var first = declaration.AttributeLists.Count == 0 ? declaration.GetFirstToken() : declaration.AttributeLists.Last().GetLastToken().GetNextToken();
        declaration = declaration.ReplaceToken(first, first.WithLeadingTrivia());

        var modifiers = declaration.Modifiers;
        var end = modifiers.IndexOf(SyntaxKind.PartialKeyword);
        if (mustBeStatic && !modifiers.Any(SyntaxKind.StaticKeyword))
            modifiers = modifiers.Insert(end < 0 ? modifiers.Count : end, Word(SyntaxKind.StaticKeyword));
        if (end < 0)
            modifiers = modifiers.Add(Word(SyntaxKind.PartialKeyword));
        return declaration.WithModifiers(modifiers.Replace(modifiers[0], modifiers[0].WithLeadingTrivia(first.LeadingTrivia)));
    }

    /// <summary>One that was partial already has no body here.</summary>
    private static MethodDeclarationSyntax WithoutBody(MethodDeclarationSyntax before, MethodDeclarationSyntax method) =>
        before.Body is null && before.ExpressionBody is null
        ? method
        : method.WithParameterList(method.ParameterList.WithoutTrailingTrivia()).WithBody(null).WithExpressionBody(null)
            .WithSemicolonToken(SyntaxFactory.Token(SyntaxKind.SemicolonToken).WithTrailingTrivia(before.GetTrailingTrivia()));

    private static SyntaxToken Word(SyntaxKind kind) => SyntaxFactory.Token(kind).WithTrailingTrivia(SyntaxFactory.Space);
}
