using System.Collections.Immutable;
using System.Globalization;
using Microsoft.CodeAnalysis;

namespace Platform.Validation.SourceGeneration;

/// <summary>Compares a value with constants.</summary>
internal static class Choices
{
    /// <summary>A pattern of C# that is one of several constants; <see langword="null"/> where one is not of the type.</summary>
    public static string? Of(ITypeSymbol type, ImmutableArray<TypedConstant> values)
    {
        var parts = values.Where(value => !value.IsNull).Select(value => Constant(type, value)).ToList();
        return parts.Count == 0 || parts.Contains(null) ? null : string.Join(" or ", parts.Distinct());
    }

    public static string ForPeople(ImmutableArray<TypedConstant> values) =>
        string.Join(", ", values.Select(value => value.IsNull ? "null" : value.Kind == TypedConstantKind.Enum ? NameOf(value)
            : Convert.ToString(value.Value, CultureInfo.InvariantCulture)));

    /// <summary>True of a value that is no member of its enumeration; <see langword="null"/> where the type is none.</summary>
    public static string? Undefined(ITypeSymbol type, string value)
    {
        if (type is not INamedTypeSymbol { TypeKind: TypeKind.Enum } enumeration)
            return null;
        var fields = FieldsOf(enumeration).ToList();
        if (fields.Count == 0)
            return "true";
        if (Declarations.AttributeOf(type, "System.FlagsAttribute") is null)
            return $"!({value} is {string.Join(" or ", fields.Select(field => $"{Symbols.FullName(type)}.{Declarations.Escaped(field.Name)}"))})";
        var mask = string.Join(" | ", fields.Select(field => $"{Symbols.FullName(type)}.{Declarations.Escaped(field.Name)}"));
        return $"({value} & ~({mask})) != 0";
    }

    public static string MembersOf(ITypeSymbol type) => string.Join(", ", FieldsOf((INamedTypeSymbol)type).Select(field => field.Name));

    private static IEnumerable<IFieldSymbol> FieldsOf(INamedTypeSymbol enumeration) =>
        enumeration.GetMembers().OfType<IFieldSymbol>().Where(field => field.HasConstantValue);

    private static string? Constant(ITypeSymbol type, TypedConstant value)
    {
        if (type.TypeKind == TypeKind.Enum)
            return SymbolEqualityComparer.Default.Equals(type, value.Type) ? $"({Symbols.FullName(type)})({Symbols.Literal(value.Value!)})" : null;
        if (ValueTypes.IsString(type) || type.SpecialType is SpecialType.System_Boolean or SpecialType.System_Char)
            return type.SpecialType == value.Type?.SpecialType ? Symbols.Literal(value.Value!) : null;
        if (value.Value is not IConvertible number || value.Value is string or bool or char || value.Kind == TypedConstantKind.Enum)
            return null;
        try
        {
            if (ValueTypes.IsFloating(type))
                return type.SpecialType == SpecialType.System_Single ? Symbols.Literal(number.ToSingle(CultureInfo.InvariantCulture))
                    : Symbols.Literal(number.ToDouble(CultureInfo.InvariantCulture));
            var exact = number.ToDecimal(CultureInfo.InvariantCulture);
            if (ValueTypes.IsDecimal(type))
                return Symbols.Literal(exact);
            if (!ValueTypes.IsIntegral(type) || exact != decimal.Truncate(exact))
                return null;
            var (least, greatest) = ValueTypes.LimitsOf(type);
            return exact < least || exact > greatest ? null : exact.ToString("0", CultureInfo.InvariantCulture);
        }
        catch (OverflowException)
        {
            return null;
        }
    }

    private static string NameOf(TypedConstant value) =>
        ((INamedTypeSymbol)value.Type!).GetMembers().OfType<IFieldSymbol>().FirstOrDefault(field =>
            field.HasConstantValue && Equals(field.ConstantValue, value.Value))?.Name
        ?? Convert.ToString(value.Value, CultureInfo.InvariantCulture);
}
