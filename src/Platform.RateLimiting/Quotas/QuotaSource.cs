namespace Platform.RateLimiting.Quotas;

/// <summary>Who decided on quotas.</summary>
internal enum QuotaSource
{
    /// <summary>The ledger, for this decision.</summary>
    Ledger,

    /// <summary>This process, from what it holds as a lease.</summary>
    Lease,

    /// <summary>This process, which was refused the same a moment ago.</summary>
    Memory,

    /// <summary>This process, because the ledger does not answer.</summary>
    Process,
}
