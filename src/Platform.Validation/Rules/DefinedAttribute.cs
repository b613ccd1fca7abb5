namespace Platform.Validation.Rules;

/// <summary>
/// The value of an enumeration is one of its members, or of flags a combination of them. A number on the wire becomes any value.
/// <see cref="ValidationCodes.EnumMismatch"/>.
/// </summary>
public sealed class DefinedAttribute : ValidationRuleAttribute;
