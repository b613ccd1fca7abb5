using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Platform.Validation.SourceGeneration;

/// <summary>What a member holds when it was not sent.</summary>
internal enum AbsentValue
{
    /// <summary><see langword="null"/>, or nothing at all.</summary>
    Null,

    /// <summary>A text or a collection with nothing in it.</summary>
    Empty,

    /// <summary>A value of its own, or nobody can tell.</summary>
    Value,
}

/// <summary>
/// Reads what a member holds when it was not sent. One that has a value of its own then need not be sent, however much it promises one, so that a schema
/// must not ask for it.
/// </summary>
internal static class AbsentMembers
{
    private const string JsonConstructor = "System.Text.Json.Serialization.JsonConstructorAttribute";

    public static AbsentValue ValueOf(ISymbol member, CancellationToken cancellationToken)
    {
        var constructor = ConstructorOf(member.ContainingType);
        var parameter = constructor?.Parameters.FirstOrDefault(each => string.Equals(each.Name, member.Name, StringComparison.OrdinalIgnoreCase));
        if (constructor is not null && AssignedIn(constructor, member.Name, parameter, cancellationToken))
            return AbsentValue.Value;
        foreach (var reference in member.DeclaringSyntaxReferences)
        {
            if (InitializerOf(reference.GetSyntax(cancellationToken)) is { } initializer && !IsNameOf(initializer, parameter))
                return ValueOf(initializer);
        }
        if (parameter is not null)
            return !parameter.HasExplicitDefaultValue ? AbsentValue.Null : parameter.ExplicitDefaultValue switch { null => AbsentValue.Null, "" => AbsentValue.Empty, _ => AbsentValue.Value };
        // Of what was compiled elsewhere initializers cannot be seen.
        return member.DeclaringSyntaxReferences.IsEmpty ? AbsentValue.Value : AbsentValue.Null;
    }

    /// <summary>The constructor that System.Text.Json calls: the marked one, else the public one without parameters, else the only public one.</summary>
    public static IMethodSymbol? ConstructorOf(INamedTypeSymbol type)
    {
        var constructors = type.InstanceConstructors;
        if (constructors.FirstOrDefault(each => Declarations.AttributeOf(each, JsonConstructor) is not null) is { } marked)
            return marked;
        var open = constructors.Where(each => each.DeclaredAccessibility == Accessibility.Public).ToList();
        return open.FirstOrDefault(each => each.Parameters.IsEmpty) ?? (open.Count == 1 ? open[0] : null);
    }

    /// <summary>Whether a constructor gives the member something else than the parameter of its name.</summary>
    private static bool AssignedIn(IMethodSymbol constructor, string name, IParameterSymbol? parameter, CancellationToken cancellationToken) =>
        constructor.DeclaringSyntaxReferences.Select(reference => reference.GetSyntax(cancellationToken)).OfType<ConstructorDeclarationSyntax>()
            .SelectMany(declaration => declaration.DescendantNodes()).OfType<AssignmentExpressionSyntax>()
            .Any(assignment => IsTo(assignment.Left, name) && !IsNameOf(assignment.Right, parameter));

    private static bool IsTo(ExpressionSyntax left, string name) => left switch
    {
        IdentifierNameSyntax identifier => identifier.Identifier.ValueText == name,
        MemberAccessExpressionSyntax { Expression: ThisExpressionSyntax } access => access.Name.Identifier.ValueText == name,
        // ((A, B) = (…)) may give it anything.
        TupleExpressionSyntax tuple => tuple.Arguments.Any(argument => IsTo(argument.Expression, name)),
        _ => false,
    };

    private static bool IsNameOf(ExpressionSyntax expression, IParameterSymbol? parameter) =>
        Bare(expression) is IdentifierNameSyntax identifier && identifier.Identifier.ValueText == parameter?.Name;

    private static ExpressionSyntax? InitializerOf(SyntaxNode declaration) => declaration switch
    {
        PropertyDeclarationSyntax property => property.Initializer?.Value,
        VariableDeclaratorSyntax variable => variable.Initializer?.Value,
        _ => null,
    };

    private static AbsentValue ValueOf(ExpressionSyntax initializer) => Bare(initializer) switch
    {
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.NullLiteralExpression) || literal.IsKind(SyntaxKind.DefaultLiteralExpression) => AbsentValue.Null,
        DefaultExpressionSyntax => AbsentValue.Null,
        LiteralExpressionSyntax literal when literal.IsKind(SyntaxKind.StringLiteralExpression) && literal.Token.ValueText.Length == 0 => AbsentValue.Empty,
        CollectionExpressionSyntax { Elements.Count: 0 } => AbsentValue.Empty,
        BaseObjectCreationExpressionSyntax { ArgumentList: null or { Arguments.Count: 0 }, Initializer: null or { Expressions.Count: 0 } } => AbsentValue.Empty,
        // string.Empty, ImmutableArray<T>.Empty, Array.Empty<T>()
        MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" } => AbsentValue.Empty,
        InvocationExpressionSyntax { Expression: MemberAccessExpressionSyntax { Name.Identifier.ValueText: "Empty" }, ArgumentList.Arguments.Count: 0 } => AbsentValue.Empty,
        _ => AbsentValue.Value,
    };

    private static ExpressionSyntax Bare(ExpressionSyntax expression) => expression switch
    {
        PostfixUnaryExpressionSyntax suppressed when suppressed.IsKind(SyntaxKind.SuppressNullableWarningExpression) => Bare(suppressed.Operand),
        ParenthesizedExpressionSyntax parentheses => Bare(parentheses.Expression),
        _ => expression,
    };
}
