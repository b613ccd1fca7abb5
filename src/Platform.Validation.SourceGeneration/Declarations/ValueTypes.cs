using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>What the type of a member is for rules.</summary>
internal static class ValueTypes
{
    private const string Generic = "System.Collections.Generic";
    private const string Immutable = "System.Collections.Immutable";

    /// <summary>The type without <see cref="Nullable{T}"/> or <c>?</c> around it.</summary>
    public static ITypeSymbol Underlying(ITypeSymbol type) =>
        type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable ? nullable.TypeArguments[0]
            : type.WithNullableAnnotation(NullableAnnotation.None);

    /// <summary>Whether a value can be absent.</summary>
    public static bool CanBeNull(ITypeSymbol type) =>
        type.IsReferenceType || type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T
            || type is ITypeParameterSymbol { HasValueTypeConstraint: false };

    /// <summary>Whether the type says that there is always a value, and nothing makes sure of it.</summary>
    public static bool PromisesValue(ITypeSymbol type) => type is { IsReferenceType: true, NullableAnnotation: NullableAnnotation.NotAnnotated };

    public static bool IsString(ITypeSymbol type) => type.SpecialType == SpecialType.System_String;

    public static bool IsIntegral(ITypeSymbol type) =>
        type.SpecialType is SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
        or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 or SpecialType.System_UInt64;

    public static bool IsFloating(ITypeSymbol type) => type.SpecialType is SpecialType.System_Single or SpecialType.System_Double;

    public static bool IsDecimal(ITypeSymbol type) => type.SpecialType == SpecialType.System_Decimal;

    public static (decimal Least, decimal Greatest) LimitsOf(ITypeSymbol type) => type.SpecialType switch
    {
        SpecialType.System_SByte => (sbyte.MinValue, sbyte.MaxValue),
        SpecialType.System_Byte => (byte.MinValue, byte.MaxValue),
        SpecialType.System_Int16 => (short.MinValue, short.MaxValue),
        SpecialType.System_UInt16 => (ushort.MinValue, ushort.MaxValue),
        SpecialType.System_Int32 => (int.MinValue, int.MaxValue),
        SpecialType.System_UInt32 => (uint.MinValue, uint.MaxValue),
        SpecialType.System_Int64 => (long.MinValue, long.MaxValue),
        _ => (ulong.MinValue, ulong.MaxValue),
    };

    /// <summary>How the number of items is read; <see langword="null"/> where there are none.</summary>
    public static string? Count(ITypeSymbol type, string value)
    {
        if (IsString(type) || type is IArrayTypeSymbol)
            return $"{value}.Length";
        if (Symbols.IsNamed(type, Immutable, "ImmutableArray", 1))
            return $"({value}.IsDefault ? 0 : {value}.Length)";
        if (HasCount(type))
            return $"{value}.Count";
        return ItemOf(type) is { } item ? $"global::Platform.Validation.Rules.CollectionRules.Count<{Symbols.FullName(item)}>({value})" : null;
    }

    /// <summary>Key and value of a dictionary.</summary>
    public static (ITypeSymbol Key, ITypeSymbol Value)? EntryOf(ITypeSymbol type)
    {
        foreach (var name in new[] { "IDictionary", "IReadOnlyDictionary" })
        {
            if (Implemented(type, name, 2) is { } dictionary)
                return (dictionary.TypeArguments[0], dictionary.TypeArguments[1]);
        }
        return null;
    }

    /// <summary>The items of a sequence that is no text.</summary>
    public static ITypeSymbol? ItemOf(ITypeSymbol type)
    {
        if (IsString(type))
            return null;
        if (type is IArrayTypeSymbol { Rank: 1 } array)
            return array.ElementType;
        return Implemented(type, "IEnumerable", 1)?.TypeArguments[0];
    }

    public static bool IsList(ITypeSymbol type) => Symbols.IsNamed(type, Generic, "List", 1);

    public static bool IsImmutableArray(ITypeSymbol type) => Symbols.IsNamed(type, Immutable, "ImmutableArray", 1);

    /// <summary>How a sequence is walked without an enumerator on the heap, where that can be.</summary>
    public static string Walk(ITypeSymbol type, ITypeSymbol item) => type switch
    {
        IArrayTypeSymbol => "{0}",
        _ when IsList(type) => "global::System.Runtime.InteropServices.CollectionsMarshal.AsSpan({0})",
        _ when IsImmutableArray(type) => "global::System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray({0}).AsSpan()",
        { TypeKind: TypeKind.Interface or TypeKind.TypeParameter } => $"global::Platform.Validation.Rules.CollectionRules.Of<{Symbols.FullName(item)}>({{0}})",
        _ => "{0}",
    };

    public static string WalkEntries(ITypeSymbol type, ITypeSymbol key, ITypeSymbol value) => type.TypeKind is TypeKind.Interface or TypeKind.TypeParameter
        ? $"global::Platform.Validation.Rules.CollectionRules.EntriesOf<{Symbols.FullName(key)}, {Symbols.FullName(value)}>({{0}})"
        : "{0}";

    private static bool HasCount(ITypeSymbol type)
    {
        var types = type.TypeKind == TypeKind.Interface ? type.AllInterfaces.Add((INamedTypeSymbol)type).OfType<ITypeSymbol>()
            : type is INamedTypeSymbol named ? Symbols.WithBases(named) : [];
        return types.SelectMany(each => each.GetMembers("Count")).OfType<IPropertySymbol>()
            .Any(property => property is { DeclaredAccessibility: Accessibility.Public, IsStatic: false, Type.SpecialType: SpecialType.System_Int32 });
    }

    private static INamedTypeSymbol? Implemented(ITypeSymbol type, string name, int arity)
    {
        if (Symbols.IsNamed(type, Generic, name, arity))
            return (INamedTypeSymbol)type;
        return type.AllInterfaces.FirstOrDefault(each => Symbols.IsNamed(each, Generic, name, arity));
    }
}
