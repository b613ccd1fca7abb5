namespace Platform.RateLimiting;

/// <summary>How a consumer's call ended, as far as it says something about the consumer.</summary>
public enum ConsumerCallOutcome
{
    /// <summary>Nothing is to be said of it; honest mistakes (a 400, a 409, a 422) are such calls too.</summary>
    Ordinary,

    /// <summary>It asked for what is not there or not allowed.</summary>
    Probed,

    /// <summary>The service failed in it.</summary>
    Failed,

    /// <summary>A limit refused it.</summary>
    Refused,
}
