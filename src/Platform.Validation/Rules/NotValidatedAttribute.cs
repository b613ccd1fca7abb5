namespace Platform.Validation.Rules;

/// <summary>The rules of a member, and of what is nested in it, are not asked.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Field | AttributeTargets.Parameter)]
public sealed class NotValidatedAttribute : Attribute;
