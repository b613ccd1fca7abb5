using CityDesk.Open311.Parameters;
using Microsoft.Net.Http.Headers;

namespace CityDesk.Open311.Submission;

/// <summary>Reads the body of a POST: a form of GeoReport v2, of limited size.</summary>
internal static class FormBody
{
    /// <summary>A thousand times what a long report takes.</summary>
    public const int MaxBytes = 1_000_000;

    private const string MediaType = "application/x-www-form-urlencoded";

    /// <returns>Either the form, or the answer that says why there is none.</returns>
    public static async Task<(CallParameters? Form, IResult? Refusal)> ReadAsync(HttpContext http, OpenCall call)
    {
        if (!IsForm(http.Request.ContentType))
        {
            return (null, OpenAnswer.Refused(
                call.Format, StatusCodes.Status415UnsupportedMediaType, $"A request is posted as {MediaType}; charset=utf-8."));
        }

        if (http.Request.Headers.ContentEncoding is { Count: > 0 } encoding && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
        {
            return (null, OpenAnswer.Refused(
                call.Format, StatusCodes.Status415UnsupportedMediaType, "A request is posted as it is, without Content-Encoding."));
        }

        return await LimitedBody.ReadAsync(http, MaxBytes) is { } body
            ? (CallParameters.OfForm(body, call.Errors), null)
            : (null, OpenAnswer.Refused(call.Format, StatusCodes.Status413PayloadTooLarge, $"The body is larger than {MaxBytes} bytes."));
    }

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
