namespace Platform.Audit.Export;

/// <summary>How records are given to other systems. Read once, when the host starts.</summary>
public sealed class PlatformAuditExportOptions
{
    /// <summary>The folder of the cursors: a small file for each exporter, which says how far it has come. Made where it is missing. Whoever deletes a cursor has everything given again.</summary>
    /// <value><c>audit-export</c>, in the working directory.</value>
    public string CursorFolder { get; set; } = "audit-export";

    /// <summary>What the log is called in what is exported: with the index of a record it makes the record's number there.</summary>
    /// <value><see langword="null"/>: as its checkpoints call it, <see cref="PlatformAuditOptions.Origin"/> or the name of its first key; <c>platform-audit</c> where it has neither.</value>
    public string? LogName { get; set; }

    /// <summary>How often the store is looked at for new records, 10 ms to an hour.</summary>
    /// <value>One second.</value>
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How many records go into one batch at most, 1 to 256.</summary>
    /// <value>256.</value>
    public int MaxBatch { get; set; } = 256;

    /// <summary>How long one attempt may take, 100 ms to an hour.</summary>
    /// <value>30 s.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause after failures: the first is 200 ms, and each after it twice as long. 200 ms to a day. A receiver that says when to come again is believed, up to an hour.</summary>
    /// <value>One minute.</value>
    public TimeSpan MaxPause { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>After how long of failing an exporter is shown as degraded by the health check, a second to a day.</summary>
    /// <value>Five minutes.</value>
    public TimeSpan DegradedAfter { get; set; } = TimeSpan.FromMinutes(5);
}
