using Microsoft.CodeAnalysis;

namespace Platform.Errors.SourceGeneration;

/// <summary>Which types a parameter can have, and how each becomes an argument.</summary>
internal static class ArgumentTypes
{
    /// <summary>For the sentence that refuses another type.</summary>
    public const string Supported = "string, bool, char, an integer up to 64 bits, float, double, decimal, Guid, DateTimeOffset, DateOnly, TimeOnly, TimeSpan, "
        + "Uri, Version, an enumeration";

    /// <summary>How a value of a type becomes an argument.</summary>
    /// <param name="type">The type, without <see cref="Nullable{T}"/>.</param>
    /// <returns><see langword="null"/> if it cannot.</returns>
    public static ArgumentConversion? Of(ITypeSymbol type)
    {
        if (Direct(type) is { } direct)
            return direct;
        if (type is not INamedTypeSymbol named)
            return null;

        // An identifier type of one's own, such as Sku, converts to what it wraps. With two ways to go nobody could say which is meant.
        var ways = named.GetMembers("op_Implicit").OfType<IMethodSymbol>()
            .Where(way => way.Parameters.Length == 1 && SymbolEqualityComparer.Default.Equals(way.Parameters[0].Type, type))
            .Select(way => (way.ReturnType, Conversion: Direct(way.ReturnType))).Where(way => way.Conversion is { IsEnum: false }).ToList();
        if (ways.Count != 1)
            return null;
        var (wrapped, conversion) = (ways[0].ReturnType.ToDisplayString(SymbolDisplayFormat.FullyQualifiedFormat), ways[0].Conversion!);
        return conversion with { Casts = $"{conversion.Casts}({wrapped})" };
    }

    private static ArgumentConversion? Direct(ITypeSymbol type) => type.SpecialType switch
    {
        _ when type.TypeKind == TypeKind.Enum => new ArgumentConversion("String", "", IsEnum: true),
        SpecialType.System_String or SpecialType.System_Char => new ArgumentConversion("String", ""),
        SpecialType.System_Boolean => new ArgumentConversion("Boolean", ""),
        SpecialType.System_SByte or SpecialType.System_Byte or SpecialType.System_Int16 or SpecialType.System_UInt16
            or SpecialType.System_Int32 or SpecialType.System_UInt32 or SpecialType.System_Int64 => new ArgumentConversion("Int64", "(long)"),
        SpecialType.System_UInt64 => new ArgumentConversion("UInt64", ""),
        SpecialType.System_Single or SpecialType.System_Double => new ArgumentConversion("Double", "(double)"),
        SpecialType.System_Decimal => new ArgumentConversion("Decimal", ""),
        _ => type.ToDisplayString() switch
        {
            "System.Guid" => new ArgumentConversion("Guid", ""),
            "System.DateTimeOffset" => new ArgumentConversion("DateTimeOffset", ""),
            "System.DateOnly" => new ArgumentConversion("DateOnly", ""),
            "System.TimeOnly" => new ArgumentConversion("TimeOnly", ""),
            "System.TimeSpan" => new ArgumentConversion("TimeSpan", ""),
            "System.Uri" or "System.Uri?" or "System.Version" or "System.Version?" => new ArgumentConversion("String", ""),
            _ => null,
        },
    };
}
