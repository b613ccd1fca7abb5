using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;

namespace Platform.Errors.AspNetCore;

/// <summary>What <c>NotFound()</c>, <c>Conflict()</c> and their like become in API controllers.</summary>
internal sealed class ErrorClientErrorFactory : IClientErrorFactory
{
    public IActionResult GetClientError(ActionContext actionContext, IClientErrorActionResult clientError) =>
        new ErrorActionResult(clientError is Microsoft.AspNetCore.Mvc.Core.Infrastructure.IAntiforgeryValidationFailedResult ? CommonErrors.AntiforgeryTokenInvalid() : StatusErrors.Of(clientError.StatusCode ?? 500));
}
