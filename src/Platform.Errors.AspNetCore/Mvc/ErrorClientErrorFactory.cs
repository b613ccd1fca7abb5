using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Core.Infrastructure;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Platform.Errors.AspNetCore;

/// <summary>What <c>NotFound()</c>, <c>Conflict()</c> and their like become in API controllers.</summary>
internal sealed class ErrorClientErrorFactory : IClientErrorFactory
{
    public IActionResult GetClientError(ActionContext actionContext, IClientErrorActionResult clientError) => new ErrorActionResult(ErrorOf(actionContext, clientError));

    private static Error ErrorOf(ActionContext context, IClientErrorActionResult clientError) => clientError switch
    {
        IAntiforgeryValidationFailedResult => CommonErrors.AntiforgeryTokenInvalid(),
        // Without a body there is no media type either, and it is the body that is missed.
        UnsupportedMediaTypeResult when HasNoBody(context.HttpContext.Request) => CommonErrors.BodyMissing(),
        _ => StatusErrors.Of(clientError.StatusCode ?? StatusCodes.Status500InternalServerError),
    };

    private static bool HasNoBody(HttpRequest request) =>
        string.IsNullOrEmpty(request.ContentType) && (request.ContentLength == 0 || request.HttpContext.Features.Get<IHttpRequestBodyDetectionFeature>() is { CanHaveBody: false });
}
