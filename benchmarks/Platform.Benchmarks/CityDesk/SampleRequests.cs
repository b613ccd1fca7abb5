using CityDesk.Domain;
using CityDesk.Open311.Documents;

namespace Platform.Benchmarks.CityDesk;

/// <summary>The same requests for both sides, with the texts that residents write: mostly plain, some with quotation marks, umlauts or a picture.</summary>
internal static class SampleRequests
{
    private static readonly DateTimeOffset Noon = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    private static readonly string[] Descriptions =
    [
        "A hole in the carriageway. It is getting worse with every rain, and cyclists swerve into the traffic.",
        "Street light out since Monday in front of the school. Children cross here in the morning.",
        "The bin on the corner was not emptied this week either.",
        "Sign says \"No parking\" but it hangs upside down & nobody can read it.",
        "Vor der Bäckerei Müller liegt seit Tagen Sperrmüll auf dem Gehweg.\r\nBitte abholen.",
        "Grafitti at the underpass 🚧, second time this month",
        "",
    ];

    public static RequestRow[] Rows(int count) => [.. Enumerable.Range(0, count).Select(Row)];

    public static RequestView[] Views(int count) => [.. Rows(count).Select(View)];

    private static RequestRow Row(int number) => new()
    {
        Id = 1_000_000 + number,
        ImportSource = null,
        ExternalId = null,
        Status = number % 2 == 0 ? RequestStatus.Open : RequestStatus.Closed,
        StatusNotes = number % 2 == 0 ? "" : "The crew filled it on Tuesday.",
        ServiceName = "Pothole",
        ServiceCode = "POTHOLE",
        Description = Descriptions[number % Descriptions.Length],
        AgencyResponsible = "Street Maintenance",
        ServiceNotice = "A crew inspects within two working days.",
        RequestedAt = Noon.AddMinutes(-number),
        UpdatedAt = Noon,
        ExpectedAt = number % 3 == 0 ? null : Noon.AddDays(5),
        Address = $"{number + 1} Mill Lane",
        AddressId = null,
        ZipCode = "99001",
        Latitude = 30.0012 + (number / 10_000d),
        Longitude = -40.012345,
        MediaUrl = number % 5 == 0 ? $"https://pictures.example/2026/05/{number}.jpg" : null,
    };

    private static RequestView View(RequestRow row) => new()
    {
        Id = ServiceRequest.FormatPublicId(row.Id, row.ImportSource, row.ExternalId),
        Status = row.Status == RequestStatus.Closed ? "closed" : "open",
        StatusNotes = OrNull(row.StatusNotes),
        ServiceName = row.ServiceName,
        ServiceCode = row.ServiceCode,
        Description = OrNull(row.Description),
        AgencyResponsible = row.AgencyResponsible,
        ServiceNotice = row.ServiceNotice,
        RequestedAt = row.RequestedAt.UtcDateTime,
        UpdatedAt = row.UpdatedAt.UtcDateTime,
        ExpectedAt = row.ExpectedAt?.UtcDateTime,
        Address = row.Address,
        AddressId = row.AddressId,
        ZipCode = row.ZipCode,
        Latitude = row.Latitude,
        Longitude = row.Longitude,
        MediaUrl = row.MediaUrl,
    };

    private static string? OrNull(string text) => text.Length == 0 ? null : text;
}
