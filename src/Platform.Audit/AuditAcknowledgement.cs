namespace Platform.Audit;

/// <summary>How far a record has come. Each level includes those before it.</summary>
public enum AuditAcknowledgement
{
    /// <summary>It is not recorded, and never will be. Nobody can ask for this; it is the answer for an event that is allowed without.</summary>
    None = 0,

    /// <summary>It waits in memory. If the process dies now it is lost.</summary>
    Queued = 1,

    /// <summary>It is on the disk of the store and has its index; a crash does not lose it.</summary>
    Durable = 2,

    /// <summary>A signed checkpoint covers it that is stored and has left for wherever checkpoints are published.</summary>
    Published = 3,

    /// <summary>
    /// As many witnesses as <see cref="PlatformAuditOptions.RequiredWitnesses"/> says have cosigned a checkpoint that covers it: nobody can be shown another
    /// history without their help.
    /// </summary>
    Witnessed = 4,
}
