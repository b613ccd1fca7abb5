using System.Globalization;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Errors.AspNetCore;

/// <summary>Which limit a body has passed, and what it is, where that is sure: an application may have others of its own.</summary>
internal static class BodyLimits
{
    private const string OfBody = "Request body too large.";
    private const string SizeOfBody = OfBody + " The max request body size is ";
    private const string OfPart = "Multipart body length limit ";

    /// <summary>A line of the header fields of a part. What is said then is not the limit, but how much of it was left for the line.</summary>
    private const string OfLine = "Line length limit ";

    private const string HeadersOfPart = "length of the header fields of a part";

    /// <summary>How <see cref="FormOptions"/> begin their sentences, and what it is that they limit.</summary>
    private static readonly (string Sentence, string Limited)[] OfForms =
    [
        ("Form value count limit ", "number of values"),
        ("Form key length limit ", "length of a key"),
        ("Form value length limit ", "length of a value"),
        ("Multipart headers count limit ", "number of header fields of a part"),
        ("Multipart headers length limit ", HeadersOfPart),
        ("Multipart boundary length limit ", "length of the boundary"),
    ];

    /// <summary>Of a request that was answered with the bare status, as minimal APIs do: only if the body says itself that it is larger.</summary>
    public static Error ErrorOf(HttpContext context) => CommonErrors.ContentTooLarge(
        context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } limit && context.Request.ContentLength > limit ? limit : null);

    /// <summary>Which it is, as the servers of ASP.NET Core and who reads its forms say it; <see langword="null"/> if the sentence is about something else.</summary>
    public static Error? ErrorOf(string message)
    {
        if (message.Contains(OfBody, StringComparison.Ordinal))
            return CommonErrors.ContentTooLarge(NumberAfter(SizeOfBody, message));
        if (NumberAfter(OfPart, message) is { } limit)
            return CommonErrors.PartTooLarge(limit);
        foreach (var (sentence, limited) in OfForms)
        {
            if (NumberAfter(sentence, message) is { } most)
                return CommonErrors.FormTooLarge(limited, most);
        }
        return message.Contains(OfLine, StringComparison.Ordinal) ? CommonErrors.FormTooLarge(HeadersOfPart) : null;
    }

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
