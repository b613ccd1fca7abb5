using System.Text.Json.Serialization;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Management;

/// <summary>Which dead letters wait again.</summary>
/// <param name="Places">Their places.</param>
internal sealed record ReviveBody(IReadOnlyList<long>? Places);

/// <summary>How many do.</summary>
/// <param name="Count">How many.</param>
internal sealed record Revived(int Count);

/// <summary>What is to be delivered again.</summary>
/// <param name="Scope">Which events.</param>
/// <param name="From">Published at this time or later.</param>
/// <param name="Until">Published before this time; up to now where it is left out.</param>
/// <param name="Types">Of these types alone.</param>
internal sealed record RedeliveryBody(RedeliveryScope? Scope, DateTimeOffset? From, DateTimeOffset? Until, IReadOnlyList<string>? Types);

/// <summary>What is wrong, as RFC 9457 has it.</summary>
/// <param name="Title">In a sentence.</param>
/// <param name="Status">The status.</param>
internal sealed record Problem(string Title, int Status);

/// <summary>How the API is written and read. What it does not know in a request is an error: a misspelled limit would be none.</summary>
[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase, UseStringEnumConverter = true, UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(IReadOnlyList<LaneStanding>))]
[JsonSerializable(typeof(IReadOnlyList<DeadLetter>))]
[JsonSerializable(typeof(IReadOnlyList<RedeliveryJob>))]
[JsonSerializable(typeof(RedeliveryEstimate))]
[JsonSerializable(typeof(ReviveBody))]
[JsonSerializable(typeof(Revived))]
[JsonSerializable(typeof(RedeliveryBody))]
[JsonSerializable(typeof(Problem))]
[JsonSerializable(typeof(IReadOnlyList<RegisteredEndpoint>))]
[JsonSerializable(typeof(EndpointBody))]
[JsonSerializable(typeof(TestBody))]
[JsonSerializable(typeof(IssuedAnswer))]
[JsonSerializable(typeof(AttemptAnswer))]
[JsonSerializable(typeof(IReadOnlyList<KeptAttemptAnswer>))]
[JsonSerializable(typeof(ConfirmationAnswer))]
[JsonSerializable(typeof(RefusedProblem))]
internal sealed partial class ManagementJson : JsonSerializerContext;
