using CityDesk.Domain;
using CityDesk.Open311.Parameters;
using Microsoft.Net.Http.Headers;
using Platform.Errors;

namespace CityDesk.Open311.Submission;

/// <summary>Reads the body of a POST: a form of GeoReport v2, of limited size.</summary>
internal static class FormBody
{
    /// <summary>A thousand times what a long report takes.</summary>
    public const int MaxBytes = 1_000_000;

    /// <summary>Without a key in the address it has to be read to know whose it is: more than the longest report takes.</summary>
    public const int MaxBytesOfStrangers = 64 * 1024;

    private const string MediaType = "application/x-www-form-urlencoded";

    /// <returns>The form, whose own faults were added to <paramref name="errors"/>; or why there is none.</returns>
    public static async Task<Result<CallParameters>> ReadAsync(HttpContext http, int maxBytes, ErrorCollector errors, CancellationToken cancellationToken)
    {
        if (!IsForm(http.Request.ContentType))
            return DeskErrors.FormExpected(MediaType);
        if (http.Request.Headers.ContentEncoding is { Count: > 0 } encoding && !encoding.ToString().Equals("identity", StringComparison.OrdinalIgnoreCase))
            return DeskErrors.ContentEncoded();
        return (await LimitedBody.ReadAsync(http, maxBytes, cancellationToken)).Map(errors, static (body, errors) => CallParameters.OfForm(body, errors));
    }

    private static bool IsForm(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals(MediaType, StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
