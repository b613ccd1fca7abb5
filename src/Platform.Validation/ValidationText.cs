using System.Globalization;

namespace Platform.Validation;

/// <summary>
/// The text of one rule, where it is not that of its code. It is written when somebody reads it, in their language, with the arguments
/// of the failure by name (<c>{minimum}</c>) or what the rule declares by position (<c>{0}</c>), as DataAnnotations do.
/// </summary>
/// <remarks>Immutable and safe on many threads.</remarks>
public sealed class ValidationText
{
    private readonly Func<CultureInfo, string?> _template;
    private readonly string[] _positional;

    /// <summary>A text in one language.</summary>
    /// <param name="template">The text, with holes.</param>
    /// <param name="positional">What stands for <c>{0}</c>, <c>{1}</c> …</param>
    public ValidationText(string template, params string[] positional)
        : this(_ => template, positional)
    {
        ArgumentNullException.ThrowIfNull(template);
    }

    /// <summary>A text that a resource holds.</summary>
    /// <param name="template">Gives the text in a culture, with holes.</param>
    /// <param name="positional">What stands for <c>{0}</c>, <c>{1}</c> …</param>
    public ValidationText(Func<CultureInfo, string?> template, params string[] positional)
    {
        ArgumentNullException.ThrowIfNull(template);
        ArgumentNullException.ThrowIfNull(positional);
        _template = template;
        _positional = positional;
    }

    /// <summary>Writes the text.</summary>
    /// <param name="arguments">The facts of the failure.</param>
    /// <param name="culture">The culture of the reader.</param>
    /// <returns>The text; empty where the resource has none.</returns>
    public string Render(ValidationArguments arguments, CultureInfo culture)
    {
        ArgumentNullException.ThrowIfNull(culture);
        return ValidationMessages.Fill(_template(culture) ?? "", arguments, culture, _positional);
    }
}
