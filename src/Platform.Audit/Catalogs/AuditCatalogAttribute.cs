namespace Platform.Audit.Catalogs;

/// <summary>Marks a static partial class that holds events: each is a nested type with <see cref="AuditEventAttribute"/>. The names of its events begin with the catalogue's.</summary>
/// <remarks>The class is given <c>Events</c>, the list of its kinds of events.</remarks>
/// <param name="name">The catalogue, such as <c>desk</c>: the event <c>request.closed</c> in it is recorded as <c>desk.request.closed</c>.</param>
[AttributeUsage(AttributeTargets.Class)]
public sealed class AuditCatalogAttribute(string name) : Attribute
{
    /// <summary>The catalogue.</summary>
    public string Name { get; } = name;
}
