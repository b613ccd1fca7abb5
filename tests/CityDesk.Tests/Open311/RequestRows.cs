using CityDesk.Domain;
using CityDesk.Open311.Documents;

namespace CityDesk.Tests.Open311;

/// <summary>Rows as the database might give them.</summary>
internal static class RequestRows
{
    public static RequestRow Sample(int number, string description = "A hole in the carriageway. It is getting worse.") => new()
    {
        Id = number + 1,
        ImportSource = null,
        ExternalId = null,
        Status = number % 2 == 0 ? RequestStatus.Open : RequestStatus.Closed,
        StatusNotes = number % 2 == 0 ? "" : "Done.",
        ServiceName = "Pothole",
        ServiceCode = "POTHOLE",
        Description = description,
        AgencyResponsible = "Street Maintenance",
        ServiceNotice = "A crew inspects within two working days.",
        RequestedAt = Desk.Today.AddMinutes(-number),
        UpdatedAt = Desk.Today,
        ExpectedAt = number % 3 == 0 ? null : Desk.Today.AddDays(5),
        Address = "12 Elm St",
        AddressId = "R040012",
        ZipCode = "99001",
        Latitude = 30.0012,
        Longitude = -40.012345,
        MediaUrl = null,
    };
}
