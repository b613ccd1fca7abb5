using System.Globalization;

namespace CityDesk.Data;

/// <summary>What the first start made up and shows once: afterwards only hashes are kept.</summary>
public sealed record FirstStart(string Jurisdiction, string StaffUserName, string StaffPassword, string ApiKey, int Requests)
{
    /// <summary>The database that was made, as a person would name it.</summary>
    public required string Place { get; init; }

    /// <summary>As it is shown to a person.</summary>
    public IReadOnlyList<string> Lines =>
    [
        string.Create(CultureInfo.InvariantCulture, $"First start: {Requests:N0} requests were made up in {Jurisdiction}, kept in {Place}. Shown only now:"),
        $"  staff sign-in  {StaffUserName} / {StaffPassword}",
        $"  Open311 key    {ApiKey}",
    ];
}
