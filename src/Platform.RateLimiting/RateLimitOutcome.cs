namespace Platform.RateLimiting;

/// <summary>What a gate decided.</summary>
public enum RateLimitOutcome
{
    /// <summary>All limits admitted it, and it was taken from each.</summary>
    Admitted,

    /// <summary>At least one limit refused it, and nothing was taken from any.</summary>
    Refused,

    /// <summary>The policy is in shadow mode and would have refused it. It is let through, and nothing was taken.</summary>
    Shadowed,

    /// <summary>The key is on the policy's allow-list; nothing is counted.</summary>
    AllowListed,

    /// <summary>The key is on the policy's block-list. Waiting does not help.</summary>
    Blocked,
}
