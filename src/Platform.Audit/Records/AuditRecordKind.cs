namespace Platform.Audit.Records;

/// <summary>What a record is: an event that somebody appended, or something that the log says of itself.</summary>
public enum AuditRecordKind
{
    /// <summary>None: of no record.</summary>
    None = 0,

    /// <summary>An event that a producer appended.</summary>
    Event = 1,

    /// <summary>A producer begins. Its sequence numbers start here.</summary>
    Started = 2,

    /// <summary>A producer is alive: whoever misses it knows that either the log stood still or that something was left out.</summary>
    Heartbeat = 3,

    /// <summary>A producer has ended in order; it has no numbers after this one.</summary>
    Stopped = 4,

    /// <summary>Numbers of a producer that never come: what it had numbered was refused or lost, and whoever appended it was told so.</summary>
    Gap = 5,
}
