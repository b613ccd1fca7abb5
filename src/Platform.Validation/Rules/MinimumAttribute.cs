namespace Platform.Validation.Rules;

/// <summary>
/// The least value that is allowed: of a number <see cref="ValidationCodes.NumberTooSmall"/>, exclusive <see cref="ValidationCodes.NumberNotAbove"/>;
/// of a date or time <see cref="ValidationCodes.ValueTooLow"/>.
/// </summary>
public sealed class MinimumAttribute : ValidationRuleAttribute
{
    /// <summary>For whole numbers.</summary>
    /// <param name="value">The bound.</param>
    public MinimumAttribute(long value) => Value = value;

    /// <summary>For floating-point numbers.</summary>
    /// <param name="value">The bound.</param>
    public MinimumAttribute(double value) => Value = value;

    /// <summary>For <see cref="decimal"/>, dates and times.</summary>
    /// <param name="value">The bound as the type writes it in the invariant culture: <c>0.01</c>, <c>2000-01-01</c>.</param>
    public MinimumAttribute(string value) => Value = value;

    /// <summary>The bound.</summary>
    public object Value { get; }

    /// <summary>Whether the bound itself is not allowed.</summary>
    /// <value>Default <see langword="false"/>.</value>
    public bool IsExclusive { get; set; }
}
