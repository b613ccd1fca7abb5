namespace Platform.Audit.EntityFrameworkCore;

/// <summary>Marks a property of which events say that it was changed, and not from what or to what.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class MaskedAttribute : Attribute;
