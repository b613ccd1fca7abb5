using CityDesk.Domain;

namespace CityDesk.Api;

/// <summary>All that staff may know of a request, with its history from the beginning.</summary>
internal sealed record RequestView
{
    public required string Id { get; init; }

    /// <summary>To be sent with a transition, so that nobody overwrites what they have not seen.</summary>
    public required int Version { get; init; }

    public required string JurisdictionId { get; init; }

    public required string ServiceCode { get; init; }

    public required string ServiceName { get; init; }

    /// <summary><c>open</c>, <c>assigned</c> or <c>closed</c>.</summary>
    public required string Status { get; init; }

    public required string StatusNotes { get; init; }

    public required string? AssignedTo { get; init; }

    public required string Description { get; init; }

    public required LocationView Location { get; init; }

    public required ReporterView Reporter { get; init; }

    public required string? MediaUrl { get; init; }

    public required IReadOnlyList<AnswerView> Answers { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? ExpectedAt { get; init; }

    public required DateTimeOffset? ClosedAt { get; init; }

    public required IReadOnlyList<EventView> History { get; init; }

    public static RequestView Of(ServiceRequest request) => new()
    {
        Id = request.PublicId,
        Version = request.Version,
        JurisdictionId = request.JurisdictionId,
        ServiceCode = request.Service.Code,
        ServiceName = request.Service.Name,
        Status = NameOf(request.Status),
        StatusNotes = request.StatusNotes,
        AssignedTo = request.AssignedTo,
        Description = request.Description,
        Location = LocationView.Of(request.Location),
        Reporter = ReporterView.Of(request.Reporter),
        MediaUrl = request.MediaUrl,
        Answers = [.. request.Answers.Select(answer => new AnswerView(answer.Code, answer.Values))],
        RequestedAt = request.RequestedAt,
        UpdatedAt = request.UpdatedAt,
        ExpectedAt = request.ExpectedAt,
        ClosedAt = request.ClosedAt,
        History = [.. request.History.OrderBy(line => line.Id).Select(EventView.Of)],
    };

    private static string NameOf(RequestStatus status) => status switch
    {
        RequestStatus.Open => "open",
        RequestStatus.Assigned => "assigned",
        _ => "closed",
    };
}

internal sealed record LocationView(double? Latitude, double? Longitude, string? Address, string? AddressId, string? ZipCode)
{
    public static LocationView Of(Location location) =>
        new(location.Latitude, location.Longitude, location.Address, location.AddressId, location.ZipCode);
}

/// <summary>Personal data.</summary>
internal sealed record ReporterView(string? FirstName, string? LastName, string? Email, string? Phone, string? DeviceId, string? AccountId)
{
    public static ReporterView Of(Reporter reporter) =>
        new(reporter.FirstName, reporter.LastName, reporter.Email, reporter.Phone, reporter.DeviceId, reporter.AccountId);
}

internal sealed record AnswerView(string Code, IReadOnlyList<string> Values);

internal sealed record EventView(DateTimeOffset At, string Kind, string Actor, string Note)
{
    public static EventView Of(RequestEvent line) => new(line.At, NameOf(line.Kind), line.Actor, line.Note);

    private static string NameOf(RequestEventKind kind) => kind switch
    {
        RequestEventKind.Opened => "opened",
        RequestEventKind.Imported => "imported",
        RequestEventKind.Numbered => "numbered",
        RequestEventKind.Assigned => "assigned",
        RequestEventKind.Noted => "noted",
        RequestEventKind.Closed => "closed",
        _ => "reopened",
    };
}
