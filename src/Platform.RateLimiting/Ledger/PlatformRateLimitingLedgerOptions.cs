namespace Platform.RateLimiting;

/// <summary>How a process uses the usage ledger. Read once, when the host starts.</summary>
public sealed class PlatformRateLimitingLedgerOptions
{
    /// <summary>How long a transaction of the ledger may take before whoever waits is decided without it, 1 ms to a minute. A call waits for at most two of them.</summary>
    /// <value>One second.</value>
    public TimeSpan Deadline { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long what the ledger refused is refused again without asking, up to a minute. Another process may have given something back in between.</summary>
    /// <value>One second.</value>
    public TimeSpan RefusalMemory { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How often what was used of leases is written, 10 ms to an hour.</summary>
    /// <value>One second.</value>
    public TimeSpan LeaseReportInterval { get; set; } = TimeSpan.FromSeconds(1);

    /// <summary>How long the end of the host waits until leases are returned and everything is written, up to ten minutes.</summary>
    /// <value>Five seconds.</value>
    public TimeSpan StopDeadline { get; set; } = TimeSpan.FromSeconds(5);

    /// <summary>How many decisions go into one transaction at most, 1 to 100,000.</summary>
    /// <value>4,096.</value>
    public int MostInBatch { get; set; } = 4_096;

    /// <summary>How many decisions may wait; what comes on top is decided as if the ledger did not answer. 1 or more.</summary>
    /// <value>65,536.</value>
    public int MostWaiting { get; set; } = 65_536;

    /// <summary>For how many keys this process remembers how they stood. Keys that were used within a minute, and those with something to write, are never forgotten. 1 or more.</summary>
    /// <value>65,536.</value>
    public int KeyCapacity { get; set; } = 65_536;

    /// <summary>The <c>source</c> of exported events (CloudEvents 1.0, section 3.1), a URI reference that differs for each ledger.</summary>
    /// <value><see langword="null"/>: <c>urn:uuid:</c> and the ledger's own identifier.</value>
    public string? EventSource { get; set; }
}
