using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Classes that hold the rules of a type that is somebody else's.</summary>
internal static class Mirrors
{
    /// <summary>The mark of such a class.</summary>
    public static AttributeData? MarkOf(ITypeSymbol type) => type.GetAttributes().FirstOrDefault(each => IsMark(each.AttributeClass));

    /// <summary>The type that a class has the rules of; <see langword="null"/> where it is no such class.</summary>
    public static ITypeSymbol? SubjectOf(ITypeSymbol type) => MarkOf(type)?.AttributeClass?.TypeArguments[0];

    /// <summary>The members that mirror others.</summary>
    public static IEnumerable<ISymbol> Of(INamedTypeSymbol owner) => Symbols.WithBases(owner).SelectMany(each => each.GetMembers()).Where(member =>
        member is IPropertySymbol { IsStatic: false, Parameters.Length: 0 } or IFieldSymbol { IsStatic: false, CanBeReferencedByName: true });

    /// <summary>The members of a type of somebody else's that can be judged.</summary>
    public static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol subject) => Reachability.MembersOf(subject).Where(member =>
        member.DeclaredAccessibility == Accessibility.Public && member is not IPropertySymbol { GetMethod.DeclaredAccessibility: not Accessibility.Public });

    /// <summary>The class that a member names for values of a type; <see langword="null"/> where it names none.</summary>
    public static INamedTypeSymbol? RulesFor(ITypeSymbol type, IEnumerable<AttributeData> attributes) => attributes.Where(IsNamed)
        .Select(each => each.AttributeClass!.TypeArguments[0]).OfType<INamedTypeSymbol>()
        .FirstOrDefault(rules => SymbolEqualityComparer.Default.Equals(SubjectOf(rules), type));

    /// <summary>Whether an attribute names rules.</summary>
    public static bool IsNamed(AttributeData attribute) =>
        attribute.AttributeClass is { } named && Symbols.IsNamed(named.OriginalDefinition, KnownNames.Rules, "ValidatedByAttribute", 1);

    private static bool IsMark(INamedTypeSymbol? attribute) =>
        attribute is not null && Symbols.IsNamed(attribute.OriginalDefinition, "Platform.Validation", "ValidatorForAttribute", 1);
}
