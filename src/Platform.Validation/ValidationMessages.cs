using System.Globalization;
using System.Resources;
using System.Text;

namespace Platform.Validation;

/// <summary>
/// Writes the text of a failure, late and in the reader's language: one resource for each code, with the arguments by name in
/// braces (<c>Must have at least {minimum} characters.</c>).
/// </summary>
/// <remarks>Immutable and safe on many threads.</remarks>
public sealed class ValidationMessages
{
    private readonly ResourceManager[] _resources;

    /// <summary>Messages from resources of your own, then those of the package.</summary>
    /// <param name="resources">Asked in this order; the resource's name is the failure's code. What none has is asked of the package's own.</param>
    public ValidationMessages(params ReadOnlySpan<ResourceManager> resources) =>
        _resources = [.. resources, new ResourceManager("Platform.Validation.Messages", typeof(ValidationMessages).Assembly)];

    /// <summary>The messages of the package, in English.</summary>
    public static ValidationMessages Default { get; } = new();

    /// <summary>Writes the text of a failure.</summary>
    /// <param name="failure">The failure.</param>
    /// <param name="culture">The culture of the reader; the current UI culture when left out.</param>
    /// <returns>One sentence; the code itself where no resource knows it.</returns>
    public string Render(in ValidationFailure failure, CultureInfo? culture = null)
    {
        culture ??= CultureInfo.CurrentUICulture;
        if (failure.Text is { } text)
            return text.Render(failure.Arguments, culture);
        foreach (var resources in _resources)
        {
            if (resources.GetString(failure.Code, culture) is { } template)
                return Fill(template, failure.Arguments, culture);
        }
        return failure.Code;
    }

    /// <summary>Fills in what stands in braces, once: what is filled in is not looked at again.</summary>
    internal static string Fill(string template, ValidationArguments arguments, CultureInfo culture, ReadOnlySpan<string> positional = default)
    {
        var text = new StringBuilder(template.Length + 16);
        for (var at = 0; at < template.Length; at++)
        {
            var close = template[at] == '{' ? template.IndexOf('}', at) : -1;
            if (close > 0 && arguments.TryGet(template[(at + 1)..close], out var argument))
            {
                text.Append(argument.Format(culture));
                at = close;
            }
            else if (close > 0 && int.TryParse(template.AsSpan(at + 1, close - at - 1), NumberStyles.None, CultureInfo.InvariantCulture, out var place)
                && place < positional.Length)
            {
                text.Append(positional[place]);
                at = close;
            }
            else
            {
                text.Append(template[at]);
            }
        }
        return text.ToString();
    }
}
