using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace Platform.Errors.AspNetCore;

/// <summary>What a response holds before it starts, and what of it is not true of an error.</summary>
internal static class ResponseParts
{
    /// <summary>Whether bytes of a body wait in the server to be sent. Nothing takes them back: what is written now stands behind them.</summary>
    public static bool HasUnsentBody(HttpResponse response) => response.BodyWriter is { CanGetUnflushedBytes: true, UnflushedBytes: > 0 };

    /// <summary>Whether nobody has given the response a body, a type for one, or a length.</summary>
    public static bool IsEmpty(HttpResponse response) =>
        !response.HasStarted && response.ContentLength is null or 0 && string.IsNullOrEmpty(response.ContentType) && !HasUnsentBody(response);

    /// <summary>
    /// Forgets an attempt that ended in an exception. What it said of its body, how long that is to be kept, which cookies to set and where to go is not true
    /// of the answer; what middleware says of every answer (who may read it, how a browser must treat it, what is left of a limit) is.
    /// </summary>
    public static void Clear(HttpResponse response)
    {
        if (response.HttpContext.Features.Get<IHttpResponseFeature>() is { } head)
            head.ReasonPhrase = null;
        if (response.Body.CanSeek)
            response.Body.SetLength(0);
        var headers = response.Headers;
        if (headers.Count == 0)
            return;
        headers.ContentType = headers.ContentLanguage = headers.ContentLocation = headers.AcceptRanges = default;
        headers.CacheControl = headers.Expires = headers.Pragma = headers.Age = headers.RetryAfter = default;
        headers.SetCookie = headers.Location = headers.Link = default;
        headers.Remove("Refresh");
        headers.ContentLength = null;
        ClearRepresentation(headers, StatusCodes.Status500InternalServerError);
    }

    /// <summary>
    /// Takes away what describes another body than that of an error (RFC 9110 §8): who reads it as if it were compressed, or keeps it under an old tag, is
    /// misled.
    /// </summary>
    public static void ClearRepresentation(IHeaderDictionary headers, int status)
    {
        if (headers.Count == 0)
            return;
        headers.ContentEncoding = headers.ContentDisposition = headers.ContentMD5 = headers.TransferEncoding = headers.Trailer = default;
        headers.Remove("Content-Digest");
        headers.Remove("Repr-Digest");
        // RFC 9110 §15.5.17: with 416 it says how long the whole is.
        if (status != StatusCodes.Status416RangeNotSatisfiable)
            headers.ContentRange = default;
        // With 412 they say what is there now.
        if (status != StatusCodes.Status412PreconditionFailed)
            headers.ETag = headers.LastModified = default;
    }
}
