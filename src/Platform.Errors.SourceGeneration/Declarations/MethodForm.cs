using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Platform.Errors.SourceGeneration;

/// <summary>
/// What the compiler makes of an error's method, be it declared rightly or wrongly. A method without its second part is an error of the compiler, after which
/// it drops whatever analyzers said: so a refused method gets a part too where the language allows one, and where it does not, somebody else has to speak.
/// </summary>
internal sealed class MethodForm
{
    /// <summary>Everything in which the two parts of a method must agree, behind the modifiers.</summary>
    private static readonly SymbolDisplayFormat Signature = new(
        SymbolDisplayGlobalNamespaceStyle.Included,
        SymbolDisplayTypeQualificationStyle.NameAndContainingTypesAndNamespaces,
        SymbolDisplayGenericsOptions.IncludeTypeParameters | SymbolDisplayGenericsOptions.IncludeTypeConstraints,
        SymbolDisplayMemberOptions.IncludeParameters | SymbolDisplayMemberOptions.IncludeType | SymbolDisplayMemberOptions.IncludeRef,
        parameterOptions: SymbolDisplayParameterOptions.IncludeModifiers | SymbolDisplayParameterOptions.IncludeType
            | SymbolDisplayParameterOptions.IncludeName | SymbolDisplayParameterOptions.IncludeExtensionThis,
        miscellaneousOptions: SymbolDisplayMiscellaneousOptions.EscapeKeywordIdentifiers | SymbolDisplayMiscellaneousOptions.UseSpecialTypes
            | SymbolDisplayMiscellaneousOptions.IncludeNullableReferenceTypeModifier);

    private readonly IMethodSymbol _method;
    private readonly MethodDeclarationSyntax? _written;
    private readonly bool _canBeReopened;

    /// <param name="method">The method; the defining part of one that has two.</param>
    /// <param name="canBeReopened">Whether its type can get another part.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    public MethodForm(IMethodSymbol method, bool canBeReopened, CancellationToken cancellationToken)
    {
        (_method, _canBeReopened) = (method, canBeReopened);
        _written = method.DeclaringSyntaxReferences.FirstOrDefault()?.GetSyntax(cancellationToken) as MethodDeclarationSyntax;
    }

    /// <summary>Whether it does not compile as it is declared, whatever is written beside it.</summary>
    public bool IsRefusedByCompiler => _written is not null && (IsInstanceInStaticClass
        || (IsPartial ? !_canBeReopened || !_method.IsPartialDefinition : !HasBody && !MayHaveNone));

    /// <summary>The head of the part that it lacks; <see langword="null"/> if it lacks none, or can have none.</summary>
    public string? MissingPart => IsPartial && _canBeReopened && !IsInstanceInStaticClass && _method.IsPartialDefinition
        && (_method.PartialImplementationPart is null || Declarations.IsWrittenBy(_method.PartialImplementationPart, KnownNames.Tool)) && !HasUnknownType
        ? string.Concat(_written!.Modifiers.Where(IsInBothParts).Select(modifier => modifier.Text + " ")) + "partial " + _method.ToDisplayString(Signature)
        : null;

    private bool IsPartial => _written?.Modifiers.Any(SyntaxKind.PartialKeyword) == true;

    private bool IsInstanceInStaticClass => !_method.IsStatic && _method.ContainingType.IsStatic;

    private bool HasBody => _written is { Body: not null } or { ExpressionBody: not null };

    private bool MayHaveNone => _method.IsAbstract || _method.IsExtern;

    /// <summary>A name that the compiler does not find either is its own to complain about, and only once.</summary>
    private bool HasUnknownType => Declarations.HasUnknownPart(_method.ReturnType)
        || _method.Parameters.Any(parameter => Declarations.HasUnknownPart(parameter.Type))
        || _method.TypeParameters.Any(parameter => parameter.ConstraintTypes.Any(Declarations.HasUnknownPart));

    private static bool IsInBothParts(SyntaxToken modifier) => modifier.Kind() is not (SyntaxKind.PartialKeyword or SyntaxKind.AsyncKeyword);
}
