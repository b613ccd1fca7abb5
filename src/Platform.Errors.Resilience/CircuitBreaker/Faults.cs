namespace Platform.Errors.Resilience;

/// <summary>Whose fault an error is, as far as the dependency is concerned.</summary>
internal static class Faults
{
    /// <summary>A dependency that answers "no such order" or "too many requests" works.</summary>
    public static bool CountsAgainstDependency(ErrorKind kind) =>
        kind is ErrorKind.Internal or ErrorKind.DependencyFailed or ErrorKind.Unavailable or ErrorKind.Timeout or ErrorKind.DataLoss;

    /// <summary>A substitute is for what might have worked on another day; a refusal is an answer.</summary>
    public static bool MayDegrade(in Error error) => CountsAgainstDependency(error.Kind) || error.Descriptor.Retry != ErrorRetry.Never;

    public static AttemptOutcome OutcomeOf(Call call) =>
        call.IsSuccess ? AttemptOutcome.Success
        : call.Said.Kind == ErrorKind.Canceled ? AttemptOutcome.Unknown
        : CountsAgainstDependency(call.Said.Kind) ? AttemptOutcome.Failure
        : AttemptOutcome.Success;
}
