namespace Platform.Validation.Rules;

/// <summary>The value is one of those named. <see cref="ValidationCodes.EnumMismatch"/>.</summary>
/// <param name="values">The values that are allowed, of the type of the member.</param>
public sealed class OneOfAttribute(params object[] values) : ValidationRuleAttribute
{
    /// <summary>The values that are allowed.</summary>
    public IReadOnlyList<object> Values { get; } = values;
}
