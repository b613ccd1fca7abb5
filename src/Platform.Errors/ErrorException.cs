namespace Platform.Errors;

/// <summary>An <see cref="Errors.Error"/> on its way through code that only knows exceptions. The exception map gives back the error as it is.</summary>
public sealed class ErrorException : Exception
{
    /// <summary>Carries an error.</summary>
    /// <param name="error">The error. Its cause becomes the inner exception.</param>
    public ErrorException(in Error error)
        : base(error.ToString(), error.Cause) => Error = error;

    /// <summary>The error.</summary>
    public Error Error { get; }

    /// <summary>
    /// Whether another service answered with it. The exception map then passes on only what a catalogue of this service declares; what every service says of
    /// itself (<c>UNAUTHENTICATED</c>, <c>NOT_FOUND</c> …) is about the call to that service, and means <c>DEPENDENCY_FAILED</c>, <c>UNAVAILABLE</c> or
    /// <c>TIMEOUT</c> here.
    /// </summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool IsRemote { get; init; }
}
