using System.Reflection;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.AspNetCore.Filters;
using Platform.Validation.AspNetCore.Parameters;

namespace Platform.Validation.AspNetCore;

/// <summary>Validation for endpoints of minimal APIs.</summary>
public static class PlatformValidationEndpointExtensions
{
    /// <summary>
    /// Has every argument of a validated type sanitised and judged after it was bound, from route, query, headers, form or body: what
    /// <c>[AsParameters]</c> and <c>[FromForm]</c> gather among it; and every parameter that carries attributes of DataAnnotations itself
    /// (<c>[Range(1, 100)] int page</c>). The bytes of a JSON body of a validated type are judged before they are bound, as for <see cref="Valid{T}"/>; what
    /// the framework refuses while it binds is answered in the same shape. A parameter of a type that is not yours names its rules:
    /// <c>[ValidatedBy&lt;ParcelRules&gt;] Parcel parcel</c>.
    /// </summary>
    /// <typeparam name="TBuilder">Endpoint or group.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder RequirePlatformValidation<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Add(static endpoint =>
        {
            // A group says it for all of its endpoints, and one of them may say it again.
            if (endpoint.RequestDelegate is not { } bindAndHandle || endpoint.Metadata.Contains(ValidatedArgumentsMetadata.Instance))
                return;
            endpoint.RequestDelegate = new BytesFirst(bindAndHandle).InvokeAsync;
            endpoint.FilterFactories.Insert(0, static (_, next) => invocation => BoundArgumentsFilter.InvokeAsync(invocation, next));
        });
        builder.AddEndpointFilterFactory(static (context, next) =>
        {
            var filter = new ArgumentsFilter(context.MethodInfo);
            return invocation => filter.InvokeAsync(invocation, next);
        });
        builder.WithMetadata(ValidatedArgumentsMetadata.Instance);
        builder.Add(static endpoint =>
        {
            if (endpoint.Metadata.OfType<MethodInfo>().FirstOrDefault() is not { } handler || !ArgumentsFilter.Judges(handler) || endpoint.Metadata.Any(static each => each is ForeignBodyMetadata))
                return;
            var accepts = endpoint.Metadata.OfType<IAcceptsMetadata>().ToList();
            if (ForeignRules.Of(handler).FirstOrDefault(rules => rules is not null && accepts.Exists(each => each.RequestType == rules.Type)) is { } foreign)
            {
                endpoint.Metadata.Add(new ForeignBodyMetadata(foreign.Type));
                // For who describes the endpoint: the type itself knows nothing of its rules.
                endpoint.Metadata.Add(foreign);
            }
            var named = endpoint.Metadata.OfType<ForeignBodyMetadata>().FirstOrDefault();
            endpoint.ApplicationServices.GetService<IValidationFailureWriter>()?.Describe(endpoint, accepts.Exists(each => BytesFirst.IsJudged(each) || BytesFirst.IsForeign(each, named)));
        });
        return builder;
    }

    /// <summary>Says that an endpoint takes a body which is not validated, and is meant to; the check at start leaves it alone.</summary>
    /// <typeparam name="TBuilder">Endpoint or group.</typeparam>
    /// <param name="builder">The endpoint, or a group of them.</param>
    /// <returns><paramref name="builder"/>, for chaining.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="builder"/> is <see langword="null"/>.</exception>
    public static TBuilder AllowUnvalidatedBody<TBuilder>(this TBuilder builder)
        where TBuilder : IEndpointConventionBuilder
    {
        ArgumentNullException.ThrowIfNull(builder);
        return builder.WithMetadata(new AllowUnvalidatedBodyAttribute());
    }
}
