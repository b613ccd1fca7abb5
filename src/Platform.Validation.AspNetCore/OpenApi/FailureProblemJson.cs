using System.Text.Json.Serialization;

namespace Platform.Validation.AspNetCore;

/// <summary>The contract of <see cref="ValidationFailureProblem"/>, from which OpenAPI makes its schema where the application has no reflection.</summary>
[JsonSerializable(typeof(ValidationFailureProblem))]
internal sealed partial class FailureProblemJson : JsonSerializerContext;
