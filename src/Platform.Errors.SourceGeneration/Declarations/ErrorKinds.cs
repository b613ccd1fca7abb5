namespace Platform.Errors.SourceGeneration;

/// <summary>The HTTP status of each kind. The table is the runtime's; a test holds the two together.</summary>
internal static class ErrorKinds
{
    public static int HttpStatus(string kind) => kind switch
    {
        "InvalidArgument" => 400,
        "Unauthenticated" => 401,
        "PermissionDenied" => 403,
        "NotFound" => 404,
        "MethodNotAllowed" => 405,
        "NotAcceptable" => 406,
        "RequestTimeout" => 408,
        "Conflict" => 409,
        "Gone" => 410,
        "PreconditionFailed" => 412,
        "ContentTooLarge" => 413,
        "UnsupportedMediaType" => 415,
        "Unprocessable" => 422,
        "PreconditionRequired" => 428,
        "RateLimited" => 429,
        "Canceled" => 499,
        "NotImplemented" => 501,
        "DependencyFailed" => 502,
        "Unavailable" => 503,
        "Timeout" => 504,
        _ => 500,
    };
}
