using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using CityDesk.Domain;
using Platform.Errors;

namespace CityDesk.Geocoding;

/// <summary>Speaks with the service: <c>GET search?q=…&amp;format=jsonv2&amp;limit=1</c>, the search of Nominatim.</summary>
internal sealed class GeocodingClient(HttpClient http, ProblemReader problems)
{
    /// <returns>The location with coordinates; as it was where the service knows no such address; or how the service failed.</returns>
    /// <exception cref="HttpRequestException">It cannot be reached, breaks off, or says too much.</exception>
    public async Task<Result<Location>> FindAsync(Location location, CancellationToken cancellationToken)
    {
        var search = $"search?q={Uri.EscapeDataString(location.Address!)}&format=jsonv2&limit=1";
        using var response = await http.GetAsync(new Uri(search, UriKind.Relative), cancellationToken);
        if (response.IsSuccessStatusCode)
            return Read(await response.Content.ReadAsByteArrayAsync(cancellationToken), location);

        // Whatever it refuses, it is not the resident's fault; whether to ask again is for the service to say.
        return (await response.ReadErrorAsync(problems, cancellationToken)).AsOfDependency();
    }

    private static Result<Location> Read(byte[] answer, Location location)
    {
        try
        {
            return JsonSerializer.Deserialize(answer, GeocodingJson.Default.ListFound) switch
            {
                [] => location,
                [{ } first, ..] when TryRead(first, out var latitude, out var longitude) => location with { Latitude = latitude, Longitude = longitude },
                _ => CommonErrors.DependencyFailed(),
            };
        }
        catch (JsonException garbage)
        {
            return CommonErrors.DependencyFailed().WithCause(garbage);
        }
    }

    private static bool TryRead(Found found, out double latitude, out double longitude)
    {
        const NumberStyles degrees = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;
        longitude = 0;
        return double.TryParse(found.Lat, degrees, CultureInfo.InvariantCulture, out latitude)
            && double.TryParse(found.Lon, degrees, CultureInfo.InvariantCulture, out longitude)
            && Location.IsOnEarth(latitude, longitude);
    }
}

/// <summary>One place of an answer. The service writes numbers as text.</summary>
internal sealed record Found(string? Lat, string? Lon);

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, MaxDepth = 32)]
[JsonSerializable(typeof(List<Found>))]
internal sealed partial class GeocodingJson : JsonSerializerContext;
