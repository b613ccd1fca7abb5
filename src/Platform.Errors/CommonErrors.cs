namespace Platform.Errors;

/// <summary>The failures that every service has. Use them, or say more with a catalogue of your own.</summary>
[ErrorCatalog("common", Resources = typeof(CommonErrors), NeutralLanguage = "en")]
public static partial class CommonErrors
{
    /// <summary>An error that nobody has described: what <see langword="default"/> of <see cref="Error"/> means.</summary>
    /// <returns>The error.</returns>
    [Error("UNSPECIFIED", ErrorKind.Internal, Title = "An error happened that nobody has described")]
    public static partial Error Unspecified();

    /// <summary>A bug or a broken invariant on this side.</summary>
    /// <returns>The error.</returns>
    [Error("INTERNAL", ErrorKind.Internal, Title = "Something went wrong on our side")]
    public static partial Error Internal();

    /// <summary>The head of several errors of different kinds.</summary>
    /// <returns>The error.</returns>
    [Error("SEVERAL_ERRORS", ErrorKind.Internal, Title = "Several errors happened")]
    public static partial Error SeveralErrors();

    /// <summary>The head of what is wrong with a request.</summary>
    /// <returns>The error.</returns>
    [Error("VALIDATION_FAILED", ErrorKind.InvalidArgument, Title = "The request is not valid")]
    public static partial Error ValidationFailed();

    /// <summary>The request is malformed.</summary>
    /// <returns>The error.</returns>
    [Error("INVALID_REQUEST", ErrorKind.InvalidArgument, Title = "The request is not valid")]
    public static partial Error InvalidRequest();

    /// <summary>The caller is not known.</summary>
    /// <returns>The error.</returns>
    [Error("UNAUTHENTICATED", ErrorKind.Unauthenticated, Title = "Sign in first")]
    public static partial Error Unauthenticated();

    /// <summary>The caller is known and may not do this.</summary>
    /// <returns>The error.</returns>
    [Error("PERMISSION_DENIED", ErrorKind.PermissionDenied, Title = "You may not do this")]
    public static partial Error PermissionDenied();

    /// <summary>What was asked for does not exist.</summary>
    /// <returns>The error.</returns>
    [Error("NOT_FOUND", ErrorKind.NotFound, Title = "There is nothing here")]
    public static partial Error NotFound();

    /// <summary>The state does not allow this.</summary>
    /// <returns>The error.</returns>
    [Error("CONFLICT", ErrorKind.Conflict, Title = "The state does not allow this")]
    public static partial Error Conflict();

    /// <summary>The caller has spent its limit or quota.</summary>
    /// <returns>The error.</returns>
    [Error("RATE_LIMITED", ErrorKind.RateLimited, Title = "Too many requests", Detail = "Try again in {retryAfter}.", Retry = ErrorRetry.Backoff)]
    public static partial Error RateLimited();

    /// <summary>The caller went away before the answer was ready.</summary>
    /// <returns>The error.</returns>
    [Error("CANCELED", ErrorKind.Canceled, Title = "The caller went away")]
    public static partial Error Canceled();

    /// <summary>Not built.</summary>
    /// <returns>The error.</returns>
    [Error("NOT_IMPLEMENTED", ErrorKind.NotImplemented, Title = "This is not built")]
    public static partial Error NotImplemented();

    /// <summary>A service behind this one answered with garbage or an error.</summary>
    /// <returns>The error.</returns>
    [Error("DEPENDENCY_FAILED", ErrorKind.DependencyFailed, Title = "A service that we need failed", Detail = "Try again in {retryAfter}.",
        Retry = ErrorRetry.Backoff)]
    public static partial Error DependencyFailed();

    /// <summary>Temporarily not able to serve.</summary>
    /// <returns>The error.</returns>
    [Error("UNAVAILABLE", ErrorKind.Unavailable, Title = "Not available right now", Detail = "Try again in {retryAfter}.", Retry = ErrorRetry.Backoff)]
    public static partial Error Unavailable();

    /// <summary>A deadline passed on this side or behind it.</summary>
    /// <returns>The error.</returns>
    [Error("TIMEOUT", ErrorKind.Timeout, Title = "It took too long", Detail = "Try again in {retryAfter}.", Retry = ErrorRetry.Backoff)]
    public static partial Error Timeout();

    /// <summary>The resource has no such method.</summary>
    /// <returns>The error.</returns>
    [Error("METHOD_NOT_ALLOWED", ErrorKind.MethodNotAllowed, Title = "The method is not allowed here")]
    public static partial Error MethodNotAllowed();

    /// <summary>No representation satisfies the caller's Accept fields.</summary>
    /// <returns>The error.</returns>
    [Error("NOT_ACCEPTABLE", ErrorKind.NotAcceptable, Title = "None of the accepted formats can be made")]
    public static partial Error NotAcceptable();

    /// <summary>The client took too long to send its request.</summary>
    /// <returns>The error.</returns>
    [Error("REQUEST_TIMEOUT", ErrorKind.RequestTimeout, Title = "The request did not arrive in time", Retry = ErrorRetry.Backoff)]
    public static partial Error RequestTimeout();

    /// <summary>It existed, and is gone for good.</summary>
    /// <returns>The error.</returns>
    [Error("GONE", ErrorKind.Gone, Title = "It is no longer here")]
    public static partial Error Gone();

    /// <summary>A condition that the caller set does not hold.</summary>
    /// <returns>The error.</returns>
    [Error("PRECONDITION_FAILED", ErrorKind.PreconditionFailed, Title = "A condition of the request does not hold")]
    public static partial Error PreconditionFailed();

    /// <summary>The request is larger than is allowed.</summary>
    /// <param name="limit">How many bytes a body may have; <see langword="null"/> if that is not known.</param>
    /// <returns>The error.</returns>
    [Error("CONTENT_TOO_LARGE", ErrorKind.ContentTooLarge, Title = "The request is too large", Detail = "A body may have {limit} bytes at most.")]
    public static partial Error ContentTooLarge(long? limit = null);

    /// <summary>A part of a form with several (<c>multipart/form-data</c>) is larger than is allowed.</summary>
    /// <param name="limit">How many bytes a part may have; <see langword="null"/> if that is not known.</param>
    /// <returns>The error.</returns>
    [Error("PART_TOO_LARGE", ErrorKind.ContentTooLarge, Title = "A part of the form is too large", Detail = "A part of a form may have {limit} bytes at most.")]
    public static partial Error PartTooLarge(long? limit = null);

    /// <summary>A form has more than is allowed, or something in it is longer.</summary>
    /// <param name="limited">
    /// What: <c>number of values</c>, <c>length of a key</c>, <c>length of a value</c>, <c>number of header fields of a part</c>, <c>length of the header fields of a
    /// part</c> or <c>length of the boundary</c>.
    /// </param>
    /// <param name="limit">How many or how long it may be; <see langword="null"/> if that is not known.</param>
    /// <returns>The error.</returns>
    [Error("FORM_TOO_LARGE", ErrorKind.ContentTooLarge, Title = "The form is too large", Detail = "Larger than is allowed here: the {limited}.")]
    public static partial Error FormTooLarge(string limited, [MachineOnly] long? limit = null);

    /// <summary>The address is longer than is allowed. HTTP 414.</summary>
    /// <returns>The error.</returns>
    [Error("URI_TOO_LONG", ErrorKind.InvalidArgument, Title = "The address is too long", Status = 414)]
    public static partial Error UriTooLong();

    /// <summary>The request's media type is not understood.</summary>
    /// <param name="accepted">The media types that are, with commas between them (RFC 9110 §12.5.1); <see langword="null"/> if that is not known.</param>
    /// <returns>The error.</returns>
    [Error("UNSUPPORTED_MEDIA_TYPE", ErrorKind.UnsupportedMediaType, Title = "The media type is not supported", Detail = "Accepted here: {accepted}.")]
    public static partial Error UnsupportedMediaType(string? accepted = null);

    /// <summary>Well formed, and still cannot be processed as it is.</summary>
    /// <returns>The error.</returns>
    [Error("UNPROCESSABLE", ErrorKind.Unprocessable, Title = "The request cannot be processed")]
    public static partial Error Unprocessable();

    /// <summary>A condition is required that the caller did not set.</summary>
    /// <returns>The error.</returns>
    [Error("PRECONDITION_REQUIRED", ErrorKind.PreconditionRequired, Title = "A condition is required")]
    public static partial Error PreconditionRequired();

    /// <summary>The header fields are larger than is allowed. HTTP 431.</summary>
    /// <returns>The error.</returns>
    [Error("HEADERS_TOO_LARGE", ErrorKind.InvalidArgument, Title = "The header fields are too large", Status = 431)]
    public static partial Error HeadersTooLarge();

    /// <summary>The antiforgery token is missing or invalid.</summary>
    /// <returns>The error.</returns>
    [Error("ANTIFORGERY_TOKEN_INVALID", ErrorKind.InvalidArgument, Title = "The antiforgery token is missing or invalid")]
    public static partial Error AntiforgeryTokenInvalid();

    /// <summary>A request body is required.</summary>
    /// <returns>The error.</returns>
    [Error("BODY_MISSING", ErrorKind.InvalidArgument, Title = "A request body is required")]
    public static partial Error BodyMissing();

    /// <summary>The request body cannot be read.</summary>
    /// <returns>The error.</returns>
    [Error("MALFORMED_BODY", ErrorKind.InvalidArgument, Title = "The request body cannot be read")]
    public static partial Error MalformedBody();

    /// <summary>The request body is not well-formed JSON.</summary>
    /// <param name="line">The line, from 1.</param>
    /// <param name="column">The byte in that line, from 1.</param>
    /// <returns>The error.</returns>
    [Error("MALFORMED_JSON", ErrorKind.InvalidArgument, Title = "The request body is not well-formed JSON",
        Detail = "Reading it failed in line {line}, at byte {column}.")]
    public static partial Error MalformedJson(long line, long column);

    /// <summary>The JSON is nested more deeply than is read here.</summary>
    /// <param name="limit">How many objects and arrays may stand in each other; <see langword="null"/> if that is not known.</param>
    /// <returns>The error.</returns>
    [Error("JSON_TOO_DEEP", ErrorKind.InvalidArgument, Title = "The JSON is nested too deeply", Detail = "It may be {limit} levels deep at most.")]
    public static partial Error JsonTooDeep(long? limit = null);

    /// <summary>The JSON has another form than is expected here. Where, says the pointer.</summary>
    /// <param name="expected">
    /// The type that is expected, in the words of JSON Schema, with its format where it has one: <c>integer (int32)</c>, <c>string (date-time)</c>,
    /// <c>array</c>, <c>enum (open, closed)</c>. <see langword="null"/> if it is not known.
    /// </param>
    /// <param name="found">The type of the value that stands there instead; <see langword="null"/> if it is not known.</param>
    /// <returns>The error.</returns>
    [Error("UNEXPECTED_JSON", ErrorKind.InvalidArgument, Title = "The JSON has another form than is expected here", Detail = "Expected: {expected}.")]
    public static partial Error UnexpectedJson(string? expected = null, [MachineOnly] string? found = null);

    /// <summary>The JSON lacks a member that is required. The pointer says where it belongs.</summary>
    /// <param name="member">The name of the member on the wire.</param>
    /// <returns>The error.</returns>
    [Error("MEMBER_MISSING", ErrorKind.InvalidArgument, Title = "A member is missing", Detail = "The member {member} is missing.")]
    public static partial Error MemberMissing(string member);

    /// <summary>The JSON has a member that there is none of. Which, says the pointer.</summary>
    /// <param name="nearest">The known member with nearly that name, which may have been meant; <see langword="null"/> if there is none.</param>
    /// <returns>The error.</returns>
    [Error("MEMBER_UNKNOWN", ErrorKind.InvalidArgument, Title = "There is no such member", Detail = "There is no such member; the nearest is {nearest}.")]
    public static partial Error MemberUnknown(string? nearest = null);

    /// <summary>The JSON has a member more than once. Which, says the pointer; or in which part of the document.</summary>
    /// <param name="member">The name of the member; <see langword="null"/> if it is not known.</param>
    /// <returns>The error.</returns>
    [Error("MEMBER_DUPLICATE", ErrorKind.InvalidArgument, Title = "A member is there more than once", Detail = "The member {member} is there more than once.")]
    public static partial Error MemberDuplicate(string? member = null);

    /// <summary>A parameter of the request is missing.</summary>
    /// <param name="parameter">The name of the parameter on the wire.</param>
    /// <param name="location">Where it belongs: <c>path</c>, <c>query</c>, <c>header</c> or <c>form</c>.</param>
    /// <returns>The error.</returns>
    [Error("PARAMETER_MISSING", ErrorKind.InvalidArgument, Title = "A parameter is missing",
        Detail = "The parameter {parameter} is missing; it belongs in the {location}.")]
    public static partial Error ParameterMissing(string parameter, string location);

    /// <summary>A parameter of the request cannot be read.</summary>
    /// <param name="parameter">The name of the parameter on the wire.</param>
    /// <param name="location">Where it stands: <c>path</c>, <c>query</c>, <c>header</c> or <c>form</c>.</param>
    /// <returns>The error.</returns>
    [Error("PARAMETER_INVALID", ErrorKind.InvalidArgument, Title = "A parameter cannot be read",
        Detail = "The value of the parameter {parameter} in the {location} cannot be read.")]
    public static partial Error ParameterInvalid(string parameter, string location);

    /// <summary>A value of the request is not valid.</summary>
    /// <param name="reason">What is wrong, for people.</param>
    /// <returns>The error.</returns>
    [Error("INVALID_VALUE", ErrorKind.InvalidArgument, Title = "A value is not valid", Detail = "{reason}")]
    public static partial Error InvalidValue([DetailOnly] string reason);

    /// <summary>A parameter of the request has a value that is not allowed.</summary>
    /// <param name="parameter">The name of the parameter on the wire.</param>
    /// <param name="reason">What is wrong, for people.</param>
    /// <returns>The error.</returns>
    [Error("PARAMETER_REFUSED", ErrorKind.InvalidArgument, Title = "A parameter has a value that is not allowed", Detail = "{reason}")]
    public static partial Error ParameterRefused([MachineOnly] string parameter, [DetailOnly] string reason);

    /// <summary>Data is lost or damaged beyond repair.</summary>
    /// <returns>The error.</returns>
    [Error("DATA_LOSS", ErrorKind.DataLoss, Title = "Data is lost or damaged")]
    public static partial Error DataLoss();

    /// <summary>Head of several errors, as <see cref="Error.Combine"/> says.</summary>
    internal static Error Several(ReadOnlySpan<Error> errors)
    {
        var (areCallers, areRetryable, isOneKind) = (true, true, true);
        ErrorKind? kind = null;
        TimeSpan? longest = null;
        foreach (ref readonly var error in errors)
        {
            // What was stopped, often because another failed, says nothing about what went wrong: it must not hide a fault of this side at level Debug.
            if (error.Kind == ErrorKind.Canceled)
                continue;
            kind ??= error.Kind;
            areCallers &= error.Descriptor.Status < 500;
            areRetryable &= error.Descriptor.Retry != ErrorRetry.Never;
            isOneKind &= error.Kind == kind;
            if (error.RetryAfter is { } delay && !(delay <= longest))
                longest = delay;
        }
        if (kind is not { } first)
            return Canceled();
        var head = isOneKind ? OfKind(first) : default;
        // What one of them says will never succeed does not succeed together with the others either.
        if (!isOneKind || (head.Descriptor.Retry != ErrorRetry.Never && !areRetryable))
            head = areCallers ? ValidationFailed() : areRetryable ? Unavailable() : SeveralErrors();
        return head.Descriptor.Retry != ErrorRetry.Never && longest is { } wait ? head.WithRetryAfter(wait) : head;
    }

    /// <summary>What is common to all errors of a kind.</summary>
    private static Error OfKind(ErrorKind kind) => kind switch
    {
        ErrorKind.InvalidArgument => ValidationFailed(),
        ErrorKind.Unauthenticated => Unauthenticated(),
        ErrorKind.PermissionDenied => PermissionDenied(),
        ErrorKind.NotFound => NotFound(),
        ErrorKind.Conflict => Conflict(),
        ErrorKind.RateLimited => RateLimited(),
        ErrorKind.Canceled => Canceled(),
        ErrorKind.NotImplemented => NotImplemented(),
        ErrorKind.DependencyFailed => DependencyFailed(),
        ErrorKind.Unavailable => Unavailable(),
        ErrorKind.Timeout => Timeout(),
        ErrorKind.MethodNotAllowed => MethodNotAllowed(),
        ErrorKind.NotAcceptable => NotAcceptable(),
        ErrorKind.RequestTimeout => RequestTimeout(),
        ErrorKind.Gone => Gone(),
        ErrorKind.PreconditionFailed => PreconditionFailed(),
        ErrorKind.ContentTooLarge => ContentTooLarge(),
        ErrorKind.UnsupportedMediaType => UnsupportedMediaType(),
        ErrorKind.Unprocessable => Unprocessable(),
        ErrorKind.PreconditionRequired => PreconditionRequired(),
        ErrorKind.DataLoss => DataLoss(),
        _ => Internal(),
    };
}
