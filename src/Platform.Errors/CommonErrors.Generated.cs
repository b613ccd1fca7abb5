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

        /// <summary><c>METHOD_NOT_ALLOWED</c>: The method is not allowed here.</summary>
        public static ErrorDescriptor MethodNotAllowed { get; } = new("common", "METHOD_NOT_ALLOWED", ErrorKind.MethodNotAllowed, "The method is not allowed here");

        /// <summary><c>NOT_ACCEPTABLE</c>: None of the accepted formats can be made.</summary>
        public static ErrorDescriptor NotAcceptable { get; } = new("common", "NOT_ACCEPTABLE", ErrorKind.NotAcceptable, "None of the accepted formats can be made");

        /// <summary><c>REQUEST_TIMEOUT</c>: The request did not arrive in time.</summary>
        public static ErrorDescriptor RequestTimeout { get; } = new("common", "REQUEST_TIMEOUT", ErrorKind.RequestTimeout, "The request did not arrive in time");

        /// <summary><c>GONE</c>: It is no longer here.</summary>
        public static ErrorDescriptor Gone { get; } = new("common", "GONE", ErrorKind.Gone, "It is no longer here");

        /// <summary><c>PRECONDITION_FAILED</c>: A condition of the request does not hold.</summary>
        public static ErrorDescriptor PreconditionFailed { get; } = new("common", "PRECONDITION_FAILED", ErrorKind.PreconditionFailed, "A condition of the request does not hold");

        /// <summary><c>CONTENT_TOO_LARGE</c>: The request is too large.</summary>
        public static ErrorDescriptor ContentTooLarge { get; } = new("common", "CONTENT_TOO_LARGE", ErrorKind.ContentTooLarge, "The request is too large");

        /// <summary><c>URI_TOO_LONG</c>: The address is too long.</summary>
        public static ErrorDescriptor UriTooLong { get; } = new("common", "URI_TOO_LONG", ErrorKind.InvalidArgument, "The address is too long") { Status = 414 };

        /// <summary><c>UNSUPPORTED_MEDIA_TYPE</c>: The media type is not supported.</summary>
        public static ErrorDescriptor UnsupportedMediaType { get; } = new("common", "UNSUPPORTED_MEDIA_TYPE", ErrorKind.UnsupportedMediaType, "The media type is not supported");

        /// <summary><c>UNPROCESSABLE</c>: The request cannot be processed.</summary>
        public static ErrorDescriptor Unprocessable { get; } = new("common", "UNPROCESSABLE", ErrorKind.Unprocessable, "The request cannot be processed");

        /// <summary><c>PRECONDITION_REQUIRED</c>: A condition is required.</summary>
        public static ErrorDescriptor PreconditionRequired { get; } = new("common", "PRECONDITION_REQUIRED", ErrorKind.PreconditionRequired, "A condition is required");

        /// <summary><c>HEADERS_TOO_LARGE</c>: The header fields are too large.</summary>
        public static ErrorDescriptor HeadersTooLarge { get; } = new("common", "HEADERS_TOO_LARGE", ErrorKind.InvalidArgument, "The header fields are too large") { Status = 431 };

        /// <summary><c>ANTIFORGERY_TOKEN_INVALID</c>: The antiforgery token is missing or invalid.</summary>
        public static ErrorDescriptor AntiforgeryTokenInvalid { get; } = new("common", "ANTIFORGERY_TOKEN_INVALID", ErrorKind.InvalidArgument, "The antiforgery token is missing or invalid");

        /// <summary><c>BODY_MISSING</c>: A request body is required.</summary>
        public static ErrorDescriptor BodyMissing { get; } = new("common", "BODY_MISSING", ErrorKind.InvalidArgument, "A request body is required");

        /// <summary><c>MALFORMED_BODY</c>: The request body cannot be read.</summary>
        public static ErrorDescriptor MalformedBody { get; } = new("common", "MALFORMED_BODY", ErrorKind.InvalidArgument, "The request body cannot be read");

        /// <summary><c>MALFORMED_JSON</c>: The request body is not well-formed JSON.</summary>
        public static ErrorDescriptor MalformedJson { get; } = new("common", "MALFORMED_JSON", ErrorKind.InvalidArgument, "The request body is not well-formed JSON") { Detail = "Reading it failed in line {line}, at byte {column}.", Parameters = [new("line", ErrorArgumentType.Int64), new("column", ErrorArgumentType.Int64)] };

        /// <summary><c>UNEXPECTED_JSON</c>: The JSON has another form than is expected here.</summary>
        public static ErrorDescriptor UnexpectedJson { get; } = new("common", "UNEXPECTED_JSON", ErrorKind.InvalidArgument, "The JSON has another form than is expected here");

        /// <summary><c>PARAMETER_MISSING</c>: A parameter is missing.</summary>
        public static ErrorDescriptor ParameterMissing { get; } = new("common", "PARAMETER_MISSING", ErrorKind.InvalidArgument, "A parameter is missing") { Detail = "The parameter {parameter} is missing; it belongs in the {location}.", Parameters = [new("parameter", ErrorArgumentType.String), new("location", ErrorArgumentType.String)] };

        /// <summary><c>PARAMETER_INVALID</c>: A parameter cannot be read.</summary>
        public static ErrorDescriptor ParameterInvalid { get; } = new("common", "PARAMETER_INVALID", ErrorKind.InvalidArgument, "A parameter cannot be read") { Detail = "The value of the parameter {parameter} in the {location} cannot be read.", Parameters = [new("parameter", ErrorArgumentType.String), new("location", ErrorArgumentType.String)] };

        /// <summary><c>INVALID_VALUE</c>: A value is not valid.</summary>
        public static ErrorDescriptor InvalidValue { get; } = new("common", "INVALID_VALUE", ErrorKind.InvalidArgument, "A value is not valid") { Detail = "{reason}", Parameters = [new("reason", ErrorArgumentType.String)] };
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

    /// <summary><c>METHOD_NOT_ALLOWED</c>: The method is not allowed here.</summary>
    /// <returns>The error.</returns>
    public static Error MethodNotAllowed() => Descriptors.MethodNotAllowed.Create();

    /// <summary><c>NOT_ACCEPTABLE</c>: None of the accepted formats can be made.</summary>
    /// <returns>The error.</returns>
    public static Error NotAcceptable() => Descriptors.NotAcceptable.Create();

    /// <summary><c>REQUEST_TIMEOUT</c>: The request did not arrive in time.</summary>
    /// <returns>The error.</returns>
    public static Error RequestTimeout() => Descriptors.RequestTimeout.Create();

    /// <summary><c>GONE</c>: It is no longer here.</summary>
    /// <returns>The error.</returns>
    public static Error Gone() => Descriptors.Gone.Create();

    /// <summary><c>PRECONDITION_FAILED</c>: A condition of the request does not hold.</summary>
    /// <returns>The error.</returns>
    public static Error PreconditionFailed() => Descriptors.PreconditionFailed.Create();

    /// <summary><c>CONTENT_TOO_LARGE</c>: The request is too large.</summary>
    /// <returns>The error.</returns>
    public static Error ContentTooLarge() => Descriptors.ContentTooLarge.Create();

    /// <summary><c>URI_TOO_LONG</c>: The address is too long.</summary>
    /// <returns>The error.</returns>
    public static Error UriTooLong() => Descriptors.UriTooLong.Create();

    /// <summary><c>UNSUPPORTED_MEDIA_TYPE</c>: The media type is not supported.</summary>
    /// <returns>The error.</returns>
    public static Error UnsupportedMediaType() => Descriptors.UnsupportedMediaType.Create();

    /// <summary><c>UNPROCESSABLE</c>: The request cannot be processed.</summary>
    /// <returns>The error.</returns>
    public static Error Unprocessable() => Descriptors.Unprocessable.Create();

    /// <summary><c>PRECONDITION_REQUIRED</c>: A condition is required.</summary>
    /// <returns>The error.</returns>
    public static Error PreconditionRequired() => Descriptors.PreconditionRequired.Create();

    /// <summary><c>HEADERS_TOO_LARGE</c>: The header fields are too large.</summary>
    /// <returns>The error.</returns>
    public static Error HeadersTooLarge() => Descriptors.HeadersTooLarge.Create();

    /// <summary><c>ANTIFORGERY_TOKEN_INVALID</c>: The antiforgery token is missing or invalid.</summary>
    /// <returns>The error.</returns>
    public static Error AntiforgeryTokenInvalid() => Descriptors.AntiforgeryTokenInvalid.Create();

    /// <summary><c>BODY_MISSING</c>: A request body is required.</summary>
    /// <returns>The error.</returns>
    public static Error BodyMissing() => Descriptors.BodyMissing.Create();

    /// <summary><c>MALFORMED_BODY</c>: The request body cannot be read.</summary>
    /// <returns>The error.</returns>
    public static Error MalformedBody() => Descriptors.MalformedBody.Create();

    /// <summary><c>MALFORMED_JSON</c>: The request body is not well-formed JSON.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The byte in that line, from 1.</param>
    /// <returns>The error.</returns>
    public static Error MalformedJson(long line, long column) => Descriptors.MalformedJson.Create(line, column);

    /// <summary><c>UNEXPECTED_JSON</c>: The JSON has another form than is expected here.</summary>
    /// <returns>The error.</returns>
    public static Error UnexpectedJson() => Descriptors.UnexpectedJson.Create();

    /// <summary><c>PARAMETER_MISSING</c>: A parameter is missing.</summary>
    /// <param name="parameter">The name of the parameter on the wire.</param>
    /// <param name="location">Where it belongs: <c>path</c>, <c>query</c>, <c>header</c> or <c>form</c>.</param>
    /// <returns>The error.</returns>
    public static Error ParameterMissing(string parameter, string location) => Descriptors.ParameterMissing.Create(parameter, location);

    /// <summary><c>PARAMETER_INVALID</c>: A parameter cannot be read.</summary>
    /// <param name="parameter">The name of the parameter on the wire.</param>
    /// <param name="location">Where it stands: <c>path</c>, <c>query</c>, <c>header</c> or <c>form</c>.</param>
    /// <returns>The error.</returns>
    public static Error ParameterInvalid(string parameter, string location) => Descriptors.ParameterInvalid.Create(parameter, location);

    /// <summary><c>INVALID_VALUE</c>: A value is not valid.</summary>
    /// <param name="reason">What is wrong, for people.</param>
    /// <returns>The error.</returns>
    public static Error InvalidValue(string reason) => Descriptors.InvalidValue.Create(reason);

    /// <summary>The catalogue.</summary>
    public static ErrorCatalog Catalog { get; } = new("common", Descriptors.Unspecified, Descriptors.Internal, Descriptors.SeveralErrors, Descriptors.ValidationFailed, Descriptors.InvalidRequest, Descriptors.Unauthenticated, Descriptors.PermissionDenied, Descriptors.NotFound, Descriptors.Conflict, Descriptors.RateLimited, Descriptors.Canceled, Descriptors.NotImplemented, Descriptors.DependencyFailed, Descriptors.Unavailable, Descriptors.Timeout, Descriptors.MethodNotAllowed, Descriptors.NotAcceptable, Descriptors.RequestTimeout, Descriptors.Gone, Descriptors.PreconditionFailed, Descriptors.ContentTooLarge, Descriptors.UriTooLong, Descriptors.UnsupportedMediaType, Descriptors.Unprocessable, Descriptors.PreconditionRequired, Descriptors.HeadersTooLarge, Descriptors.AntiforgeryTokenInvalid, Descriptors.BodyMissing, Descriptors.MalformedBody, Descriptors.MalformedJson, Descriptors.UnexpectedJson, Descriptors.ParameterMissing, Descriptors.ParameterInvalid, Descriptors.InvalidValue);
}
