using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>Answers with the failures of an argument instead of calling the handler.</summary>
internal static class HeldFailuresFilter
{
    public static async ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        context.HttpContext.Features.Get<BindingAttempt>()?.IsBound = true;
        if (BoundArgumentsFilter.IsUnbound(context.HttpContext))
            return BoundArgumentsFilter.Refuse(context.HttpContext);
        foreach (var argument in context.Arguments)
        {
            if (argument is not IHoldsFailures { Held: var held })
                continue;
            if (held.RefusedStatus != 0)
                return new RefusalResult(held.RefusedStatus);
            if (held.Unreadable is { } unreadable)
                return new UnreadableResult(unreadable);
            if (!held.Result.IsValid)
                return new FailuresResult(held.Result);
        }
        return await next(context).ConfigureAwait(false);
    }
}

/// <summary>Failures as the result of a handler.</summary>
internal sealed class FailuresResult(ValidationResult failures) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.RequestServices.GetRequiredService<IValidationFailureWriter>().WriteAsync(httpContext, failures, httpContext.RequestAborted).AsTask();
}

/// <summary>A body of which no object could be made, as the result of a handler.</summary>
internal sealed class UnreadableResult(UnreadableBody body) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) =>
        httpContext.RequestServices.GetRequiredService<IValidationFailureWriter>().WriteUnreadableAsync(httpContext, body, httpContext.RequestAborted).AsTask();
}

/// <summary>The refusal of a body that was not looked at, as the result of a handler.</summary>
internal sealed class RefusalResult(int statusCode) : IResult
{
    public Task ExecuteAsync(HttpContext httpContext) => httpContext.RequestServices.GetRequiredService<IValidationFailureWriter>()
        .WriteRefusalAsync(httpContext, statusCode, httpContext.RequestAborted).AsTask();
}
