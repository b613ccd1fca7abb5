using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Errors.AspNetCore;

/// <summary>How large a body may be, where it is sure that this is the limit that was passed: an application may have others of its own.</summary>
internal static class BodyLimits
{
    private const string TooLarge = "Request body too large.";
    private const string Limit = TooLarge + " The max request body size is ";
    private const string LimitOfPart = "Multipart body length limit ";

    /// <summary>Whether a sentence is about that: of the server, or of who reads the parts of a form.</summary>
    public static bool IsPassedIn(string message) =>
        message.Contains(TooLarge, StringComparison.Ordinal) || message.Contains(LimitOfPart, StringComparison.Ordinal);

    /// <summary>Of a request that was answered with the bare status, as minimal APIs do: only if the body says itself that it is larger.</summary>
    public static Error ErrorOf(HttpContext context) => CommonErrors.ContentTooLarge(
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } limit && context.Request.ContentLength > limit ? limit : null);

    /// <summary>The servers of ASP.NET Core say it in their sentence.</summary>
    public static Error ErrorOf(string message) => CommonErrors.ContentTooLarge(NumberAfter(Limit, message) ?? NumberAfter(LimitOfPart, message));

    private static long? NumberAfter(string words, string message)
    {
        var start = message.IndexOf(words, StringComparison.Ordinal);
        if (start < 0)
            return null;
        var rest = message.AsSpan(start + words.Length);
        var end = rest.IndexOf(' ');
        return end > 0 && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null;
    }
}
