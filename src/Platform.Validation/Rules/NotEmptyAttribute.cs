namespace Platform.Validation.Rules;

/// <summary>There is a value, and a text is more than white space, a collection has an item. <see cref="ValidationCodes.ValueRequired"/>.</summary>
public sealed class NotEmptyAttribute : ValidationRuleAttribute;
