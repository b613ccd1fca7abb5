namespace Platform.RateLimiting;

/// <summary>How quotas are decided while the usage ledger does not answer.</summary>
public enum WhenLedgerUnavailable
{
    /// <summary>
    /// By what this process last knew of the consumer and has counted since; whom it does not know starts at nothing used. What is admitted is
    /// kept in memory and written to the ledger when it is back: it is lost if the process is killed before.
    /// </summary>
    Admit,

    /// <summary>Refused, without a time to come back.</summary>
    Refuse,
}
