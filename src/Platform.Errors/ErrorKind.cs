namespace Platform.Errors;

/// <summary>
/// What sort of failure it is, independent of any transport. The kind decides the HTTP status, the gRPC status, the log level
/// and whose fault it is; see <see cref="PlatformErrorsKindExtensions"/> for the mapping.
/// </summary>
public enum ErrorKind
{
    /// <summary>A bug or a broken invariant on this side. HTTP 500, gRPC <c>INTERNAL</c>. What <see langword="default"/> means.</summary>
    Internal = 0,

    /// <summary>The request is malformed or breaks a rule that needs no state to check. HTTP 400, gRPC <c>INVALID_ARGUMENT</c>.</summary>
    InvalidArgument,

    /// <summary>The caller is not known. HTTP 401, gRPC <c>UNAUTHENTICATED</c>.</summary>
    Unauthenticated,

    /// <summary>The caller is known and may not do this. HTTP 403, gRPC <c>PERMISSION_DENIED</c>.</summary>
    PermissionDenied,

    /// <summary>What was asked for does not exist. HTTP 404, gRPC <c>NOT_FOUND</c>.</summary>
    NotFound,

    /// <summary>The resource has no such method. HTTP 405, gRPC <c>UNIMPLEMENTED</c>.</summary>
    MethodNotAllowed,

    /// <summary>No representation satisfies the caller's Accept fields. HTTP 406, gRPC <c>INVALID_ARGUMENT</c>.</summary>
    NotAcceptable,

    /// <summary>The client took too long to send its request. HTTP 408, gRPC <c>DEADLINE_EXCEEDED</c>.</summary>
    RequestTimeout,

    /// <summary>The state of the resource does not allow this, for example somebody else changed it first. HTTP 409, gRPC <c>ABORTED</c>.</summary>
    Conflict,

    /// <summary>It existed, and is gone for good. HTTP 410, gRPC <c>NOT_FOUND</c>.</summary>
    Gone,

    /// <summary>A condition that the caller set (<c>If-Match</c> …) does not hold. HTTP 412, gRPC <c>FAILED_PRECONDITION</c>.</summary>
    PreconditionFailed,

    /// <summary>The request is larger than is allowed. HTTP 413, gRPC <c>RESOURCE_EXHAUSTED</c>.</summary>
    ContentTooLarge,

    /// <summary>The request's media type is not understood. HTTP 415, gRPC <c>INVALID_ARGUMENT</c>.</summary>
    UnsupportedMediaType,

    /// <summary>Well formed, and still cannot be processed as it is. HTTP 422, gRPC <c>FAILED_PRECONDITION</c>.</summary>
    Unprocessable,

    /// <summary>A condition is required that the caller did not set. HTTP 428, gRPC <c>FAILED_PRECONDITION</c>.</summary>
    PreconditionRequired,

    /// <summary>The caller has spent its limit or quota. HTTP 429, gRPC <c>RESOURCE_EXHAUSTED</c>.</summary>
    RateLimited,

    /// <summary>The caller went away before the answer was ready. HTTP 499 (not sent to anyone, seen in logs and metrics), gRPC <c>CANCELLED</c>.</summary>
    Canceled,

    /// <summary>Not built. HTTP 501, gRPC <c>UNIMPLEMENTED</c>.</summary>
    NotImplemented,

    /// <summary>A service behind this one answered with garbage or an error. HTTP 502, gRPC <c>UNAVAILABLE</c>.</summary>
    DependencyFailed,

    /// <summary>Temporarily not able to serve. HTTP 503, gRPC <c>UNAVAILABLE</c>.</summary>
    Unavailable,

    /// <summary>A deadline passed on this side or behind it. HTTP 504, gRPC <c>DEADLINE_EXCEEDED</c>.</summary>
    Timeout,

    /// <summary>Data is lost or damaged beyond repair. HTTP 500, gRPC <c>DATA_LOSS</c>.</summary>
    DataLoss,
}
