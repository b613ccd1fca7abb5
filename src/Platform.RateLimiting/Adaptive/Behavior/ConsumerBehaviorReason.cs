namespace Platform.RateLimiting;

/// <summary>What is remarkable in a consumer's behavior.</summary>
public enum ConsumerBehaviorReason
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>Its calls make the service fail.</summary>
    Failing,

    /// <summary>It tries doors.</summary>
    Probing,

    /// <summary>It goes on calling while it is refused.</summary>
    Hammering,

    /// <summary>Its calls cost far more than those of others.</summary>
    Costly,
}
