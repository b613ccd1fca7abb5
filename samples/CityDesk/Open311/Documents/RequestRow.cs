using CityDesk.Domain;
using CityDesk.Open311.Formats;

namespace CityDesk.Open311.Documents;

/// <summary>What the public sees of a request. Nothing of the reporter is read from the database, so nothing can slip out.</summary>
internal readonly record struct RequestRow
{
    public required long Id { get; init; }

    public required string? ImportSource { get; init; }

    public required string? ExternalId { get; init; }

    public required RequestStatus Status { get; init; }

    public required string StatusNotes { get; init; }

    public required string ServiceName { get; init; }

    public required string ServiceCode { get; init; }

    public required string Description { get; init; }

    public required string AgencyResponsible { get; init; }

    public required string ServiceNotice { get; init; }

    public required DateTimeOffset RequestedAt { get; init; }

    public required DateTimeOffset UpdatedAt { get; init; }

    public required DateTimeOffset? ExpectedAt { get; init; }

    public required string? Address { get; init; }

    public required string? AddressId { get; init; }

    public required string? ZipCode { get; init; }

    public required double? Latitude { get; init; }

    public required double? Longitude { get; init; }

    public required string? MediaUrl { get; init; }

    /// <summary>One request of GET Service Requests and GET Service Request.</summary>
    public void WriteTo<TWriter>(ref TWriter writer)
        where TWriter : struct, IGeoReportWriter<TWriter>, allows ref struct
    {
        writer.BeginItem("request"u8);
        if (ImportSource is null)
            writer.Identifier("service_request_id"u8, Id);
        else
            writer.Text("service_request_id"u8, ServiceRequest.FormatPublicId(Id, ImportSource, ExternalId));
        writer.Text("status"u8, Status == RequestStatus.Closed ? "closed" : "open");
        writer.Text("status_notes"u8, StatusNotes);
        writer.Text("service_name"u8, ServiceName);
        writer.Text("service_code"u8, ServiceCode);
        writer.Text("description"u8, Description);
        writer.Text("agency_responsible"u8, AgencyResponsible);
        writer.Text("service_notice"u8, ServiceNotice);
        writer.Instant("requested_datetime"u8, RequestedAt);
        writer.Instant("updated_datetime"u8, UpdatedAt);
        writer.Instant("expected_datetime"u8, ExpectedAt);
        writer.Text("address"u8, Address);
        writer.Text("address_id"u8, AddressId);
        writer.Text("zipcode"u8, ZipCode);
        writer.Number("lat"u8, Latitude);
        writer.Number("long"u8, Longitude);
        writer.Text("media_url"u8, MediaUrl);
        writer.EndItem("request"u8);
    }
}
