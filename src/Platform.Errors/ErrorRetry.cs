namespace Platform.Errors;

/// <summary>Whether the same call may succeed when it is made again. Part of an error's meaning, so it is declared in the catalogue.</summary>
public enum ErrorRetry
{
    /// <summary>The same call fails again. The default.</summary>
    Never = 0,

    /// <summary>It may succeed later; wait longer each time, with jitter.</summary>
    Backoff,

    /// <summary>It may succeed after <see cref="Error.RetryAfter"/>, and not before.</summary>
    AfterDelay,
}
