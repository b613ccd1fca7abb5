namespace Platform.Audit.EntityFrameworkCore;

/// <summary>Marks a property that no event says anything of, or an entity whose changes are not captured.</summary>
[AttributeUsage(AttributeTargets.Property | AttributeTargets.Class)]
public sealed class NotAuditedAttribute : Attribute;
