using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Http.Metadata;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.ApiExplorer;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.AspNetCore.Mvc.ModelBinding;
using Microsoft.Extensions.Options;

namespace Platform.Errors.AspNetCore;

/// <summary>What <c>NotFound()</c>, <c>Conflict()</c> and their like become in API controllers.</summary>
internal sealed class ErrorClientErrorFactory(IOptions<MvcOptions> options) : IClientErrorFactory
{
    public IActionResult GetClientError(ActionContext actionContext, IClientErrorActionResult clientError) => new ErrorActionResult(ErrorOf(actionContext, clientError));

    private Error ErrorOf(ActionContext context, IClientErrorActionResult clientError) => clientError switch
    {
        IAntiforgeryValidationFailedResult => CommonErrors.AntiforgeryTokenInvalid(),
        // Without a body there is no media type either, and it is the body that is missed.
        UnsupportedMediaTypeResult when HasNoBody(context.HttpContext.Request) => CommonErrors.BodyMissing(),
        UnsupportedMediaTypeResult => CommonErrors.UnsupportedMediaType(AcceptedBy(context)),
        _ => StatusErrors.Of(clientError.StatusCode ?? StatusCodes.Status500InternalServerError),
    };

    /// <summary>What the endpoint says that it takes (the writer knows); else what can be made of a body by somebody who reads the type of its parameter.</summary>
    private string? AcceptedBy(ActionContext context)
    {
        if (context.HttpContext.GetEndpoint()?.Metadata.GetMetadata<IAcceptsMetadata>() is not null)
            return null;
        return context.ActionDescriptor.Parameters.FirstOrDefault(static parameter => parameter.BindingInfo?.BindingSource == BindingSource.Body) is { } body
            ? AcceptedMediaTypes.ListOf(context.HttpContext.Request, options.Value.InputFormatters.OfType<IApiRequestFormatMetadataProvider>()
                .SelectMany(formatter => formatter.GetSupportedContentTypes(contentType: null!, body.ParameterType) ?? []))
            : null;
    }

    private static bool HasNoBody(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType) && (request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false });
}
