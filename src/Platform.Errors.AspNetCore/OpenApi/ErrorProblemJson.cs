using System.Text.Json.Serialization;

namespace Platform.Errors.AspNetCore;

/// <summary>The contract of <see cref="ErrorProblem"/>, from which OpenAPI makes its schema where the application has no reflection.</summary>
[JsonSerializable(typeof(ErrorProblem))]
internal sealed partial class ErrorProblemJson : JsonSerializerContext;
