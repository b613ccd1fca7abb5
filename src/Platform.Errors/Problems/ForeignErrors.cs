using System.Globalization;

namespace Platform.Errors;

/// <summary>Descriptions of errors that strangers have sent.</summary>
internal static class ForeignErrors
{
    /// <summary>More arguments than any person would read.</summary>
    public const int MostArguments = 64;

    /// <summary>RFC 9457 §4.2.1: a problem that says no more than its status.</summary>
    private const string NoType = "about:blank";

    public static ErrorDescriptor Describe(int status, in ProblemMembers said, IReadOnlyCollection<ErrorParameter> parameters)
    {
        var plain = string.Create(CultureInfo.InvariantCulture, $"HTTP_{status}");
        return new ErrorDescriptor(
            ProblemReader.ForeignDomain,
            CodeOf(said.Code) ?? plain,
            KindOf(status),
            string.IsNullOrWhiteSpace(said.Title) ? StatusPhrases.Of(status) : said.Title)
        {
            IsForeign = true,
            Status = status is >= 400 and <= 599 ? status : 502,
            Type = said.Type ?? NoType,
            HelpLink = said.HelpLink,
            // What a stranger wrote is a text and no template.
            Detail = said.Detail?.Replace("{", "{{", StringComparison.Ordinal).Replace("}", "}}", StringComparison.Ordinal),
            Retry = said.IsRetryable ?? IsWorthRepeating(status) ? ErrorRetry.Backoff : ErrorRetry.Never,
            Parameters = [.. parameters],
        };
    }

    /// <summary>An error that says no more than its status, and what may have been written beside it.</summary>
    public static Error OfStatus(int status, string? detail = null) =>
        Describe(status, new ProblemMembers { Detail = detail }, []).Create();

    /// <summary>A stranger's code in the form that codes have here: <c>out-of.credit</c> becomes <c>OUT_OF_CREDIT</c>.</summary>
    private static string? CodeOf(string? code)
    {
        if (code is not { Length: > 0 and <= ErrorNames.MaximumLength })
            return null;
        var form = string.Create(code.Length, code, static (target, source) =>
        {
            for (var index = 0; index < source.Length; index++)
                target[index] = char.IsAsciiLetterOrDigit(source[index]) ? char.ToUpperInvariant(source[index]) : '_';
        });
        return ErrorNames.IsCode(form) ? form : null;
    }

    private static ErrorKind KindOf(int status) => status switch
    {
        400 => ErrorKind.InvalidArgument,
        401 => ErrorKind.Unauthenticated,
        403 => ErrorKind.PermissionDenied,
        404 => ErrorKind.NotFound,
        405 => ErrorKind.MethodNotAllowed,
        406 => ErrorKind.NotAcceptable,
        408 => ErrorKind.RequestTimeout,
        409 => ErrorKind.Conflict,
        410 => ErrorKind.Gone,
        412 => ErrorKind.PreconditionFailed,
        413 => ErrorKind.ContentTooLarge,
        415 => ErrorKind.UnsupportedMediaType,
        422 => ErrorKind.Unprocessable,
        428 => ErrorKind.PreconditionRequired,
        429 => ErrorKind.RateLimited,
        499 => ErrorKind.Canceled,
        501 => ErrorKind.NotImplemented,
        503 => ErrorKind.Unavailable,
        504 => ErrorKind.Timeout,
        // RFC 9110 §15.1: a status that is not known is its class's x00.
        >= 400 and < 500 => ErrorKind.InvalidArgument,
        500 or (> 504 and < 600) => ErrorKind.Internal,
        _ => ErrorKind.DependencyFailed,
    };

    /// <summary>Where nobody said whether to try again: the statuses that say it of themselves (RFC 9110 §15.5.9 and §15.6, RFC 6585 §4).</summary>
    private static bool IsWorthRepeating(int status) => status is 408 or 429 or 502 or 503 or 504;
}
