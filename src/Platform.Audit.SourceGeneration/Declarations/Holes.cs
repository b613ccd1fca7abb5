using Microsoft.CodeAnalysis;

namespace Platform.Audit.SourceGeneration;

/// <summary>Properties as they are written into the holes of a target or a subject.</summary>
internal static class Holes
{
    /// <summary>The property, as C#.</summary>
    public static string Member(IPropertySymbol property) => "this." + Declarations.Escaped(property.Name);

    /// <summary>Its value as a text, as C#. Numbers and times look the same in every culture.</summary>
    public static string InText(IPropertySymbol property) => property.Type.SpecialType == SpecialType.System_String
        ? Member(property)
        : $"global::System.FormattableString.Invariant($\"{{{Member(property)}}}\")";

    /// <summary>What is true where it has no value, as C#; <see langword="null"/> where it always has one. That a type says it cannot be null does not keep it from being so.</summary>
    public static string? IsAbsent(IPropertySymbol property) =>
        property.Type.SpecialType == SpecialType.System_String ? $"string.IsNullOrEmpty({Member(property)})"
        : property.Type.IsReferenceType || property.Type.OriginalDefinition.SpecialType == SpecialType.System_Nullable_T ? $"{Member(property)} is null"
        : null;

    /// <summary>Whether its values have a text that names them: that of an array, or of a record, is no name of anything.</summary>
    public static bool HasText(ITypeSymbol type)
    {
        if (type is INamedTypeSymbol { OriginalDefinition.SpecialType: SpecialType.System_Nullable_T } nullable)
            return HasText(nullable.TypeArguments[0]);
        return type.TypeKind == TypeKind.Enum || type.SpecialType is SpecialType.System_String or SpecialType.System_Boolean or SpecialType.System_Char
            || type.AllInterfaces.Any(static each => Declarations.IsNamed(each, "System.IFormattable")) || WritesText(type);
    }

    /// <summary>Whether somebody has written its <c>ToString</c>.</summary>
    private static bool WritesText(ITypeSymbol type)
    {
        for (var each = type; each is { SpecialType: not (SpecialType.System_Object or SpecialType.System_ValueType) }; each = each.BaseType)
        {
            var written = each.GetMembers("ToString").OfType<IMethodSymbol>().FirstOrDefault(static method => method is { IsOverride: true, Parameters.IsEmpty: true });
            if (written is not null)
                return !written.IsImplicitlyDeclared && Declarations.AttributeOf(written, "System.Runtime.CompilerServices.CompilerGeneratedAttribute") is null;
        }
        return false;
    }
}
