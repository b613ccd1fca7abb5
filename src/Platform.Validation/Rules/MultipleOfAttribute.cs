namespace Platform.Validation.Rules;

/// <summary>A whole number or <see cref="decimal"/> is a multiple. <see cref="ValidationCodes.NumberNotMultiple"/>.</summary>
public sealed class MultipleOfAttribute : ValidationRuleAttribute
{
    /// <summary>For whole numbers.</summary>
    /// <param name="divisor">More than zero.</param>
    public MultipleOfAttribute(long divisor) => Divisor = divisor;

    /// <summary>For <see cref="decimal"/>.</summary>
    /// <param name="divisor">More than zero, in the invariant culture: <c>0.01</c>.</param>
    public MultipleOfAttribute(string divisor) => Divisor = divisor;

    /// <summary>The divisor.</summary>
    public object Divisor { get; }
}
