namespace Platform.Audit.EntityFrameworkCore;

/// <summary>Marks an entity whose changes are captured: who has added, changed or deleted which, with the values before and after.</summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditedAttribute : Attribute
{
    /// <summary>What the entity is called in targets, such as <c>request</c> in <c>request:42</c>.</summary>
    /// <value><see langword="null"/>: the name of its class.</value>
    public string? Name { get; init; }
}
