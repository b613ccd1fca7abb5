using System.ComponentModel.DataAnnotations;

namespace CityDesk.Geocoding;

/// <summary>Section <c>Geocoding</c>: the contractor's service that finds the coordinates of an address.</summary>
internal sealed class GeocodingOptions
{
    public const string Section = "Geocoding";

    /// <summary>Where the service lies, with a slash at its end; it is asked <c>search?q=…</c> as Nominatim is.</summary>
    /// <value>Default: <see langword="null"/>, nobody is asked.</value>
    [Display(Prompt = "ADDRESS", Description = "a service like Nominatim that finds coordinates, with a slash at its end")]
    public Uri? BaseAddress { get; set; }

    /// <summary>How long a resident waits for coordinates at most, all attempts together.</summary>
    /// <value>Default: 2 seconds.</value>
    [Display(Prompt = "DURATION", Description = "how long a resident waits for coordinates at most")]
    [Range(typeof(TimeSpan), "00:00:00.1", "00:00:30", ErrorMessage = "Geocoding:Patience must be 0.1 seconds to 30 seconds, written as hours:minutes:seconds.")]
    public TimeSpan Patience { get; set; } = TimeSpan.FromSeconds(2);
}
