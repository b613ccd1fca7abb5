using System.Reflection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.AspNetCore.Parameters;
using Platform.Validation.Hosting;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Filters;

/// <summary>
/// Sanitises and judges the arguments of a minimal API that are of validated types, wherever they came from: route, query, headers, form; and judges
/// parameters that carry attributes of DataAnnotations themselves. What is wrong with any of them is told at once.
/// </summary>
internal sealed class ArgumentsFilter(MethodInfo handler)
{
    private readonly ParameterRules?[] _rules = ParameterRules.Of(handler);
    private readonly IArgumentRules?[] _foreign = ForeignRules.Of(handler);

    /// <summary>Whether a handler takes anything that this would judge.</summary>
    public static bool Judges(MethodInfo handler) => handler.GetParameters().Any(static parameter =>
        typeof(IRuled).IsAssignableFrom(parameter.ParameterType) || ParameterRules.Of(parameter) is not null || ForeignRules.Of(parameter) is not null);

    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        RuledValidator? validator = null;
        List<ValidationFailure>? failures = null;
        var isTruncated = false;
        var body = context.HttpContext.Features.Get<BindingAttempt>()?.Body;
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            if (body is not null && context.Arguments[i]?.GetType() == body.GetType())
                context.Arguments[i] = body;
            if (i < _rules.Length)
                _rules[i]?.Judge(context.Arguments[i], ref failures);
            var foreign = i < _foreign.Length ? _foreign[i] : null;
            if (context.Arguments[i] is not { } argument || (foreign is null && argument is not IRuled))
                continue;
            validator ??= context.HttpContext.RequestServices.GetRequiredService<RuledValidator>();
            var clean = RuledValidator.Sanitize(argument, foreign);
            var result = await validator.ValidateAsync(clean, foreign, context.HttpContext.RequestAborted).ConfigureAwait(false);
            if (!result.IsValid)
                (failures ??= []).AddRange(result.Failures);
            isTruncated |= result.IsTruncated;
            context.Arguments[i] = clean;
        }
        return failures is null ? await next(context).ConfigureAwait(false) : new FailuresResult(new ValidationResult([.. failures], isTruncated));
    }
}
