using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace Platform.Errors.AspNetCore;

/// <summary>One of several things that are wrong; an entry of <see cref="ErrorProblem.Errors"/>.</summary>
[Description("One of the things that are wrong.")]
public sealed record ErrorProblemEntry
{
    /// <summary>What programs branch on.</summary>
    [JsonPropertyName("code"), Description("The code of the error, for programs; it never changes its meaning.")]
    public required string Code { get; init; }

    /// <summary>What in the request it is about, a JSON Pointer (RFC 6901).</summary>
    /// <value>Default: <see langword="null"/>, if it is not about one place.</value>
    [JsonPropertyName("pointer"), Description("The place in the request that it is about, a JSON Pointer (RFC 6901).")]
    public string? Pointer { get; init; }

    /// <summary>What is wrong, in the language of the answer.</summary>
    [JsonPropertyName("detail"), Description("What is wrong, for people.")]
    public required string Detail { get; init; }

    /// <summary>The arguments of the error by their names.</summary>
    /// <value>Default: <see langword="null"/>, if the error has none.</value>
    [JsonPropertyName("args"), Description("The arguments of the error; their names and types belong to the code.")]
    public IReadOnlyDictionary<string, JsonElement>? Arguments { get; init; }
}
