using System.Globalization;
using System.Text;

namespace Platform.Errors;

/// <summary>
/// The texts of one error in one language: the title, the detail taken apart, and the part of a problem that is the same for every occurrence.
/// </summary>
internal sealed class ErrorText(ErrorDescriptor descriptor, string title, MessageTemplate? detail)
{
    public string Title { get; } = title;

    public MessageTemplate? Detail { get; } = detail;

    /// <summary><c>{"type":…,"title":…,"status":…</c> in UTF-8.</summary>
    public byte[] ProblemHead => field ??= ProblemParts.Head(descriptor, Title);

    /// <summary>The detail, formatted for a culture. The text is made only when somebody wants to read it.</summary>
    public string? Fill(in Error error, IFormatProvider? culture)
    {
        if (Detail is null)
            return null;
        if (Detail.Parts is [{ IsHole: false } only])
            return only.Text;
        var text = new StringBuilder();
        foreach (var part in Detail.Parts)
        {
            if (!part.IsHole)
                text.Append(part.Text);
            else if (TryGetDisclosed(in error, part.Text, out var argument))
                text.Append(culture ?? CultureInfo.InvariantCulture, $"{argument}");
        }
        return text.ToString();
    }

    /// <summary>What a hole of the template stands for; nothing if the argument is unknown or may not be disclosed.</summary>
    public static bool TryGetDisclosed(in Error error, string name, out ErrorArgument argument)
    {
        var parameters = error.Descriptor.Parameters;
        for (var index = 0; index < parameters.Length && index < error.ArgumentCount; index++)
        {
            if (parameters[index].Disclosed && parameters[index].Name == name)
            {
                argument = error.Argument(index);
                return true;
            }
        }
        argument = default;
        return false;
    }
}
