using System.Text.Json.Serialization;

namespace Platform.Benchmarks.CityDesk;

/// <summary>A request as someone would declare it for a serializer: the names and the order of the answer, every value in its final form.</summary>
internal sealed class RequestView
{
    [JsonPropertyName("service_request_id")]
    public required string Id { get; init; }

    [JsonPropertyName("status")]
    public required string Status { get; init; }

    [JsonPropertyName("status_notes")]
    public required string? StatusNotes { get; init; }

    [JsonPropertyName("service_name")]
    public required string ServiceName { get; init; }

    [JsonPropertyName("service_code")]
    public required string ServiceCode { get; init; }

    [JsonPropertyName("description")]
    public required string? Description { get; init; }

    [JsonPropertyName("agency_responsible")]
    public required string? AgencyResponsible { get; init; }

    [JsonPropertyName("service_notice")]
    public required string? ServiceNotice { get; init; }

    /// <summary>In UTC and whole seconds, which both writers then print as the answer does.</summary>
    [JsonPropertyName("requested_datetime")]
    public required DateTime RequestedAt { get; init; }

    [JsonPropertyName("updated_datetime")]
    public required DateTime UpdatedAt { get; init; }

    [JsonPropertyName("expected_datetime")]
    public required DateTime? ExpectedAt { get; init; }

    [JsonPropertyName("address")]
    public required string? Address { get; init; }

    [JsonPropertyName("address_id")]
    public required string? AddressId { get; init; }

    [JsonPropertyName("zipcode")]
    public required string? ZipCode { get; init; }

    [JsonPropertyName("lat")]
    public required double? Latitude { get; init; }

    [JsonPropertyName("long")]
    public required double? Longitude { get; init; }

    [JsonPropertyName("media_url")]
    public required string? MediaUrl { get; init; }
}

/// <summary>Only the serializing half: straight calls of the writer, with names encoded beforehand.</summary>
[JsonSourceGenerationOptions(GenerationMode = JsonSourceGenerationMode.Serialization)]
[JsonSerializable(typeof(RequestView[]))]
internal sealed partial class RequestViewContext : JsonSerializerContext;
