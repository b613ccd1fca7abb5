using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Platform.Validation.AspNetCore.Binding;
using Platform.Validation.Hosting;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Filters;

/// <summary>Sanitises and judges the arguments of a minimal API that are of validated types, wherever they came from: route, query, headers, form.</summary>
internal sealed class ArgumentsFilter : IEndpointFilter
{
    public async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        RuledValidator? validator = null;
        for (var i = 0; i < context.Arguments.Count; i++)
        {
            if (context.Arguments[i] is not IRuled argument)
                continue;
            validator ??= context.HttpContext.RequestServices.GetRequiredService<RuledValidator>();
            var clean = RuledValidator.Sanitize(argument);
            var result = await validator.ValidateAsync(clean, context.HttpContext.RequestAborted).ConfigureAwait(false);
            if (!result.IsValid)
                return new FailuresResult(result);
            context.Arguments[i] = clean;
        }
        return await next(context).ConfigureAwait(false);
    }
}
