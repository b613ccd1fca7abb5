using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;

namespace Platform.Errors.AspNetCore;

/// <summary>A result of a minimal API that an action returned as the value of its own: it writes the answer, as it does from an endpoint.</summary>
internal sealed class EndpointActionResult(IResult result) : ActionResult
{
    public override Task ExecuteResultAsync(ActionContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return result.ExecuteAsync(context.HttpContext);
    }
}
