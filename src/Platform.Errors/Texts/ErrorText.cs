using System.Text;

namespace Platform.Errors;

/// <summary>Writes an error for people. The text is made only when somebody wants to read it.</summary>
internal static class ErrorText
{
    /// <summary>The detail in the neutral language, formatted for a culture; <see langword="null"/> if the catalogue has none.</summary>
    public static string? Detail(in Error error, IFormatProvider culture) => error.Descriptor.DetailTemplate is { } template ? Fill(template, in error, culture) : null;

    /// <summary>Fills the holes of a template. One whose argument is unknown or may not be disclosed stays empty.</summary>
    public static string Fill(MessageTemplate template, in Error error, IFormatProvider culture)
    {
        if (template.Parts is [{ IsHole: false } only])
            return only.Text;
        var text = new StringBuilder();
        foreach (var part in template.Parts)
        {
            if (!part.IsHole)
                text.Append(part.Text);
            else if (TryGetDisclosed(in error, part.Text, out var argument))
                text.Append(culture, $"{argument}");
        }
        return text.ToString();
    }

    private static bool TryGetDisclosed(in Error error, string name, out ErrorArgument argument)
    {
        foreach (var (parameter, value) in error.Arguments)
        {
            if (parameter.Disclosed && parameter.Name == name)
            {
                argument = value;
                return true;
            }
        }
        argument = default;
        return false;
    }
}
