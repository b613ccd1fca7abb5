using System.ComponentModel.DataAnnotations;

namespace CityDesk;

/// <summary>Section <c>Desk</c>: who runs this desk. Every default works as it is.</summary>
public sealed class DeskOptions
{
    public const string Section = "Desk";

    /// <summary>Where the local database lies; relative to the folder in which the program is started.</summary>
    /// <value>Default: <c>citydesk-data</c>.</value>
    [Required]
    public string DataFolder { get; set; } = "citydesk-data";

    /// <summary>The city whose requests are meant when a client names none (<c>jurisdiction_id</c>).</summary>
    /// <value>Default: <c>riverton.example</c>, the generated city.</value>
    [Required]
    public string DefaultJurisdiction { get; set; } = "riverton.example";

    /// <summary>Whether a client must name the city. GeoReport v2 asks for it where an endpoint serves several.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    public bool RequireJurisdictionId { get; set; }

    /// <summary>Seed of the generated city: the same seed gives the same city.</summary>
    /// <value>Default: 311.</value>
    public int CitySeed { get; set; } = 311;

    /// <summary>How many requests the generated city starts with; 0 for a city without history.</summary>
    /// <value>Default: 2,000.</value>
    [Range(0, 10_000_000)]
    public int CityRequests { get; set; } = 2_000;

    /// <summary>How often waiting batch requests get their numbers.</summary>
    /// <value>Default: 30 seconds.</value>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where clients write to for a key, shown by service discovery.</summary>
    /// <value>Default: a sentence that names the command.</value>
    public string KeyService { get; set; } = "Ask the operator of this desk: citydesk keys add NAME";

    /// <summary>How people reach the operator, shown by service discovery.</summary>
    /// <value>Default: <c>desk@riverton.example</c>.</value>
    public string Contact { get; set; } = "desk@riverton.example";
}
