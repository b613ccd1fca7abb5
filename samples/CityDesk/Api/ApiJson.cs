using System.Text.Json;
using System.Text.Json.Serialization;

namespace CityDesk.Api;

/// <summary>
/// JSON of the staff API. Strict: no unknown or repeated members, no other case, no comments, no trailing commas, no numbers
/// in quotes; and no deeper than what is exchanged here.
/// </summary>
[JsonSourceGenerationOptions(
    JsonSerializerDefaults.Strict,
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    MaxDepth = 8)]
[JsonSerializable(typeof(TransitionCommand))]
[JsonSerializable(typeof(RequestView))]
internal sealed partial class ApiJson : JsonSerializerContext;
