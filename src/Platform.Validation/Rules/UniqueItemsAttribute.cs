namespace Platform.Validation.Rules;

/// <summary>No two items of a collection are equal. <see cref="ValidationCodes.ItemsNotUnique"/>.</summary>
public sealed class UniqueItemsAttribute : ValidationRuleAttribute;
