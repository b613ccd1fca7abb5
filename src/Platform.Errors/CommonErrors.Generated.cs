namespace Platform.Errors;

// In the shape that the generator writes, until it does.
public static partial class CommonErrors
{
    /// <summary>The entries of the catalogue.</summary>
    public static class Descriptors
    {
        /// <summary><c>UNSPECIFIED</c>: An error happened that nobody has described.</summary>
        public static ErrorDescriptor Unspecified { get; } = new("common", "UNSPECIFIED", ErrorKind.Internal, "An error happened that nobody has described");

        /// <summary><c>INTERNAL</c>: Something went wrong on our side.</summary>
        public static ErrorDescriptor Internal { get; } = new("common", "INTERNAL", ErrorKind.Internal, "Something went wrong on our side");

        /// <summary><c>SEVERAL_ERRORS</c>: Several errors happened.</summary>
        public static ErrorDescriptor SeveralErrors { get; } = new("common", "SEVERAL_ERRORS", ErrorKind.Internal, "Several errors happened");

        /// <summary><c>VALIDATION_FAILED</c>: The request is not valid.</summary>
        public static ErrorDescriptor ValidationFailed { get; } = new("common", "VALIDATION_FAILED", ErrorKind.InvalidArgument, "The request is not valid");

        /// <summary><c>INVALID_REQUEST</c>: The request is not valid.</summary>
        public static ErrorDescriptor InvalidRequest { get; } = new("common", "INVALID_REQUEST", ErrorKind.InvalidArgument, "The request is not valid");

        /// <summary><c>UNAUTHENTICATED</c>: Sign in first.</summary>
        public static ErrorDescriptor Unauthenticated { get; } = new("common", "UNAUTHENTICATED", ErrorKind.Unauthenticated, "Sign in first");

        /// <summary><c>PERMISSION_DENIED</c>: You may not do this.</summary>
        public static ErrorDescriptor PermissionDenied { get; } = new("common", "PERMISSION_DENIED", ErrorKind.PermissionDenied, "You may not do this");

        /// <summary><c>NOT_FOUND</c>: There is nothing here.</summary>
        public static ErrorDescriptor NotFound { get; } = new("common", "NOT_FOUND", ErrorKind.NotFound, "There is nothing here");

        /// <summary><c>CONFLICT</c>: The state does not allow this.</summary>
        public static ErrorDescriptor Conflict { get; } = new("common", "CONFLICT", ErrorKind.Conflict, "The state does not allow this");

        /// <summary><c>RATE_LIMITED</c>: Too many requests.</summary>
        public static ErrorDescriptor RateLimited { get; } = new("common", "RATE_LIMITED", ErrorKind.RateLimited, "Too many requests");

        /// <summary><c>CANCELED</c>: The caller went away.</summary>
        public static ErrorDescriptor Canceled { get; } = new("common", "CANCELED", ErrorKind.Canceled, "The caller went away");

        /// <summary><c>NOT_IMPLEMENTED</c>: This is not built.</summary>
        public static ErrorDescriptor NotImplemented { get; } = new("common", "NOT_IMPLEMENTED", ErrorKind.NotImplemented, "This is not built");

        /// <summary><c>DEPENDENCY_FAILED</c>: A service that we need failed.</summary>
        public static ErrorDescriptor DependencyFailed { get; } = new("common", "DEPENDENCY_FAILED", ErrorKind.DependencyFailed, "A service that we need failed") { Retry = ErrorRetry.Backoff };

        /// <summary><c>UNAVAILABLE</c>: Not available right now.</summary>
        public static ErrorDescriptor Unavailable { get; } = new("common", "UNAVAILABLE", ErrorKind.Unavailable, "Not available right now") { Retry = ErrorRetry.Backoff };

        /// <summary><c>TIMEOUT</c>: It took too long.</summary>
        public static ErrorDescriptor Timeout { get; } = new("common", "TIMEOUT", ErrorKind.Timeout, "It took too long") { Retry = ErrorRetry.Backoff };
    }

    /// <summary><c>UNSPECIFIED</c>: An error happened that nobody has described.</summary>
    /// <returns>The error.</returns>
    public static Error Unspecified() => Descriptors.Unspecified.Create();

    /// <summary><c>INTERNAL</c>: Something went wrong on our side.</summary>
    /// <returns>The error.</returns>
    public static Error Internal() => Descriptors.Internal.Create();

    /// <summary><c>SEVERAL_ERRORS</c>: Several errors happened.</summary>
    /// <returns>The error.</returns>
    public static Error SeveralErrors() => Descriptors.SeveralErrors.Create();

    /// <summary><c>VALIDATION_FAILED</c>: The request is not valid.</summary>
    /// <returns>The error.</returns>
    public static Error ValidationFailed() => Descriptors.ValidationFailed.Create();

    /// <summary><c>INVALID_REQUEST</c>: The request is not valid.</summary>
    /// <returns>The error.</returns>
    public static Error InvalidRequest() => Descriptors.InvalidRequest.Create();

    /// <summary><c>UNAUTHENTICATED</c>: Sign in first.</summary>
    /// <returns>The error.</returns>
    public static Error Unauthenticated() => Descriptors.Unauthenticated.Create();

    /// <summary><c>PERMISSION_DENIED</c>: You may not do this.</summary>
    /// <returns>The error.</returns>
    public static Error PermissionDenied() => Descriptors.PermissionDenied.Create();

    /// <summary><c>NOT_FOUND</c>: There is nothing here.</summary>
    /// <returns>The error.</returns>
    public static Error NotFound() => Descriptors.NotFound.Create();

    /// <summary><c>CONFLICT</c>: The state does not allow this.</summary>
    /// <returns>The error.</returns>
    public static Error Conflict() => Descriptors.Conflict.Create();

    /// <summary><c>RATE_LIMITED</c>: Too many requests.</summary>
    /// <returns>The error.</returns>
    public static Error RateLimited() => Descriptors.RateLimited.Create();

    /// <summary><c>CANCELED</c>: The caller went away.</summary>
    /// <returns>The error.</returns>
    public static Error Canceled() => Descriptors.Canceled.Create();

    /// <summary><c>NOT_IMPLEMENTED</c>: This is not built.</summary>
    /// <returns>The error.</returns>
    public static Error NotImplemented() => Descriptors.NotImplemented.Create();

    /// <summary><c>DEPENDENCY_FAILED</c>: A service that we need failed.</summary>
    /// <returns>The error.</returns>
    public static Error DependencyFailed() => Descriptors.DependencyFailed.Create();

    /// <summary><c>UNAVAILABLE</c>: Not available right now.</summary>
    /// <returns>The error.</returns>
    public static Error Unavailable() => Descriptors.Unavailable.Create();

    /// <summary><c>TIMEOUT</c>: It took too long.</summary>
    /// <returns>The error.</returns>
    public static Error Timeout() => Descriptors.Timeout.Create();

    /// <summary>The catalogue.</summary>
    public static ErrorCatalog Catalog { get; } = new("common", Descriptors.Unspecified, Descriptors.Internal, Descriptors.SeveralErrors, Descriptors.ValidationFailed, Descriptors.InvalidRequest, Descriptors.Unauthenticated, Descriptors.PermissionDenied, Descriptors.NotFound, Descriptors.Conflict, Descriptors.RateLimited, Descriptors.Canceled, Descriptors.NotImplemented, Descriptors.DependencyFailed, Descriptors.Unavailable, Descriptors.Timeout);
}
