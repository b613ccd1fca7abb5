namespace Platform.Audit;

/// <summary>What happens to what somebody does when it cannot be recorded.</summary>
public enum WhenAuditUnavailable
{
    /// <summary>It does not happen: appending throws <see cref="AuditUnavailableException"/>.</summary>
    Reject = 0,

    /// <summary>It happens all the same. The event is recorded later if the log comes back in time; the receipt, the log of the program and a metric say so.</summary>
    Allow = 1,
}
