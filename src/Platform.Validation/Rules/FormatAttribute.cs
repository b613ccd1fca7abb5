namespace Platform.Validation.Rules;

/// <summary>
/// A text is of a format of JSON Schema: <c>email</c>, <c>uri</c>, <c>date-time</c>, <c>hostname</c>, <c>ipv4</c> and all others that
/// <see cref="Schema.JsonSchema"/> knows, checked by their standards. <see cref="ValidationCodes.StringFormatMismatch"/>.
/// </summary>
/// <param name="name">The name of the format.</param>
public sealed class FormatAttribute(string name) : ValidationRuleAttribute
{
    /// <summary>The name of the format.</summary>
    public string Name { get; } = name;
}
