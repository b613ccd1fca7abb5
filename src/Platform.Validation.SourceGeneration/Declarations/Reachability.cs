using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Answers what lies in a type or anywhere below it: asynchronous rules, sanitisers.</summary>
internal static class Reachability
{
    public static bool HasAsyncRules(ITypeSymbol type) => Any(type, HasOwnAsyncRules, []);

    public static bool MayHaveAsyncRules(ITypeSymbol type) => Any(type, each => HasOwnAsyncRules(each) || NamedRules(each).Any() || IsOpen(each), []);

    public static bool MaySanitize(ITypeSymbol type) => Any(type, each => IsOpen(each) || HasOwnSanitizers(each) || NamedRules(each).Any(), []);

    public static bool HasSanitizers(ITypeSymbol type) => Any(type, HasOwnSanitizers, []);

    public static bool IsOpen(ITypeSymbol type) => type is { TypeKind: TypeKind.Class, IsSealed: false };

    /// <summary>
    /// The members that take part, from the base type down. A member that is hidden by another of its name is not there; one that overrides
    /// another is, where it declares something beside what that one does.
    /// </summary>
    public static IEnumerable<ISymbol> MembersOf(INamedTypeSymbol type)
    {
        var members = Symbols.WithBases(type).Reverse().SelectMany(each => each.GetMembers()).Where(member =>
            IsMember(member) && IsReachable(member, type)).ToList();
        return members.Where((member, index) => IsOverride(member)
            ? !member.GetAttributes().IsEmpty
            : !members.Skip(index + 1).Any(other => other.Name == member.Name && !IsOverride(other)));
    }

    /// <summary>The attributes of a member, and of the parameter of the primary constructor that it is made of.</summary>
    public static IEnumerable<AttributeData> AttributesOf(ISymbol member)
    {
        var parameter = member.ContainingType.IsRecord && member is IPropertySymbol
            ? member.ContainingType.InstanceConstructors.SelectMany(constructor => constructor.Parameters)
                .FirstOrDefault(each => each.Name == member.Name && each.DeclaringSyntaxReferences.Length > 0
                    && member.DeclaringSyntaxReferences.FirstOrDefault()?.Span == each.DeclaringSyntaxReferences[0].Span)
                ?? Metadata(member)
            : null;
        return parameter is null ? member.GetAttributes() : parameter.GetAttributes().Concat(member.GetAttributes());
    }

    /// <summary>Of a record in another assembly nothing but names tells which parameter made which property.</summary>
    private static IParameterSymbol? Metadata(ISymbol member) => member.DeclaringSyntaxReferences.Length > 0
        ? null
        : member.ContainingType.InstanceConstructors.Where(constructor => constructor.Parameters.Length > 0)
            .OrderByDescending(constructor => constructor.Parameters.Length).FirstOrDefault()?.Parameters.FirstOrDefault(each => each.Name == member.Name);

    private static bool IsOverride(ISymbol member) => member is IPropertySymbol { IsOverride: true };

    /// <summary>
    /// Whether a value of <paramref name="owner"/> may be met again below a member of type <paramref name="nested"/>, so that depth has to be
    /// counted there. In every circle of objects there is one such member: where it only leads along declared types, the one whose
    /// type leads back to its owner; where it also leads into derived types, the one in a derived type from which an open type is reached.
    /// </summary>
    public static bool CanRecur(INamedTypeSymbol owner, ITypeSymbol nested)
    {
        var below = new HashSet<ISymbol>(SymbolEqualityComparer.Default);
        if (!AllKnownBelow(nested, below))
            return true;
        var bases = Symbols.WithBases(owner).Select(each => each.OriginalDefinition).ToList();
        return bases.Any(below.Contains) || (bases.Skip(1).Any(Symbols.IsValidated) && below.OfType<ITypeSymbol>().Any(IsOpen));
    }

    /// <summary>Gathers the validated types below one; <see langword="false"/> where something is below whose type is known at run time only.</summary>
    private static bool AllKnownBelow(ITypeSymbol type, HashSet<ISymbol> below)
    {
        type = ValueTypes.Underlying(type);
        if (ValueTypes.EntryOf(type) is { } entry)
            return AllKnownBelow(entry.Value, below);
        if (ValueTypes.ItemOf(type) is { } item)
            return AllKnownBelow(item, below);
        if (type is ITypeParameterSymbol || (type.TypeKind == TypeKind.Interface && type.Locations.Any(location => location.IsInSource)))
            return false;
        return type is not INamedTypeSymbol named || !Symbols.IsValidated(type) || !below.Add(type.OriginalDefinition)
            || MembersOf(named).All(member => AllKnownBelow(TypeOf(member), below));
    }

    /// <summary>Whether code that stands in the type may read the member.</summary>
    private static bool IsReachable(ISymbol member, INamedTypeSymbol type)
    {
        if (SymbolEqualityComparer.Default.Equals(member.ContainingType, type))
            return true;
        var accessibility = member is IPropertySymbol { GetMethod: { } getter } ? getter.DeclaredAccessibility : member.DeclaredAccessibility;
        return accessibility switch
        {
            Accessibility.Public or Accessibility.Protected or Accessibility.ProtectedOrInternal => true,
            Accessibility.Internal or Accessibility.ProtectedAndInternal =>
                SymbolEqualityComparer.Default.Equals(member.ContainingAssembly, type.ContainingAssembly),
            _ => false,
        };
    }

    private static bool Any(ITypeSymbol type, Func<INamedTypeSymbol, bool> holds, HashSet<ISymbol> seen)
    {
        type = ValueTypes.Underlying(type);
        if (ValueTypes.EntryOf(type) is { } entry)
            return Any(entry.Value, holds, seen);
        if (ValueTypes.ItemOf(type) is { } item)
            return Any(item, holds, seen);
        if (type is not INamedTypeSymbol named || !Symbols.IsValidated(type) || !seen.Add(type.OriginalDefinition))
            return false;
        return holds(named) || MembersOf(named).Any(member => Any(TypeOf(member), holds, seen));
    }

    public static ITypeSymbol TypeOf(ISymbol member) => member is IPropertySymbol property ? property.Type : ((IFieldSymbol)member).Type;

    private static bool HasOwnAsyncRules(INamedTypeSymbol type) => DeclaresAsyncRules(type)
        || NamedRules(type).Any(attribute => attribute.AttributeClass!.TypeArguments[0] is INamedTypeSymbol rules && DeclaresAsyncRules(rules));

    /// <summary>Rules for members whose types are somebody else's. What lies below them is known at run time alone.</summary>
    private static IEnumerable<AttributeData> NamedRules(INamedTypeSymbol type) => MembersOf(type).SelectMany(AttributesOf).Where(Mirrors.IsNamed);

    private static bool DeclaresAsyncRules(INamedTypeSymbol type) =>
        Symbols.WithBases(type).SelectMany(each => each.GetAttributes().Concat(each.GetMembers().Where(IsMember).SelectMany(AttributesOf)))
            .Any(attribute => Symbols.IsNamed(attribute.AttributeClass, KnownNames.RuleAttribute) && RuleMethods.Find(attribute, type) is { } method
                && (RuleMethods.IsAsync(method) || RuleMethods.IsBatch(method)));

    private static bool HasOwnSanitizers(INamedTypeSymbol type) =>
        MembersOf(type).SelectMany(AttributesOf).Any(attribute => attribute.AttributeClass?.ContainingNamespace.ToDisplayString() == KnownNames.Sanitizing);

    private static bool IsMember(ISymbol member) => !member.IsStatic && member switch
    {
        IPropertySymbol property => property is { GetMethod: not null, Parameters.Length: 0, Name: not "EqualityContract" }
            && property.ExplicitInterfaceImplementations.IsEmpty,
        IFieldSymbol field => field.CanBeReferencedByName,
        _ => false,
    };
}
