namespace Platform.Audit.Catalogs;

/// <summary>Keeps a public property of an event out of the fields of its record. A target that names it has it all the same.</summary>
[AttributeUsage(AttributeTargets.Property)]
public sealed class NotAuditedAttribute : Attribute;
