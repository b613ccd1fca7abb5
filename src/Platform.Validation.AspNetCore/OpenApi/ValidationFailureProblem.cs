using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Validation.AspNetCore;

/// <summary>
/// The body of every answer to a request that was refused: problem details (RFC 9457) with the members of this library. It is what OpenAPI is told, under the
/// name of this type; answers themselves are written without it.
/// </summary>
[Description("Problem details (RFC 9457) of a request that was refused.")]
public sealed record ValidationFailureProblem
{
    /// <summary>The problem type, a URI, RFC 9457 §3.1.1.</summary>
    [JsonPropertyName("type"), Description("The problem type, a URI.")]
    public required string Type { get; init; }

    /// <summary>What went wrong, the same for each occurrence; §3.1.3.</summary>
    [JsonPropertyName("title"), Description("What went wrong, for people; the same for each occurrence.")]
    public required string Title { get; init; }

    /// <summary>The HTTP status, §3.1.2.</summary>
    [JsonPropertyName("status"), Description("The HTTP status.")]
    public required int Status { get; init; }

    /// <summary>What programs branch on: <c>VALIDATION_FAILED</c>, or why the body was not looked at.</summary>
    [JsonPropertyName("code"), Description("The code of the refusal, for programs; it never changes its meaning.")]
    public required string Code { get; init; }

    /// <summary>By what the occurrence is found in logs and traces.</summary>
    [JsonPropertyName("traceId"), Description("By what this occurrence is found in logs and traces.")]
    public required string TraceId { get; init; }

    /// <summary><c>isTruncated</c>, where there are more errors than are listed.</summary>
    /// <value>Default: <see langword="null"/>, if they are all listed.</value>
    [JsonPropertyName("args"), Description("isTruncated, if there are more errors than are listed.")]
    public IReadOnlyDictionary<string, JsonElement>? Arguments { get; init; }

    /// <summary>All that is wrong.</summary>
    /// <value>Default: <see langword="null"/>, if the body was not looked at.</value>
    [JsonPropertyName("errors"), Description("All that is wrong; not there if the body was not looked at.")]
    public IReadOnlyList<ValidationFailureEntry>? Errors { get; init; }
}
