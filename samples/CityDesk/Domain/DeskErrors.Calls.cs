using Platform.Errors;

namespace CityDesk.Domain;

/// <content>
/// What can be wrong with a call that is made of parameters. Arguments named <c>parameter</c> are names on the wire; whatever
/// of the caller's own text is an argument went through <see cref="DeskText.Shown(string)"/>.
/// </content>
public static partial class DeskErrors
{
    [Error("PARAMETER_NOT_PROVIDED", ErrorKind.InvalidArgument, Detail = "{parameter} was not provided.")]
    public static partial Error ParameterNotProvided(string parameter);

    [Error("PARAMETER_REPEATED", ErrorKind.InvalidArgument, Detail = "{parameter} was given more than once.")]
    public static partial Error ParameterRepeated(string parameter);

    [Error("PARAMETER_CONTRADICTED", ErrorKind.InvalidArgument, Detail = "{parameter} was given twice, with different values.")]
    public static partial Error ParameterContradicted(string parameter);

    [Error("PARAMETER_CHARACTER", ErrorKind.InvalidArgument, Detail = "{parameter} contains the character {character}, which is not allowed.")]
    public static partial Error ParameterCharacter(string parameter, string character);

    [Error("PARAMETER_TOO_LONG", ErrorKind.InvalidArgument, Detail = "{parameter} is longer than {limit} characters.")]
    public static partial Error ParameterTooLong(string parameter, int limit);

    [Error("PARAMETER_LINE_BREAK", ErrorKind.InvalidArgument, Detail = "{parameter} may not contain line breaks.")]
    public static partial Error ParameterLineBreak(string parameter);

    [Error("PARAMETER_ENCODING", ErrorKind.InvalidArgument, Detail = "{parameter} is not percent-encoded UTF-8 (a % itself is written %25).")]
    public static partial Error ParameterEncoding(string parameter);

    [Error("PARAMETER_NAME_ENCODING", ErrorKind.InvalidArgument, Detail = "The name of a parameter is not percent-encoded UTF-8.")]
    public static partial Error ParameterNameEncoding();

    [Error("PARAMETERS_TOO_MANY", ErrorKind.InvalidArgument, Detail = "More than {limit} parameters were sent.")]
    public static partial Error ParametersTooMany(int limit);

    [Error("COUNT_INVALID", ErrorKind.InvalidArgument, Detail = "{parameter} must be a whole number from 1.")]
    public static partial Error CountInvalid(string parameter);

    [Error("COUNT_OUT_OF_RANGE", ErrorKind.InvalidArgument, Detail = "{parameter} must be a whole number from 1 to {limit}.")]
    public static partial Error CountOutOfRange(string parameter, int limit);

    [Error("PAGE_TOO_HIGH", ErrorKind.InvalidArgument, Detail = "page is higher than any desk is long.")]
    public static partial Error PageTooHigh();

    [Error("DATE_INVALID", ErrorKind.InvalidArgument, Detail = "{parameter} '{value}' is not a W3C date and time with its offset, such as 2010-01-01T00:00:00Z (a + is written %2B in an address).")]
    public static partial Error DateInvalid(string parameter, string value);

    [Error("DATES_REVERSED", ErrorKind.InvalidArgument, Detail = "start_date is later than end_date.")]
    public static partial Error DatesReversed();

    [Error("DATES_TOO_FAR_APART", ErrorKind.InvalidArgument, Detail = "start_date and end_date may not span more than {days} days.")]
    public static partial Error DatesTooFarApart(int days);

    [Error("STATUS_UNKNOWN", ErrorKind.InvalidArgument, Detail = "status may be open or closed, not '{status}'.")]
    public static partial Error StatusUnknown(string status);

    [Error("JURISDICTION_NOT_FOUND", ErrorKind.NotFound, Detail = "jurisdiction_id '{jurisdictionId}' was not found.")]
    public static partial Error JurisdictionNotFound(string jurisdictionId);

    [Error("SERVICE_NOT_FOUND", ErrorKind.NotFound, Detail = "service_code '{serviceCode}' was not found.")]
    public static partial Error ServiceNotFound(string serviceCode);

    /// <summary>As <see cref="RequestNotFound"/>, for the public: also where there is one that is not public.</summary>
    [Error("SERVICE_REQUEST_NOT_FOUND", ErrorKind.NotFound, Detail = "service_request_id '{serviceRequestId}' was not found.")]
    public static partial Error ServiceRequestNotFound(string serviceRequestId);

    [Error("TOKEN_NOT_FOUND", ErrorKind.NotFound, Detail = "token '{token}' was not found.")]
    public static partial Error TokenNotFound(string token);

    [Error("KEY_NOT_PROVIDED", ErrorKind.PermissionDenied, Detail = "api_key was not provided.")]
    public static partial Error KeyNotProvided();

    [Error("KEY_INVALID", ErrorKind.PermissionDenied, Detail = "Invalid api_key received.")]
    public static partial Error KeyInvalid();

    [Error("KEY_REVOKED", ErrorKind.PermissionDenied, Detail = "The api_key received has been revoked.")]
    public static partial Error KeyRevoked();

    [Error("LOCATION_MISSING", ErrorKind.InvalidArgument, Detail = "No location was provided: give lat and long, address_string or address_id.")]
    public static partial Error LocationMissing();

    [Error("COORDINATE_ALONE", ErrorKind.InvalidArgument, Detail = "lat and long must be given together.")]
    public static partial Error CoordinateAlone();

    [Error("COORDINATE_INVALID", ErrorKind.InvalidArgument, Detail = "{parameter} '{value}' is not a number of degrees from -{limit} to {limit}.")]
    public static partial Error CoordinateInvalid(string parameter, string value, double limit);

    [Error("MEDIA_URL_INVALID", ErrorKind.InvalidArgument, Detail = "media_url is not an absolute http or https address.")]
    public static partial Error MediaUrlInvalid();

    [Error("ATTRIBUTE_UNKNOWN", ErrorKind.InvalidArgument, Detail = "{parameter} is not an attribute of this service.")]
    public static partial Error AttributeUnknown(string parameter);

    [Error("ATTRIBUTE_MALFORMED", ErrorKind.InvalidArgument, Detail = "{parameter} does not have the form attribute[CODE] or attribute[CODE][].")]
    public static partial Error AttributeMalformed(string parameter);

    [Error("ATTRIBUTE_TAKES_NO_ANSWER", ErrorKind.InvalidArgument, Detail = "{parameter} only informs and takes no answer.")]
    public static partial Error AttributeTakesNoAnswer(string parameter);

    [Error("ATTRIBUTE_NOT_A_NUMBER", ErrorKind.InvalidArgument, Detail = "{parameter} is not a decimal number, such as 12.5.")]
    public static partial Error AttributeNotANumber(string parameter);

    [Error("ATTRIBUTE_NOT_A_DATE", ErrorKind.InvalidArgument, Detail = "{parameter} is not an ISO 8601 date and time with its offset, such as 2010-01-01T00:00:00Z.")]
    public static partial Error AttributeNotADate(string parameter);

    [Error("ATTRIBUTE_NOT_A_CHOICE", ErrorKind.InvalidArgument, Detail = "{parameter} may not be '{value}': it is none of the keys of its value list.")]
    public static partial Error AttributeNotAChoice(string parameter, string value);

    [Error("ATTRIBUTE_CHOICE_REPEATED", ErrorKind.InvalidArgument, Detail = "{parameter} names one choice twice.")]
    public static partial Error AttributeChoiceRepeated(string parameter);

    [Error("TOO_MANY_CALLS", ErrorKind.RateLimited, Retry = ErrorRetry.Backoff, Detail = "These are more calls than you may make at once. Try again in {seconds} s.")]
    public static partial Error TooManyCalls(long seconds);

    /// <param name="quota">How many calls a month gives.</param>
    /// <param name="end">When the next one begins, as the city writes it.</param>
    /// <param name="zone">By whose clocks.</param>
    [Error("QUOTA_USED_UP", ErrorKind.RateLimited, Retry = ErrorRetry.Backoff, Detail = "The {quota} calls of this month are used up. The next month begins on {end} ({zone}).")]
    public static partial Error QuotaUsedUp(long quota, string end, string zone);

    [Error("DESK_BUSY", ErrorKind.Unavailable, Retry = ErrorRetry.Backoff, Detail = "More is asked of this desk just now than it can do. Try again in {seconds} s.")]
    public static partial Error DeskBusy(long seconds);

    [Error("ADDRESS_NOT_SERVED", ErrorKind.NotFound, Detail = "Nothing is served at this address. Addresses of this API end in .xml or .json; start at {start}.")]
    public static partial Error AddressNotServed(string start);

    [Error("METHOD_NOT_SERVED", ErrorKind.MethodNotAllowed, Detail = "This address can be called with {allowed}.")]
    public static partial Error MethodNotServed(string allowed);

    [Error("FORM_EXPECTED", ErrorKind.UnsupportedMediaType, Detail = "A request is posted as {mediaType}; charset=utf-8.")]
    public static partial Error FormExpected(string mediaType);

    [Error("CONTENT_ENCODED", ErrorKind.UnsupportedMediaType, Detail = "A request is posted as it is, without Content-Encoding.")]
    public static partial Error ContentEncoded();

    [Error("BODY_TOO_LARGE", ErrorKind.ContentTooLarge, Detail = "The body is larger than {limit} bytes.")]
    public static partial Error BodyTooLarge(int limit);
}
