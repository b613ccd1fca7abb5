using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.Hosting;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Filters;

/// <summary>Sanitises and judges the arguments of an action of MVC that are of validated types, wherever they came from.</summary>
internal sealed class ArgumentsActionFilter : IAsyncActionFilter
{
    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        RuledValidator? validator = null;
        // Entries are replaced while they are walked.
        foreach (var (name, value) in context.ActionArguments.ToArray())
        {
            if (value is not IRuled argument)
                continue;
            validator ??= context.HttpContext.RequestServices.GetRequiredService<RuledValidator>();
            var clean = RuledValidator.Sanitize(argument);
            var result = await validator.ValidateAsync(clean, context.HttpContext.RequestAborted).ConfigureAwait(false);
            if (!result.IsValid)
            {
                context.Result = new FailuresActionResult(result);
                return;
            }
            context.ActionArguments[name] = clean;
        }
        await next().ConfigureAwait(false);
    }

    private sealed class FailuresActionResult(ValidationResult failures) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) =>
            context.HttpContext.RequestServices.GetRequiredService<IValidationFailureWriter>().WriteAsync(context.HttpContext, failures,
                context.HttpContext.RequestAborted).AsTask();
    }
}
