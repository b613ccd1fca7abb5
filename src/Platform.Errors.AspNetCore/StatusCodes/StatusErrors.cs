using System.Collections.Frozen;
using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;

namespace Platform.Errors.AspNetCore;

/// <summary>What a status says where nobody says more.</summary>
internal sealed class StatusErrors(TimeProvider clock)
{
    private static readonly FrozenDictionary<int, ErrorDescriptor> Known = new[]
    {
        CommonErrors.Descriptors.InvalidRequest, CommonErrors.Descriptors.Unauthenticated, CommonErrors.Descriptors.PermissionDenied, CommonErrors.Descriptors.NotFound,
        CommonErrors.Descriptors.MethodNotAllowed, CommonErrors.Descriptors.NotAcceptable, CommonErrors.Descriptors.RequestTimeout, CommonErrors.Descriptors.Conflict,
        CommonErrors.Descriptors.Gone, CommonErrors.Descriptors.PreconditionFailed, CommonErrors.Descriptors.ContentTooLarge, CommonErrors.Descriptors.UriTooLong,
        CommonErrors.Descriptors.UnsupportedMediaType, CommonErrors.Descriptors.Unprocessable, CommonErrors.Descriptors.PreconditionRequired, CommonErrors.Descriptors.RateLimited,
        CommonErrors.Descriptors.HeadersTooLarge, CommonErrors.Descriptors.Internal, CommonErrors.Descriptors.NotImplemented, CommonErrors.Descriptors.DependencyFailed,
        CommonErrors.Descriptors.Unavailable, CommonErrors.Descriptors.Timeout,
    }.ToFrozenDictionary(static descriptor => descriptor.Status);

    /// <summary>The error for a status.</summary>
    /// <param name="status">From 400 to 599; anything else is taken for 500.</param>
    public static Error Of(int status) =>
        Known.TryGetValue(status, out var descriptor) ? descriptor.Create()
        : status is >= 400 and <= 599 ? ProblemReader.FromStatus(status)
        : CommonErrors.Internal();

    /// <summary>The error for a response that has nothing but its head. Its <c>Retry-After</c> is kept: a rate limiter that set it knows.</summary>
    public Error Of(HttpResponse response)
    {
        var error = response.StatusCode == StatusCodes.Status413PayloadTooLarge ? BodyLimits.ErrorOf(response.HttpContext) : Of(response.StatusCode);
        return RetryAfter(response.Headers.RetryAfter) is { } delay ? error.WithRetryAfter(delay) : error;
    }

    /// <summary>RFC 9110 §10.2.3: seconds, or a date.</summary>
    private TimeSpan? RetryAfter(StringValues field)
    {
        var text = field.ToString();
        if (int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
            return TimeSpan.FromSeconds(seconds);
        if (!DateTimeOffset.TryParseExact(text, "r", CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal, out var date))
            return null;
        var delay = date - clock.GetUtcNow();
        return delay < TimeSpan.Zero ? TimeSpan.Zero : delay;
    }
}
