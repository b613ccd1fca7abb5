using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Errors.AspNetCore;

/// <summary>
/// The body of every response with an error: problem details (RFC 9457) with the members of this library. It is what OpenAPI is told, under the name of this
/// type; errors themselves are written without it. An action of a controller says it with <c>[ProducesResponseType&lt;ErrorProblem&gt;(409)]</c>.
/// </summary>
[Description("Problem details (RFC 9457) of an error.")]
public sealed record ErrorProblem
{
    /// <summary>The problem type, a URI, RFC 9457 §3.1.1.</summary>
    [JsonPropertyName("type"), Description("The problem type, a URI.")]
    public required string Type { get; init; }

    /// <summary>What went wrong, the same for each occurrence, in the language of the answer; §3.1.3.</summary>
    [JsonPropertyName("title"), Description("What went wrong, for people; the same for each occurrence.")]
    public required string Title { get; init; }

    /// <summary>The HTTP status, §3.1.2.</summary>
    [JsonPropertyName("status"), Description("The HTTP status.")]
    public required int Status { get; init; }

    /// <summary>A page that explains the error.</summary>
    /// <value>Default: <see langword="null"/>, if there is none.</value>
    [JsonPropertyName("helpLink"), Description("A page that explains the error.")]
    public string? HelpLink { get; init; }

    /// <summary>What is particular of this occurrence, in the language of the answer; §3.1.4.</summary>
    /// <value>Default: <see langword="null"/>, if there is nothing to say.</value>
    [JsonPropertyName("detail"), Description("What went wrong this time, for people.")]
    public string? Detail { get; init; }

    /// <summary>What the occurrence is about, a URI reference, §3.1.5.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    [JsonPropertyName("instance"), Description("What it is about, a URI reference.")]
    public string? Instance { get; init; }

    /// <summary>What programs branch on.</summary>
    [JsonPropertyName("code"), Description("The code of the error, for programs; it never changes its meaning.")]
    public required string Code { get; init; }

    /// <summary>By what the occurrence is found in logs and traces.</summary>
    /// <value>Default: <see langword="null"/>.</value>
    [JsonPropertyName("traceId"), Description("By what this occurrence is found in logs and traces.")]
    public string? TraceId { get; init; }

    /// <summary>What in the request it is about, a JSON Pointer (RFC 6901).</summary>
    /// <value>Default: <see langword="null"/>, if it is not about one place.</value>
    [JsonPropertyName("pointer"), Description("The place in the request that it is about, a JSON Pointer (RFC 6901).")]
    public string? Pointer { get; init; }

    /// <summary>Whether the same request may succeed later.</summary>
    /// <value>Default: <see langword="null"/>, which means that it will not.</value>
    [JsonPropertyName("retryable"), Description("True if the same request may succeed later; otherwise it is not there.")]
    public bool? Retryable { get; init; }

    /// <summary>After how many seconds to try again.</summary>
    /// <value>Default: <see langword="null"/>, if that is not known.</value>
    [JsonPropertyName("retryAfter"), Description("After how many seconds to try again.")]
    public decimal? RetryAfter { get; init; }

    /// <summary>The arguments of the error by their names.</summary>
    /// <value>Default: <see langword="null"/>, if the error has none.</value>
    [JsonPropertyName("args"), Description("The arguments of the error; their names and types belong to the code.")]
    public IReadOnlyDictionary<string, JsonElement>? Arguments { get; init; }

    /// <summary>What is wrong in all, where it is more than one thing or about one place.</summary>
    /// <value>Default: <see langword="null"/>, if it is one thing and about no place.</value>
    [JsonPropertyName("errors"), Description("All that is wrong, where it is several things or about a place in the request.")]
    public IReadOnlyList<ErrorProblemEntry>? Errors { get; init; }

    /// <summary>How many more there are than <see cref="Errors"/> lists.</summary>
    /// <value>Default: <see langword="null"/>, if it lists them all.</value>
    [JsonPropertyName("errorsOmitted"), Description("How many errors more there are than are listed.")]
    public int? ErrorsOmitted { get; init; }
}
