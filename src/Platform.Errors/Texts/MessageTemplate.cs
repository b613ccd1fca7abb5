using System.Collections.Immutable;
using System.Text;

namespace Platform.Errors;

/// <summary>A text with named holes, taken apart once: <c>Only {left} of {sku} are left.</c></summary>
internal sealed class MessageTemplate
{
    private MessageTemplate(ImmutableArray<Part> parts) => Parts = parts;

    /// <summary>Literals and holes, in order.</summary>
    public ImmutableArray<Part> Parts { get; }

    /// <summary>Whether there is more than arguments.</summary>
    public bool HasWords => Parts.Any(part => !part.IsHole);

    /// <summary>Takes a template apart.</summary>
    /// <param name="template">The text; <c>{{</c> and <c>}}</c> are braces.</param>
    /// <returns>The parts.</returns>
    /// <exception cref="ArgumentException">A brace has no partner, or a hole has no name.</exception>
    public static MessageTemplate Parse(string template)
    {
        ArgumentNullException.ThrowIfNull(template);
        var parts = ImmutableArray.CreateBuilder<Part>();
        var literal = new StringBuilder();
        for (var index = 0; index < template.Length; index++)
        {
            var current = template[index];
            var doubled = index + 1 < template.Length && template[index + 1] == current;
            if (current is not ('{' or '}'))
            {
                literal.Append(current);
            }
            else if (doubled)
            {
                literal.Append(current);
                index++;
            }
            else
            {
                var end = current == '{' ? template.IndexOf('}', index) : -1;
                var name = end < 0 ? "" : template[(index + 1)..end];
                if (!IsName(name))
                    throw new ArgumentException(
                        $"The template '{template}' is malformed at position {index}: a hole is a parameter's name in braces, and a brace is written twice.",
                        nameof(template));
                if (literal.Length > 0)
                    parts.Add(new Part(literal.ToString(), IsHole: false));
                literal.Clear();
                parts.Add(new Part(name, IsHole: true));
                index = end;
            }
        }
        if (literal.Length > 0)
            parts.Add(new Part(literal.ToString(), IsHole: false));
        return new MessageTemplate(parts.ToImmutable());
    }

    private static bool IsName(string name) =>
        name.Length > 0 && (char.IsLetter(name[0]) || name[0] == '_') && name.All(each => char.IsLetterOrDigit(each) || each == '_');

    /// <summary>A piece of the text.</summary>
    /// <param name="Text">The literal, or the name in the hole.</param>
    /// <param name="IsHole">Whether an argument stands here.</param>
    internal readonly record struct Part(string Text, bool IsHole);
}
