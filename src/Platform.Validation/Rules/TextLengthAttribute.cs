namespace Platform.Validation.Rules;

/// <summary>
/// How many characters a text has, in Unicode code points as JSON Schema counts. <see cref="ValidationCodes.StringTooShort"/>,
/// <see cref="ValidationCodes.StringTooLong"/>.
/// </summary>
/// <param name="minimum">The fewest.</param>
/// <param name="maximum">The most.</param>
public sealed class TextLengthAttribute(int minimum, int maximum) : ValidationRuleAttribute
{
    /// <summary>The fewest.</summary>
    public int Minimum { get; } = minimum;

    /// <summary>The most.</summary>
    public int Maximum { get; } = maximum;
}
