namespace Platform.Audit;

/// <summary>
/// An audit log: what is appended is there for good, in order, and can be proven to others. Whoever only appends is given an <see cref="IAuditAppender"/>,
/// whoever only reads an <see cref="IAuditReader"/>; both are
/// services too. For several threads at once.
/// </summary>
public interface IAuditLog : IAuditAppender, IAuditReader;
