using System.ComponentModel.DataAnnotations;

namespace CityDesk;

/// <summary>Section <c>Desk</c>: who runs this desk. Every default works as it is.</summary>
public sealed class DeskOptions
{
    public const string Section = "Desk";

    /// <summary>Where the local database lies; relative to the folder in which the program is started.</summary>
    /// <value>Default: <c>citydesk-data</c>.</value>
    [Display(Prompt = "PATH", Description = "where the SQLite database lies, from the folder one is in")]
    [Required(ErrorMessage = "Desk:DataFolder must name a folder.")]
    public string DataFolder { get; set; } = "citydesk-data";

    /// <summary>The city whose requests are meant when a client names none (<c>jurisdiction_id</c>).</summary>
    /// <value>Default: <c>riverton.example</c>, the generated city.</value>
    [Display(Prompt = "ID", Description = "the city that is meant when a client names none")]
    [Required(ErrorMessage = "Desk:DefaultJurisdiction must name a city.")]
    public string DefaultJurisdiction { get; set; } = "riverton.example";

    /// <summary>Whether a client must name the city. GeoReport v2 asks for it where an endpoint serves several.</summary>
    /// <value>Default: <see langword="false"/>.</value>
    [Display(Prompt = "BOOL", Description = "whether Open311 calls must name a city")]
    public bool RequireJurisdictionId { get; set; }

    /// <summary>Seed of the generated city: the same seed gives the same city.</summary>
    /// <value>Default: 311.</value>
    [Display(Prompt = "NUMBER", Description = "which city is made up on the first start")]
    public int CitySeed { get; set; } = 311;

    /// <summary>How many requests the generated city starts with; 0 for a city without history.</summary>
    /// <value>Default: 2,000.</value>
    [Display(Prompt = "NUMBER", Description = "how many requests it starts with")]
    [Range(0, 10_000_000, ErrorMessage = "Desk:CityRequests must be 0 to 10,000,000.")]
    public int CityRequests { get; set; } = 2_000;

    /// <summary>Whether <c>/openapi/v1.json</c> describes the staff API to whoever asks: its bodies by their rules, and each error with an example.</summary>
    /// <value>Default: <see langword="false"/>, because strangers need not be shown the doors of staff.</value>
    [Display(Prompt = "BOOL", Description = "whether /openapi/v1.json describes the staff API")]
    public bool OpenApiDocument { get; set; }

    /// <summary>How often waiting batch requests get their numbers.</summary>
    /// <value>Default: 30 seconds.</value>
    [Display(Prompt = "DURATION", Description = "how often requests of batch services get their numbers")]
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00", ErrorMessage = "Desk:BatchInterval must be 1 second to 1 day, written as hours:minutes:seconds.")]
    public TimeSpan BatchInterval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>Where clients write to for a key, shown by service discovery.</summary>
    /// <value>Default: a sentence that names the command.</value>
    [Display(Prompt = "TEXT", Description = "how to get a key, shown by service discovery")]
    [Required(ErrorMessage = "Desk:KeyService must say how to get a key: service discovery has to tell it.")]
    public string KeyService { get; set; } = "Ask the operator of this desk: citydesk keys add NAME";

    /// <summary>How people reach the operator, shown by service discovery.</summary>
    /// <value>Default: <c>desk@riverton.example</c>.</value>
    [Display(Prompt = "TEXT", Description = "how to reach the operator, shown by service discovery")]
    [Required(ErrorMessage = "Desk:Contact must say how to reach the operator: service discovery has to tell it.")]
    public string Contact { get; set; } = "desk@riverton.example";

    /// <summary>What service discovery says this desk is.</summary>
    /// <value>Default: <see cref="EndpointType.Test"/>, because the city is made up until a real one is imported.</value>
    [Display(Prompt = "NAME", Description = "Test or Production, shown by service discovery")]
    public EndpointType EndpointType { get; set; } = EndpointType.Test;
}

/// <summary>Open311 service discovery, <c>type</c> of an endpoint.</summary>
public enum EndpointType
{
    /// <summary>For trying clients out: nobody comes for what is reported here.</summary>
    Test,

    /// <summary>People act on what is reported here.</summary>
    Production,
}
