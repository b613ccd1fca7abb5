using Platform.Plugins.Abstractions;

namespace CityDesk.Contract;

/// <summary>Says which crew is to see to a problem, in the moment in which it is reported.</summary>
[PluginContract("request-rule", "1.0")]
public interface IRequestRule
{
    /// <summary>Judges one report. Asked while a resident waits: whoever has not answered within half a second is passed over.</summary>
    /// <param name="report">What was reported.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <returns>The crew and why it; nothing where this rule has nothing to say.</returns>
    ValueTask<CrewChoice?> JudgeAsync(ProblemReport report, CancellationToken cancellationToken);
}

/// <summary>A problem as it was reported. Who has reported it is told to no plugin; what they wrote may name anybody.</summary>
/// <param name="City">The id of the city.</param>
/// <param name="ServiceCode">The code of the service that was chosen.</param>
/// <param name="ServiceName">Its name.</param>
/// <param name="Description">What the resident wrote; may be empty.</param>
/// <param name="Address">Where it is, as it was written; nothing where only coordinates are known.</param>
/// <param name="Latitude">WGS 84 degrees, known together with the longitude or not at all.</param>
/// <param name="Longitude">WGS 84 degrees.</param>
public sealed record ProblemReport(
    string City, string ServiceCode, string ServiceName, string Description,
    string? Address = null, double? Latitude = null, double? Longitude = null);

/// <summary>Who is to see to a problem.</summary>
/// <param name="Crew">The team or contractor, one line of at most 200 characters.</param>
/// <param name="Reason">Why, for the history of the request: at most 500 characters.</param>
public sealed record CrewChoice(string Crew, string Reason);
