using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace Platform.Shared;

/// <summary>What is asked of symbols more than once.</summary>
internal static class Declarations
{
    /// <summary>
    /// An attribute by its name in metadata. It is asked of every symbol of a compilation, so nothing is made: names are compared from the last part on, and the
    /// last part of most attributes differs.
    /// </summary>
    public static AttributeData? AttributeOf(ISymbol symbol, string name)
    {
        foreach (var attribute in symbol.GetAttributes())
        {
            if (attribute.AttributeClass is { } type && IsNamed(type, name))
                return attribute;
        }
        return null;
    }

    /// <summary>Whether a type that stands in no other and is not generic has this name in metadata.</summary>
    public static bool IsNamed(INamedTypeSymbol type, string name)
    {
        if (type.Arity != 0 || type.ContainingType is not null || !EndsWithPart(name, name.Length, type.Name))
            return false;
        var end = name.Length - type.Name.Length - 1;
        var space = type.ContainingNamespace;
        for (; end > 0 && space is { IsGlobalNamespace: false }; space = space.ContainingNamespace)
        {
            if (!EndsWithPart(name, end, space.Name))
                return false;
            end -= space.Name.Length + 1;
        }
        return end <= 0 && space is null or { IsGlobalNamespace: true };
    }

    /// <summary>Whether the part of a qualified name that ends there is this one.</summary>
    private static bool EndsWithPart(string name, int end, string part) =>
        part.Length <= end
        && string.CompareOrdinal(name, end - part.Length, part, 0, part.Length) == 0
        && (part.Length == end || name[end - part.Length - 1] == '.');

    public static Location Location(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource) ?? Microsoft.CodeAnalysis.Location.None;

    /// <summary>The types around a type, outermost first.</summary>
    public static IEnumerable<INamedTypeSymbol> ContainingTypes(INamedTypeSymbol type)
    {
        var outer = new Stack<INamedTypeSymbol>();
        for (var current = type.ContainingType; current is not null; current = current.ContainingType)
            outer.Push(current);
        return outer;
    }

    /// <summary>All types of a namespace and of those below it, with those that stand in others.</summary>
    public static IEnumerable<INamedTypeSymbol> TypesOf(INamespaceOrTypeSymbol container)
    {
        var waiting = new Stack<INamespaceOrTypeSymbol>([container]);
        while (waiting.Count > 0)
        {
            var current = waiting.Pop();
            if (current is INamedTypeSymbol type)
                yield return type;
            foreach (var member in current.GetMembers().OfType<INamespaceOrTypeSymbol>())
                waiting.Push(member);
        }
    }

    /// <summary>Whether a type can get another part in another file.</summary>
    public static bool CanBeReopened(INamedTypeSymbol type, CancellationToken cancellationToken)
    {
        for (var current = type; current is not null; current = current.ContainingType)
        {
            if (current.IsFileLocal || !IsPartial(current, cancellationToken))
                return false;
        }
        return true;
    }

    /// <summary>Whether a type, or one that it is made of, is not found.</summary>
    public static bool HasUnknownPart(ITypeSymbol type) => type switch
    {
        IErrorTypeSymbol => true,
        IArrayTypeSymbol array => HasUnknownPart(array.ElementType),
        IPointerTypeSymbol pointer => HasUnknownPart(pointer.PointedAtType),
        IFunctionPointerTypeSymbol pointer => HasUnknownPart(pointer.Signature.ReturnType)
            || pointer.Signature.Parameters.Any(parameter => HasUnknownPart(parameter.Type)),
        INamedTypeSymbol named => named.TypeArguments.Any(HasUnknownPart) || (named.ContainingType is { } outer && HasUnknownPart(outer)),
        _ => false,
    };

    public static bool IsPartial(INamedTypeSymbol type, CancellationToken cancellationToken) => HasModifier(type, SyntaxKind.PartialKeyword, cancellationToken);

    public static bool HasModifier(ISymbol symbol, SyntaxKind modifier, CancellationToken cancellationToken) => symbol.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellationToken)).OfType<MemberDeclarationSyntax>().Any(declaration => declaration.Modifiers.Any(modifier));

    /// <summary>The modifiers of accessibility as they are written: the two parts of a partial method must agree.</summary>
    public static string AccessibilityText(IMethodSymbol method, CancellationToken cancellationToken) => string.Concat(method.DeclaringSyntaxReferences
        .Select(reference => reference.GetSyntax(cancellationToken)).OfType<MethodDeclarationSyntax>().First().Modifiers
        .Where(modifier => SyntaxFacts.IsAccessibilityModifier(modifier.Kind())).Select(modifier => modifier.Text + " "));

    /// <summary>How a type is reopened.</summary>
    public static string Reopened(INamedTypeSymbol type) => (type.IsRecord, type.TypeKind) switch
    {
        (true, TypeKind.Struct) => "partial record struct ",
        (true, _) => "partial record ",
        (_, TypeKind.Struct) => "partial struct ",
        (_, TypeKind.Interface) => "partial interface ",
        _ => "partial class ",
    } + Escaped(type.Name) + (type.Arity == 0 ? "" : $"<{string.Join(", ", type.TypeParameters.Select(parameter => Escaped(parameter.Name)))}>");

    public static string Escaped(string name) => SyntaxFacts.GetKeywordKind(name) != SyntaxKind.None ? "@" + name : name;

    public static string WithKeywordsEscaped(INamespaceSymbol symbol) =>
        symbol.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat.WithGlobalNamespaceStyle(SymbolDisplayGlobalNamespaceStyle.Omitted));

    /// <summary>Whether a tool wrote it, as <c>[GeneratedCode]</c> says.</summary>
    public static bool IsWrittenBy(ISymbol symbol, string tool) =>
        AttributeOf(symbol, "System.CodeDom.Compiler.GeneratedCodeAttribute") is { } generated
        && generated.ConstructorArguments.FirstOrDefault().Value as string == tool;

    /// <summary>The value of a named argument; <see langword="null"/> if it is not given.</summary>
    public static object? Value(this AttributeData attribute, string name)
    {
        var value = attribute.NamedArguments.FirstOrDefault(named => named.Key == name).Value;
        return value.Kind is TypedConstantKind.Error or TypedConstantKind.Array ? null : value.Value;
    }

    /// <summary>Whether the constructor's arguments compile.</summary>
    public static bool HasArguments(this AttributeData attribute, int count) =>
        attribute.ConstructorArguments.Length == count && attribute.ConstructorArguments.All(argument => argument.Kind != TypedConstantKind.Error);

    /// <summary>Where an argument of an attribute is written.</summary>
    /// <param name="attribute">The attribute.</param>
    /// <param name="name">The name of the parameter or property.</param>
    /// <param name="position">Its position if it can be given without its name, else -1.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The argument, or the attribute if there is none.</returns>
    public static Location LocationOf(this AttributeData attribute, string name, int position, CancellationToken cancellationToken)
    {
        if (attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken) is not AttributeSyntax syntax)
            return Microsoft.CodeAnalysis.Location.None;
        if (syntax.ArgumentList?.Arguments is not { } arguments)
            return syntax.GetLocation();
        var byName = arguments.FirstOrDefault(argument => (argument.NameEquals?.Name ?? argument.NameColon?.Name)?.Identifier.ValueText == name);
        var byPosition = position >= 0 && position < arguments.Count && arguments[position] is { NameEquals: null, NameColon: null } plain ? plain : null;
        return ((SyntaxNode?)(byName ?? byPosition)?.Expression ?? syntax).GetLocation();
    }
}
