namespace Platform.Audit.Records;

/// <summary>Something that happened, as it is appended to an <see cref="IAuditLog"/>. Best a struct or a record: it is written at once, on the caller's thread.</summary>
public interface IAuditEvent
{
    /// <summary>What it is: always the same object, kept in a static field.</summary>
    AuditEventType EventType { get; }

    /// <summary>Writes its fields: those that every reader knows in the order of <see cref="AuditField"/>, then its own, by name in ordinal order.</summary>
    /// <param name="writer">Where to.</param>
    void WriteTo(ref AuditEventWriter writer);
}
