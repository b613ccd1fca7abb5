namespace Platform.Audit.Omissions;

/// <summary>What is wrong with the numbers or the times of a producer.</summary>
public enum AuditOmissionKind
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>Numbers are missing that no record of a gap explains: records were left out, or never left a process that was killed.</summary>
    Missing = 1,

    /// <summary>A number stands in the log twice.</summary>
    Repeated = 2,

    /// <summary>A producer that said that it had ended has gone on.</summary>
    AfterStop = 3,

    /// <summary>A producer has said nothing for too long, and then went on: the log stood still, or heartbeats were left out.</summary>
    Silent = 4,

    /// <summary>A producer has said nothing for too long, and has not said that it ended: it was killed, is cut off, or its end was left out.</summary>
    NotEnded = 5,

    /// <summary>A process without the log has left numbers for it that are neither in the log nor wait: rows were taken out of the intake. Only <see cref="IAuditReader.FindOmissionsAsync"/> finds it, where the store counts.</summary>
    NotArrived = 6,
}
