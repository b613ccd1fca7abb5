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
}
