using System.Text.Json.Serialization;

namespace Platform.Benchmarks.CityDesk.Load;

/// <summary>A request as Open311 shows it.</summary>
internal sealed record BareView(
    string ServiceRequestId, string Status, string StatusNotes, string ServiceName, string ServiceCode, string Description, string? AgencyResponsible,
    DateTimeOffset RequestedDatetime, DateTimeOffset UpdatedDatetime, DateTimeOffset? ExpectedDatetime, string? Address, string? Zipcode, double? Lat, double? Long)
{
    public static BareView Of(BareRequest request, string serviceName, string serviceCode, string? agency) => new(
        $"{request.Id}", request.Status, request.StatusNotes, serviceName, serviceCode, request.Description, agency, At(request.RequestedAt), At(request.UpdatedAt),
        request.ExpectedAt is { } expected ? At(expected) : null, request.Address, request.ZipCode, request.Latitude, request.Longitude);

    private static DateTimeOffset At(long milliseconds) => DateTimeOffset.FromUnixTimeMilliseconds(milliseconds);
}

internal sealed record BareReceipt(string ServiceRequestId, string? ServiceNotice);

[JsonSerializable(typeof(BareView[]))]
[JsonSerializable(typeof(BareReceipt[]))]
internal sealed partial class BareJson : JsonSerializerContext;
