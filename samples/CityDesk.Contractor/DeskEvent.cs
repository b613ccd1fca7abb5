using System.Text.Json;
using System.Text.Json.Serialization;

namespace CityDesk.Contractor;

/// <summary>What the desk tells.</summary>
/// <param name="Type"><c>request.opened</c>, <c>request.assigned</c> or <c>request.closed</c>.</param>
/// <param name="Timestamp">When it happened.</param>
/// <param name="Data">To what.</param>
public sealed record DeskEvent(string Type, DateTimeOffset Timestamp, DeskRequest Data);

/// <summary>What residents have reported.</summary>
/// <param name="Id">Its number at the desk.</param>
/// <param name="Summary">What it is about.</param>
/// <param name="Team">Who is to see to it.</param>
public sealed record DeskRequest(string Id, string? Summary = null, string? Team = null);

/// <summary>A job in the book of the firm.</summary>
/// <param name="Request">The number at the desk.</param>
/// <param name="State">What the desk said last.</param>
/// <param name="Changes">How often the desk said anything of it.</param>
public sealed record Job(string Request, string State, long Changes);

[JsonSourceGenerationOptions(JsonSerializerDefaults.Web)]
[JsonSerializable(typeof(DeskEvent))]
[JsonSerializable(typeof(IReadOnlyList<Job>))]
internal sealed partial class ContractorJson : JsonSerializerContext;
