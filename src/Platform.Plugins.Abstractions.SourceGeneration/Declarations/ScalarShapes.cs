using Microsoft.CodeAnalysis;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>The types that the reader and the writer know.</summary>
internal static class ScalarShapes
{
    public static ScalarShape? Of(ITypeSymbol type, string name)
    {
        if (type is INamedTypeSymbol { EnumUnderlyingType: { } number })
            return Of(number, name) is { } of ? of with { Cast = $"({ShapeReader.NameOf(number)})" } : null;
        if (type is IArrayTypeSymbol { Rank: 1, ElementType.SpecialType: SpecialType.System_Byte })
            return new ScalarShape(name, "Bytes", "", 4);
        var (method, bytes) = type.SpecialType switch
        {
            SpecialType.System_Boolean => ("Boolean", 1),
            SpecialType.System_Byte => ("Byte", 1),
            SpecialType.System_SByte => ("SByte", 1),
            SpecialType.System_Int16 => ("Int16", 2),
            SpecialType.System_UInt16 => ("UInt16", 2),
            SpecialType.System_Char => ("Char", 2),
            SpecialType.System_Int32 => ("Int32", 4),
            SpecialType.System_UInt32 => ("UInt32", 4),
            SpecialType.System_Int64 => ("Int64", 8),
            SpecialType.System_UInt64 => ("UInt64", 8),
            SpecialType.System_Single => ("Single", 4),
            SpecialType.System_Double => ("Double", 8),
            SpecialType.System_Decimal => ("Decimal", 16),
            SpecialType.System_String => ("String", 4),
            SpecialType.System_DateTime => ("DateTime", 9),
            _ => ByName(type),
        };
        // A view of bytes is written from where they lie, and read as a copy.
        return method is null ? null : new ScalarShape(name, method, "", bytes);
    }

    /// <summary>Whether it is a <c>ReadOnlyMemory&lt;byte&gt;</c>.</summary>
    public static bool IsMemory(ScalarShape shape) => shape.TypeName.StartsWith("global::System.ReadOnlyMemory<", StringComparison.Ordinal);

    private static (string? Method, int Bytes) ByName(ITypeSymbol type) => type.ToDisplayString() switch
    {
        "System.Guid" => ("Guid", 16),
        "System.DateTimeOffset" => ("DateTimeOffset", 10),
        "System.TimeSpan" => ("TimeSpan", 8),
        "System.DateOnly" => ("DateOnly", 4),
        "System.TimeOnly" => ("TimeOnly", 8),
        "System.ReadOnlyMemory<byte>" => ("Bytes", 4),
        _ => (null, 0),
    };
}
