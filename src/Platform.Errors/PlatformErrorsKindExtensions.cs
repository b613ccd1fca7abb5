using Microsoft.Extensions.Logging;

namespace Platform.Errors;

/// <summary>What an <see cref="ErrorKind"/> means on each transport and in the log. One table, so that they cannot disagree.</summary>
public static class PlatformErrorsKindExtensions
{
    /// <summary>The HTTP status code (RFC 9110 §15; 428 and 429: RFC 6585; 499: what nginx logs for a client that left).</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>A status from 400 to 599; 500 for a value that is not in the enumeration.</returns>
    public static int HttpStatus(this ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => 400,
        ErrorKind.Unauthenticated => 401,
        ErrorKind.PermissionDenied => 403,
        ErrorKind.NotFound => 404,
        ErrorKind.MethodNotAllowed => 405,
        ErrorKind.NotAcceptable => 406,
        ErrorKind.RequestTimeout => 408,
        ErrorKind.Conflict => 409,
        ErrorKind.Gone => 410,
        ErrorKind.PreconditionFailed => 412,
        ErrorKind.ContentTooLarge => 413,
        ErrorKind.UnsupportedMediaType => 415,
        ErrorKind.Unprocessable => 422,
        ErrorKind.PreconditionRequired => 428,
        ErrorKind.RateLimited => 429,
        ErrorKind.Canceled => 499,
        ErrorKind.NotImplemented => 501,
        ErrorKind.DependencyFailed => 502,
        ErrorKind.Unavailable => 503,
        ErrorKind.Timeout => 504,
        _ => 500,
    };

    /// <summary>The gRPC status code, as the number that <c>google.rpc.Code</c> gives it.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>A code from 1 to 16; 13 (<c>INTERNAL</c>) for a value that is not in the enumeration.</returns>
    public static int GrpcStatus(this ErrorKind kind) => kind switch
    {
        ErrorKind.Canceled => 1,
        ErrorKind.InvalidArgument or ErrorKind.NotAcceptable or ErrorKind.UnsupportedMediaType => 3,
        ErrorKind.Timeout or ErrorKind.RequestTimeout => 4,
        ErrorKind.NotFound or ErrorKind.Gone => 5,
        ErrorKind.PermissionDenied => 7,
        ErrorKind.RateLimited or ErrorKind.ContentTooLarge => 8,
        ErrorKind.PreconditionFailed or ErrorKind.Unprocessable or ErrorKind.PreconditionRequired => 9,
        ErrorKind.Conflict => 10,
        ErrorKind.MethodNotAllowed or ErrorKind.NotImplemented => 12,
        ErrorKind.Unavailable or ErrorKind.DependencyFailed => 14,
        ErrorKind.DataLoss => 15,
        ErrorKind.Unauthenticated => 16,
        _ => 13,
    };

    /// <summary>The level at which such a failure is logged.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns>
    /// <see cref="LogLevel.Debug"/> for a caller that left, <see cref="LogLevel.Information"/> for what the caller did wrong,
    /// <see cref="LogLevel.Warning"/> for what failed behind this service, <see cref="LogLevel.Error"/> for its own faults.
    /// </returns>
    public static LogLevel LogLevel(this ErrorKind kind) => kind switch
    {
        ErrorKind.Canceled => Microsoft.Extensions.Logging.LogLevel.Debug,
        ErrorKind.DependencyFailed or ErrorKind.Unavailable or ErrorKind.Timeout => Microsoft.Extensions.Logging.LogLevel.Warning,
        _ => kind.IsCallersFault() ? Microsoft.Extensions.Logging.LogLevel.Information : Microsoft.Extensions.Logging.LogLevel.Error,
    };

    /// <summary>Whether the caller can do something about it: the HTTP status is in 400–499.</summary>
    /// <param name="kind">The kind.</param>
    /// <returns><see langword="true"/> for 4xx.</returns>
    public static bool IsCallersFault(this ErrorKind kind) => kind.HttpStatus() < 500;

    /// <summary>The name, for logs and tags; it is kept by the runtime and costs nothing.</summary>
    internal static string Name(this ErrorKind kind) => Enum.GetName(kind) ?? nameof(ErrorKind.Internal);
}
