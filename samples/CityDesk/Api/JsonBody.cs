using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Net.Http.Headers;

namespace CityDesk.Api;

/// <summary>Reads a small JSON body by strict rules: what is unclear is refused, and said so, before anything is done.</summary>
internal static class JsonBody
{
    /// <summary>Room for the longest note with every character escaped.</summary>
    public const int MaxBytes = 64 * 1024;

    private const int MaxShownPath = 100;

    /// <returns>Either the value, or the answer that says why there is none.</returns>
    public static async Task<(T? Value, IResult? Refusal)> ReadAsync<T>(HttpContext http, JsonTypeInfo<T> type)
        where T : class
    {
        if (!IsJson(http.Request.ContentType))
            return (null, ApiProblems.NotJson());
        if (await LimitedBody.ReadAsync(http, MaxBytes) is not { } body)
            return (null, ApiProblems.TooLarge(MaxBytes));
        try
        {
            return JsonSerializer.Deserialize(body, type) is { } value ? (value, null) : (null, ApiProblems.Malformed("The body is null."));
        }
        catch (JsonException wrong)
        {
            // The exception's own words name our types; where it happened is all that a caller can use.
            var path = wrong.Path is { Length: > 0 and <= MaxShownPath } known ? known : "$";
            return (null, ApiProblems.Malformed($"The body is not the JSON that is expected here, at {path}, line {wrong.LineNumber + 1}."));
        }
    }

    private static bool IsJson(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type)
        && type.MediaType.Equals("application/json", StringComparison.OrdinalIgnoreCase)
        && (!type.Charset.HasValue || HeaderUtilities.RemoveQuotes(type.Charset).Equals("utf-8", StringComparison.OrdinalIgnoreCase));
}
