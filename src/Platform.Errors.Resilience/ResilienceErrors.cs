namespace Platform.Errors.Resilience;

/// <summary>The failures that a pipeline itself makes. All others are those of the call, and a timeout is <see cref="CommonErrors.Timeout"/>.</summary>
[ErrorCatalog("resilience")]
public static partial class ResilienceErrors
{
    /// <summary>The circuit is open: the service behind it has failed too often, and was not called.</summary>
    /// <param name="pipeline">The name of the pipeline.</param>
    /// <param name="retryAfter">How long the circuit stays open.</param>
    /// <returns>The error.</returns>
    [Error("CIRCUIT_OPEN", ErrorKind.Unavailable, Title = "A service that is needed for this does not answer", Retry = ErrorRetry.AfterDelay)]
    public static partial Error CircuitOpen([NotDisclosed] string pipeline, [MachineOnly] TimeSpan retryAfter);
}
