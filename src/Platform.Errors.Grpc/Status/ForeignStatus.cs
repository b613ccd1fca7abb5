using System.Globalization;
using Google.Rpc;
using RpcStatus = Google.Rpc.Status;

namespace Platform.Errors.Grpc;

/// <summary>Errors that strangers have sent.</summary>
internal static class ForeignStatus
{
    /// <summary>Describes a status.</summary>
    public static Error Describe(RpcStatus status, ErrorInfo? info, bool isRetryable)
    {
        var arguments = info is null
            ? []
            : info.Metadata.Take(ForeignErrors.MostArguments).Select(each => (each.Key, Value: (ErrorArgument)each.Value)).ToList();
        var said = new ProblemMembers
        {
            Code = Coded(info?.Reason) ?? string.Create(CultureInfo.InvariantCulture, $"GRPC_{NameOf(status.Code)}"),
            Detail = status.Message.Length > 0 ? status.Message : null,
            // google.rpc.Code: UNAVAILABLE is the one that says of itself that the call may be made again.
            IsRetryable = isRetryable || status.Code == (int)Code.Unavailable,
        };
        var descriptor = ForeignErrors.Describe(
            HttpStatus(status.Code),
            in said,
            [.. arguments.Select(argument => new ErrorParameter(argument.Key, ErrorArgumentType.String))]);
        return descriptor.Create([.. arguments.Select(argument => argument.Value)]);
    }

    /// <summary>Describes a violation.</summary>
    public static Error Describe(BadRequest.Types.FieldViolation violation)
    {
        var said = new ProblemMembers
        {
            Code = Coded(violation.Reason) ?? "GRPC_INVALID_ARGUMENT",
            Detail = violation.Description.Length > 0 ? violation.Description : null,
            IsRetryable = false,
        };
        return ForeignErrors.Describe(400, in said, []).Create();
    }

    private static string? Coded(string? reason) => string.IsNullOrEmpty(reason) ? null : reason;

    private static string NameOf(int code) => (Code)code switch
    {
        Code.Cancelled => "CANCELLED",
        Code.InvalidArgument => "INVALID_ARGUMENT",
        Code.DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code.NotFound => "NOT_FOUND",
        Code.AlreadyExists => "ALREADY_EXISTS",
        Code.PermissionDenied => "PERMISSION_DENIED",
        Code.ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code.FailedPrecondition => "FAILED_PRECONDITION",
        Code.Aborted => "ABORTED",
        Code.OutOfRange => "OUT_OF_RANGE",
        Code.Unimplemented => "UNIMPLEMENTED",
        Code.Internal => "INTERNAL",
        Code.Unavailable => "UNAVAILABLE",
        Code.DataLoss => "DATA_LOSS",
        Code.Unauthenticated => "UNAUTHENTICATED",
        // OK is no failure, and what nobody knows is UNKNOWN (google.rpc.Code).
        _ => "UNKNOWN",
    };

    /// <summary>
    /// The mapping that google.rpc.Code states, but 422 for a precondition that failed, so that its kind is not that of a malformed request, and 502 for a peer
    /// that does not know what happened.
    /// </summary>
    private static int HttpStatus(int code) => (Code)code switch
    {
        Code.Cancelled => 499,
        Code.InvalidArgument or Code.OutOfRange => 400,
        Code.FailedPrecondition => 422,
        Code.DeadlineExceeded => 504,
        Code.NotFound => 404,
        Code.AlreadyExists or Code.Aborted => 409,
        Code.PermissionDenied => 403,
        Code.Unauthenticated => 401,
        Code.ResourceExhausted => 429,
        Code.Unimplemented => 501,
        Code.Unavailable => 503,
        Code.Internal or Code.DataLoss => 500,
        _ => 502,
    };
}
