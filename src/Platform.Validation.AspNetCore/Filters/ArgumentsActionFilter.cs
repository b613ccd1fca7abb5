using System.Collections.Concurrent;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Controllers;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.AspNetCore.Mvc.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Hosting;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Filters;

/// <summary>
/// Sanitises and judges the arguments of an action of MVC that are of validated types, wherever they came from; of an API controller also parameters
/// that carry attributes of DataAnnotations themselves. Other controllers show their pages again by the state of the model.
/// </summary>
internal sealed class ArgumentsActionFilter : IAsyncActionFilter, IOrderedFilter
{
    private readonly ConcurrentDictionary<ActionDescriptor, Dictionary<string, ParameterRules>> _rules = new();

    /// <summary>Before the framework answers in its own way about the same parameters, which it does at -2000.</summary>
    public int Order => -2_500;

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        RuledValidator? validator = null;
        List<ValidationFailure>? failures = null;
        var isTruncated = false;
        var rules = _rules.GetOrAdd(context.ActionDescriptor, RulesOf);
        // Entries are replaced while they are walked. What could not be bound is not among them, and is the framework's to refuse.
        foreach (var (name, value) in context.ActionArguments.ToArray())
        {
            if (rules.TryGetValue(name, out var own))
                own.Judge(value, ref failures);
            if (value is not IRuled argument)
                continue;
            validator ??= context.HttpContext.RequestServices.GetRequiredService<RuledValidator>();
            var clean = RuledValidator.Sanitize(argument);
            var result = await validator.ValidateAsync(clean, context.HttpContext.RequestAborted).ConfigureAwait(false);
            if (!result.IsValid)
                (failures ??= []).AddRange(result.Failures);
            isTruncated |= result.IsTruncated;
            context.ActionArguments[name] = clean;
        }
        if (failures is null)
            await next().ConfigureAwait(false);
        else
            context.Result = new FailuresActionResult(new ValidationResult([.. failures], isTruncated));
    }

    private static Dictionary<string, ParameterRules> RulesOf(ActionDescriptor action)
    {
        var rules = new Dictionary<string, ParameterRules>(StringComparer.Ordinal);
        if (!action.EndpointMetadata.OfType<IApiBehaviorMetadata>().Any())
            return rules;
        foreach (var parameter in action.Parameters.OfType<ControllerParameterDescriptor>())
        {
            if (ParameterRules.Of(parameter.ParameterInfo) is { } own)
                rules.Add(parameter.Name, own);
        }
        return rules;
    }

    private sealed class FailuresActionResult(ValidationResult failures) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) =>
            context.HttpContext.RequestServices.GetRequiredService<IValidationFailureWriter>().WriteAsync(context.HttpContext, failures,
                context.HttpContext.RequestAborted).AsTask();
    }
}
