namespace Platform.Validation.Rules;

/// <summary>How many items a collection has. <see cref="ValidationCodes.ItemsTooFew"/>, <see cref="ValidationCodes.ItemsTooMany"/>.</summary>
/// <param name="minimum">The fewest.</param>
/// <param name="maximum">The most.</param>
public sealed class ItemCountAttribute(int minimum, int maximum) : ValidationRuleAttribute
{
    /// <summary>The fewest.</summary>
    public int Minimum { get; } = minimum;

    /// <summary>The most.</summary>
    public int Maximum { get; } = maximum;
}
