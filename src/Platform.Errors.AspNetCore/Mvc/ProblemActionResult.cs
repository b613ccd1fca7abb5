using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.AspNetCore;

/// <summary>Problem details that an action has made: written by the one writer, whatever formatters there are and whatever the caller accepts.</summary>
internal sealed class ProblemActionResult(Microsoft.AspNetCore.Mvc.ProblemDetails problem, int? statusCode) : ActionResult, IStatusCodeActionResult
{
    public int? StatusCode => problem.Status ?? statusCode;

    public override Task ExecuteResultAsync(ActionContext context)
    {
        problem.Status ??= statusCode;
        return context.HttpContext.RequestServices.GetRequiredService<MvcErrors>().WriteAsync(context, problem).AsTask();
    }
}
