using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace Platform.Validation.AspNetCore.Problems;

/// <summary>Why a body was refused, in a sentence and as a fact, where that is more than its status says.</summary>
internal sealed record RefusalReason(string Detail, string Name, long? Number, string? Text)
{
    private const string Json = "application/json";

    /// <summary>
    /// What is known; <see langword="null"/> if nothing is. Of a media type that is not read, or a coding, the head of the response says too what would be
    /// (RFC 9110 §15.5.16).
    /// </summary>
    public static RefusalReason? Of(HttpContext context, int statusCode, long maxBodyBytes) => statusCode switch
    {
        StatusCodes.Status413PayloadTooLarge => OfLimit(
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()?.MaxRequestBodySize is { } most && most < maxBodyBytes ? most : maxBodyBytes),
        StatusCodes.Status415UnsupportedMediaType => OfMediaType(context),
        _ => null,
    };

    public void WriteArguments(Utf8JsonWriter json)
    {
        json.WriteStartObject("args"u8);
        if (Number is { } number)
            json.WriteNumber(Name, number);
        else
            json.WriteString(Name, Text);
        json.WriteEndObject();
    }

    private static RefusalReason OfLimit(long limit) =>
        new(string.Create(CultureInfo.InvariantCulture, $"A body may have {limit} bytes at most."), "limit", limit, Text: null);

    private static RefusalReason? OfMediaType(HttpContext context)
    {
        var request = context.Request;
        var isEncoded = request.Headers.ContentEncoding is { Count: > 0 } coding && !coding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase);
        if (isEncoded)
            context.Response.Headers.AcceptEncoding = "identity";
        var isJson = MediaTypeHeaderValue.TryParse(request.ContentType, out var sent) && sent.MediaType.Equals(Json, StringComparison.OrdinalIgnoreCase);
        var isOfCharset = isJson && sent!.Charset.HasValue;
        if (isEncoded && isJson && !isOfCharset)
            return null;
        var accepted = isOfCharset ? $"{Json}; charset=utf-8" : Json;
        context.Response.Headers.Accept = accepted;
        return new($"Accepted here: {accepted}.", "accepted", Number: null, accepted);
    }
}
