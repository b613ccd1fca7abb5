using System.Collections.Concurrent;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Mvc;
using Microsoft.AspNetCore.Mvc.Abstractions;
using Microsoft.AspNetCore.Mvc.Filters;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.Hosting;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Filters;

/// <summary>
/// Sanitises and judges the arguments of an action of MVC that are of validated types, wherever they came from; of an API controller also parameters
/// that carry attributes of DataAnnotations themselves. Answers with what was found wrong with a body while it was read, and with what was not bound.
/// </summary>
internal sealed class ArgumentsActionFilter : IAsyncActionFilter, IOrderedFilter
{
    private readonly ConcurrentDictionary<ActionDescriptor, ActionRules> _rules = new();

    /// <summary>Before the framework answers in its own way: about media types at -3000, about the state of the model at -2000.</summary>
    public int Order => -3_500;

    public async Task OnActionExecutionAsync(ActionExecutingContext context, ActionExecutionDelegate next)
    {
        var http = context.HttpContext;
        var rules = _rules.GetOrAdd(context.ActionDescriptor, ActionRules.Of);
        var held = http.Features.Get<HeldBody>();
        var isUnbound = held is null && UnboundState.IsOurs(context, rules);
        if (held is { RefusedStatus: not 0 })
        {
            context.Result = new RefusalActionResult(held.RefusedStatus);
            return;
        }
        // Whoever else gives a shape to what is not bound says that, and nothing beside it.
        if (held?.Unreadable is { } unreadable && http.RequestServices.GetRequiredService<IValidationFailureWriter>().LeavesBindingToFramework)
        {
            context.Result = new UnreadableActionResult(unreadable);
            return;
        }
        if (isUnbound && UnboundState.IsUnsupported(context.ModelState))
        {
            context.Result = new RefusalActionResult(StatusCodes.Status415UnsupportedMediaType);
            return;
        }
        RuledValidator? validator = null;
        List<ValidationFailure>? failures = held is null ? null : [.. held.Result.Failures];
        var isTruncated = held?.Result.IsTruncated ?? false;
        if (isUnbound)
            UnboundState.AddTo(context, ref failures);
        // Entries are replaced while they are walked. What could not be bound is not among them.
        foreach (var (name, value) in context.ActionArguments.ToArray())
        {
            rules.OfParameter(name)?.Judge(value, ref failures);
            var foreign = rules.NamedBy(name);
            if (value is null || (foreign is null && value is not IRuled))
                continue;
            validator ??= http.RequestServices.GetRequiredService<RuledValidator>();
            var clean = RuledValidator.Sanitize(value, foreign);
            var result = await validator.ValidateAsync(clean, foreign, http.RequestAborted).ConfigureAwait(false);
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

    private sealed class FailuresActionResult(ValidationResult failures) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) => new FailuresResult(failures).ExecuteAsync(context.HttpContext);
    }

    private sealed class UnreadableActionResult(UnreadableBody body) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) => new UnreadableResult(body).ExecuteAsync(context.HttpContext);
    }

    private sealed class RefusalActionResult(int statusCode) : ActionResult
    {
        public override Task ExecuteResultAsync(ActionContext context) => new RefusalResult(statusCode).ExecuteAsync(context.HttpContext);
    }
}
