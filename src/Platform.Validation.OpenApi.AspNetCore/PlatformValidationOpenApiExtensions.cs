using Microsoft.AspNetCore.OpenApi;
using Platform.Validation.OpenApi.AspNetCore.Schemas;

namespace Platform.Validation.OpenApi.AspNetCore;

/// <summary>Adds the rules of types to OpenAPI documents.</summary>
public static class PlatformValidationOpenApiExtensions
{
    /// <summary>
    /// Has the document say of every type that is marked <see cref="ValidatedAttribute"/> what its rules say, as far as JSON Schema can
    /// (<see cref="Validator{T}.ToJsonSchema"/>): of bodies, of what is nested in them, and of parameters that <c>[AsParameters]</c> gathers.
    /// </summary>
    /// <param name="options">The options of the document.</param>
    /// <returns><paramref name="options"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static OpenApiOptions AddPlatformValidation(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        var transformer = new RuleTransformer();
        return options.AddSchemaTransformer(transformer).AddOperationTransformer(transformer);
    }
}
