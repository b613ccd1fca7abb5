using System.Globalization;

namespace Platform.Errors.AspNetCore;

/// <summary>How large a body may be: the servers of ASP.NET Core say it in their sentence, and only there is the limit that was really passed.</summary>
internal static class BodyLimits
{
    private const string TooLarge = "Request body too large.";
    private const string Limit = TooLarge + " The max request body size is ";

    /// <summary>Whether a sentence is about that.</summary>
    public static bool IsPassedIn(string message) => message.Contains(TooLarge, StringComparison.Ordinal);

    public static Error ErrorOf(string message)
    {
        var start = message.IndexOf(Limit, StringComparison.Ordinal);
        if (start < 0)
            return CommonErrors.ContentTooLarge();
        var rest = message.AsSpan(start + Limit.Length);
        var end = rest.IndexOf(' ');
        return CommonErrors.ContentTooLarge(
            end > 0 && long.TryParse(rest[..end], NumberStyles.None, CultureInfo.InvariantCulture, out var limit) ? limit : null);
    }
}
