namespace Platform.Errors.Resilience.Tests;

/// <summary>One error of each sort that matters to a pipeline, described by hand.</summary>
internal static class TestErrors
{
    private static readonly ErrorDescriptor DownDescriptor = new("tests", "DOWN", ErrorKind.Unavailable, "It is down") { Retry = ErrorRetry.Backoff };
    private static readonly ErrorDescriptor BrokenDescriptor = new("tests", "BROKEN", ErrorKind.Internal, "It is broken");
    private static readonly ErrorDescriptor RefusedDescriptor = new("tests", "REFUSED", ErrorKind.Conflict, "It said no");
    private static readonly ErrorDescriptor BusyDescriptor = new("tests", "BUSY", ErrorKind.RateLimited, "It is busy") { Retry = ErrorRetry.Backoff };

    /// <summary>The dependency's fault, retryable.</summary>
    public static Error Down => DownDescriptor.Create();

    /// <summary>The dependency's fault, for good.</summary>
    public static Error Broken => BrokenDescriptor.Create();

    /// <summary>An answer, though not the one that was hoped for.</summary>
    public static Error Refused => RefusedDescriptor.Create();

    /// <summary>Retryable, and nobody's fault.</summary>
    public static Error Busy => BusyDescriptor.Create();
}
