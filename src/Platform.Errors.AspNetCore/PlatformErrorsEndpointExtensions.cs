using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;

namespace Platform.Errors.AspNetCore;

/// <summary>What endpoints and groups of them are told about errors.</summary>
public static class PlatformErrorsEndpointExtensions
{
    /// <summary>
    /// Lets minimal APIs return <see cref="Error"/>, <see cref="Result"/> and <see cref="Result{T}"/> as they are: a success is answered with its value as
    /// JSON (204 where there is none), a failure with its error. Call it on a group, or on an endpoint. An endpoint that returns one of them without it is
    /// refused when the host starts.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static TBuilder WithPlatformErrors<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.AddEndpointFilterFactory(static (_, next) => async invocation => ResultFilter.Answer(await next(invocation).ConfigureAwait(false)));
        builder.Add(static endpoint =>
        {
            EndpointErrors.AddWriter(endpoint);
            endpoint.Metadata.Add(ResultFilter.Applied);
        });
        builder.Finally(ResultMetadata.DescribeValues);
        return builder;
    }

    /// <summary>
    /// Gives the errors of an endpoint or group another shape than problem details. It holds once routing has found the endpoint; for what fails before, see
    /// <see cref="PlatformErrorsAspNetCoreOptions.AddFormat(PathString, IErrorFormat)"/>.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="format">The shape.</param>
    /// <returns><paramref name="builder"/>.</returns>
    public static TBuilder WithErrorFormat<TBuilder>(this TBuilder builder, IErrorFormat format)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(format);
        return builder.WithMetadata(new ErrorFormatMetadata(format));
    }

    /// <summary>
    /// Tells OpenAPI which errors an endpoint or group answers with: under each status that they have an <see cref="ErrorProblem"/>, and in the description of
    /// the response their codes. What a group says and what its endpoints say, in one call or in several, is said together.
    /// </summary>
    /// <typeparam name="TBuilder">The endpoint or group.</typeparam>
    /// <param name="builder">The endpoint or group.</param>
    /// <param name="errors">Entries of catalogues.</param>
    /// <returns><paramref name="builder"/>.</returns>
    /// <remarks>They stand in the metadata of the endpoint as <see cref="IErrorResponseMetadata"/>, one for each status.</remarks>
    public static TBuilder ProducesErrors<TBuilder>(this TBuilder builder, params ReadOnlySpan<ErrorDescriptor> errors)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        var declared = errors.ToArray();
        builder.Add(endpoint => ErrorResponseMetadata.AddTo(endpoint, declared));
        return builder;
    }
}
