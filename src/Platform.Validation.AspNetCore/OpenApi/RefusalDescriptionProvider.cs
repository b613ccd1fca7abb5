using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Formatters;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.AspNetCore.Routing;
using Microsoft.AspNetCore.Routing.Patterns;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Filters;

namespace Platform.Validation.AspNetCore.OpenApi;

/// <summary>
/// Says of actions of MVC how their requests are refused, as endpoints of minimal APIs say it in their metadata. An attribute on the action would do
/// the same, and take away what the framework says of its success by itself.
/// </summary>
internal sealed class RefusalDescriptionProvider(IServiceProvider services) : IApiDescriptionProvider
{
    /// <summary>After the framework, which describes actions at -1000.</summary>
    public int Order => 0;

    public void OnProvidersExecuting(ApiDescriptionProviderContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        var writer = services.GetService<IValidationFailureWriter>();
        foreach (var description in context.Results)
        {
            if (writer is not null && description.ActionDescriptor is ControllerActionDescriptor action
                && ActionRules.Of(action) is { JudgesAnything: true } rules)
                Describe(description, action, writer, rules.ReadsBody);
        }
    }

    public void OnProvidersExecuted(ApiDescriptionProviderContext context)
    {
    }

    private void Describe(ApiDescription description, ControllerActionDescriptor action, IValidationFailureWriter writer, bool readsBody)
    {
        var endpoint = new RouteEndpointBuilder(null, RoutePatternFactory.Parse("/"), order: 0) { ApplicationServices = services };
        foreach (var metadata in action.EndpointMetadata.Concat(action.FilterDescriptors.Select(static each => (object)each.Filter)))
            endpoint.Metadata.Add(metadata);
        var said = endpoint.Metadata.ToHashSet(ReferenceEqualityComparer.Instance);
        writer.Describe(endpoint, readsBody);
        // An attribute first: it has the description.
        var added = endpoint.Metadata.Where(metadata => !said.Contains(metadata)).OrderBy(static metadata => metadata is not ProducesResponseTypeAttribute);
        foreach (var refusal in added.Select(ResponseOf).OfType<ApiResponseType>())
        {
            // What an action itself says of a status it knows better.
            if (description.SupportedResponseTypes.All(response => response.StatusCode != refusal.StatusCode))
                description.SupportedResponseTypes.Add(refusal);
        }
    }

    private ApiResponseType? ResponseOf(object metadata)
    {
        switch (metadata)
        {
            case ProducesResponseTypeAttribute attribute:
                var mediaTypes = new MediaTypeCollection();
                ((IApiResponseMetadataProvider)attribute).SetContentTypes(mediaTypes);
                return ResponseOf(attribute.StatusCode, attribute.Type, attribute.Description, mediaTypes);
            case IProducesResponseTypeMetadata produces:
                return ResponseOf(produces.StatusCode, produces.Type, description: null, produces.ContentTypes);
            default:
                return null;
        }
    }

    private ApiResponseType ResponseOf(int status, Type? type, string? description, IEnumerable<string> mediaTypes)
    {
        var response = new ApiResponseType
        {
            StatusCode = status,
            Type = type,
            Description = description,
            ModelMetadata = type is null ? null : services.GetRequiredService<IModelMetadataProvider>().GetMetadataForType(type),
        };
        foreach (var mediaType in mediaTypes)
            response.ApiResponseFormats.Add(new ApiResponseFormat { MediaType = mediaType });
        return response;
    }
}
