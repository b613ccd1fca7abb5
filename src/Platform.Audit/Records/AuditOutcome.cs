namespace Platform.Audit.Records;

/// <summary>What came of what somebody did.</summary>
public enum AuditOutcome
{
    /// <summary>Nobody said.</summary>
    Unknown = 0,

    /// <summary>It was done.</summary>
    Success = 1,

    /// <summary>It was tried and failed.</summary>
    Failure = 2,

    /// <summary>It was not allowed.</summary>
    Denied = 3,
}
