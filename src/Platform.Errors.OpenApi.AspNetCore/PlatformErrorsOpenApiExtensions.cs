using Microsoft.AspNetCore.OpenApi;
using Platform.Errors.OpenApi.AspNetCore.Examples;

namespace Platform.Errors.OpenApi.AspNetCore;

/// <summary>Adds examples of errors to OpenAPI documents.</summary>
public static class PlatformErrorsOpenApiExtensions
{
    /// <summary>
    /// Has the document show, under each status of an endpoint, every error that the endpoint says of itself (<see cref="IErrorResponseMetadata"/>, which
    /// <c>ProducesErrors</c> of Platform.Errors.AspNetCore writes): the whole problem as it is sent, in the neutral language, named by its code. Where a
    /// transformer that came before has put an example under that code, it stays.
    /// </summary>
    /// <param name="options">The options of the document.</param>
    /// <returns><paramref name="options"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="options"/> is <see langword="null"/>.</exception>
    public static OpenApiOptions AddPlatformErrors(this OpenApiOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        return options.AddOperationTransformer(new ExampleTransformer());
    }
}
