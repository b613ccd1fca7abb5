using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Platform.Plugins.Abstractions.SourceGeneration;

/// <summary>The default of a parameter, as it is written.</summary>
internal static class DefaultText
{
    public static string? Of(IParameterSymbol parameter, TypeShape shape)
    {
        if (!parameter.HasExplicitDefaultValue || parameter.ExplicitDefaultValue is not { } value)
            return parameter.HasExplicitDefaultValue && shape is NullableShape or { Default: not null } ? shape.Default : null;
        var literal = value switch
        {
            decimal or float or double => $"({shape.TypeName})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)}{Suffix(value)})",
            string text => SymbolDisplay.FormatLiteral(text, quote: true),
            char unit => SymbolDisplay.FormatLiteral(unit, quote: true),
            bool truth => truth ? "true" : "false",
            _ => $"unchecked(({shape.TypeName})({SymbolDisplay.FormatPrimitive(value, quoteStrings: true, useHexadecimalNumbers: false)}))",
        };
        return literal is null || value is double.NaN or double.PositiveInfinity or double.NegativeInfinity or float.NaN or float.PositiveInfinity or float.NegativeInfinity
            ? shape.Default : literal;
    }

    private static string Suffix(object value) => value switch
    {
        decimal => "m",
        float => "f",
        _ => "d",
    };
}
