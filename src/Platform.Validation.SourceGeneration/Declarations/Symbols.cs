using System.Globalization;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Validation.SourceGeneration;

/// <summary>What is asked of symbols more than once.</summary>
internal static class Symbols
{
    private static readonly SymbolDisplayFormat Full = SymbolDisplayFormat.FullyQualifiedFormat;

    /// <summary>The name with <c>global::</c>, type arguments, and nothing about nullability.</summary>
    public static string FullName(ITypeSymbol type) => type.ToDisplayString(Full);

    public static bool IsNamed(ITypeSymbol? type, string name) => type?.ToDisplayString() == name;

    public static bool IsNamed(ITypeSymbol type, string @namespace, string name, int arity = 0) =>
        type is INamedTypeSymbol named && named.Name == name && named.Arity == arity && type.ContainingNamespace.ToDisplayString() == @namespace;

    public static bool IsValidated(ITypeSymbol type) => Declarations.AttributeOf(type.OriginalDefinition, KnownNames.ValidatedAttribute) is not null;

    public static bool DerivesFrom(ITypeSymbol? type, string name)
    {
        for (var current = type; current is not null; current = current.BaseType)
        {
            if (IsNamed(current, name))
                return true;
        }
        return false;
    }

    public static IEnumerable<INamedTypeSymbol> WithBases(INamedTypeSymbol type)
    {
        for (var current = type; current is not null && current.SpecialType == SpecialType.None; current = current.BaseType)
            yield return current;
    }

    public static Location? Location(ISymbol symbol) => symbol.Locations.FirstOrDefault(location => location.IsInSource);

    public static Location? Location(AttributeData attribute, CancellationToken cancellationToken) =>
        attribute.ApplicationSyntaxReference?.GetSyntax(cancellationToken).GetLocation();

    public static string Text(string? value) => value is null ? "null" : SymbolDisplay.FormatLiteral(value, quote: true);

    /// <summary>The name of an attribute as it is written.</summary>
    public static string NameOf(AttributeData attribute)
    {
        var name = attribute.AttributeClass?.Name ?? "";
        return name.EndsWith("Attribute", StringComparison.Ordinal) ? name.Substring(0, name.Length - "Attribute".Length) : name;
    }

    /// <summary>The value of the only argument of the constructor.</summary>
    public static object? Only(AttributeData attribute) =>
        attribute.ConstructorArguments.Length == 1 && attribute.ConstructorArguments[0].Kind is not (TypedConstantKind.Error or TypedConstantKind.Array)
            ? attribute.ConstructorArguments[0].Value : null;

    /// <summary>OUT_OF_STOCK of OutOfStock.</summary>
    public static string CodeOf(string name)
    {
        var code = WireNames.Of(name, 3).ToUpper(CultureInfo.InvariantCulture);
        code = new string([.. code.Where(c => c is >= 'A' and <= 'Z' or >= '0' and <= '9' or '_')]).TrimStart('0', '1', '2', '3', '4', '5', '6', '7', '8', '9', '_');
        return code.Length is 0 ? "RULE_BROKEN" : code.Length > 63 ? code.Substring(0, 63) : code;
    }

    public static string CamelCase(string name) => WireNames.Of(name, 1);

    /// <summary>A constant of an attribute as C#.</summary>
    public static string Constant(TypedConstant constant) => constant.Kind switch
    {
        TypedConstantKind.Array => constant.IsNull ? "null" : $"new {FullName(constant.Type!)} {{ {string.Join(", ", constant.Values.Select(Constant))} }}",
        TypedConstantKind.Type => constant.Value is ITypeSymbol type ? $"typeof({FullName(type)})" : "null",
        TypedConstantKind.Enum => $"({FullName(constant.Type!)})({Literal(constant.Value!)})",
        _ => constant.Value is null ? "null" : Literal(constant.Value),
    };

    public static string Literal(object value) => value switch
    {
        string text => Text(text),
        bool truth => truth ? "true" : "false",
        char letter => SymbolDisplay.FormatLiteral(letter, quote: true),
        double number => double.IsNaN(number) ? "double.NaN" : double.IsPositiveInfinity(number) ? "double.PositiveInfinity"
            : double.IsNegativeInfinity(number) ? "double.NegativeInfinity"
            : number.ToString("R", CultureInfo.InvariantCulture) + "D",
        float number => float.IsNaN(number) ? "float.NaN" : float.IsPositiveInfinity(number) ? "float.PositiveInfinity" : float.IsNegativeInfinity(number)
            ? "float.NegativeInfinity"
            : number.ToString("R", CultureInfo.InvariantCulture) + "F",
        decimal number => number.ToString(CultureInfo.InvariantCulture) + "M",
        long number => number.ToString(CultureInfo.InvariantCulture) + "L",
        ulong number => number.ToString(CultureInfo.InvariantCulture) + "UL",
        uint number => number.ToString(CultureInfo.InvariantCulture) + "U",
        IFormattable number => number.ToString(null, CultureInfo.InvariantCulture),
        _ => value.ToString(),
    };

    /// <summary>An attribute as the expression that makes it.</summary>
    public static string Construction(AttributeData attribute)
    {
        var named = string.Join(", ", attribute.NamedArguments.Select(each => $"{each.Key} = {Constant(each.Value)}"));
        return $"new {FullName(attribute.AttributeClass!)}({string.Join(", ", attribute.ConstructorArguments.Select(Constant))}){(named.Length == 0 ? "" : $" {{ {named} }}")}";
    }
}
