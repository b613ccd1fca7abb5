namespace Platform.Audit.Catalogs;

/// <summary>Keeps a public property of an event out of its record.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;
