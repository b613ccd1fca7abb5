namespace Platform.Errors.Resilience;

/// <summary>What a circuit breaker does with calls.</summary>
public enum CircuitState
{
    /// <summary>They are made.</summary>
    Closed = 0,

    /// <summary>One at a time is made, to find out.</summary>
    HalfOpen,

    /// <summary>They are not made.</summary>
    Open,
}
