using System.Text.Json.Serialization;

namespace Platform.Validation.DataSets.Tests;

/// <summary>A row with everything that can be wrong with one.</summary>
public sealed record Order(string? Id, string? Email, int? Quantity, double? Price, string? Country, DateTimeOffset? Placed, DateTimeOffset? Shipped, long? Customer);

[JsonSerializable(typeof(Order))]
[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase)]
internal sealed partial class OrderJson : JsonSerializerContext;
