using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Validation.AspNetCore;

/// <summary>One of the things that are wrong with a request; an entry of <see cref="ValidationFailureProblem.Errors"/>.</summary>
[Description("One of the things that are wrong.")]
public sealed record ValidationFailureEntry
{
    /// <summary>What programs branch on (<see cref="ValidationCodes"/>).</summary>
    [JsonPropertyName("code"), Description("The code of what is wrong, for programs; it never changes its meaning.")]
    public required string Code { get; init; }

    /// <summary>Where, a JSON Pointer (RFC 6901) in the names that were sent; empty for the whole.</summary>
    [JsonPropertyName("pointer"), Description("The place in the request, a JSON Pointer (RFC 6901).")]
    public required string Pointer { get; init; }

    /// <summary>What is wrong, in the language of the answer.</summary>
    [JsonPropertyName("detail"), Description("What is wrong, for people.")]
    public required string Detail { get; init; }

    /// <summary>The facts by their names: the limit, what was found.</summary>
    /// <value>Default: <see langword="null"/>, if there are none.</value>
    [JsonPropertyName("args"), Description("The facts of what is wrong; their names and types belong to the code.")]
    public IReadOnlyDictionary<string, JsonElement>? Arguments { get; init; }
}
