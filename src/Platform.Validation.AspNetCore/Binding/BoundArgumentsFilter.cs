using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Validation.AspNetCore.Binding;

/// <summary>
/// The outermost filter: the framework asks filters also where it could not bind an argument, with the status that it is going to answer with, and calls
/// no handler.
/// </summary>
internal static class BoundArgumentsFilter
{
    public static ValueTask<object?> InvokeAsync(EndpointFilterInvocationContext invocation, EndpointFilterDelegate next)
    {
        var context = invocation.HttpContext;
        var attempt = context.Features.Get<BindingAttempt>();
        if (attempt is null)
            return next(invocation);
        attempt.IsBound = true;
        return IsUnbound(context) ? new(Refuse(context)) : next(invocation);
    }

    /// <summary>Whether the framework has refused an argument, and leaves it to us what to say.</summary>
    public static bool IsUnbound(HttpContext context) => context.Response.StatusCode == StatusCodes.Status400BadRequest
        && !context.RequestServices.GetRequiredService<IValidationFailureWriter>().LeavesBindingToFramework;

    /// <summary>What is wrong with the arguments, as the result of a handler.</summary>
    public static object Refuse(HttpContext context) => new FailuresResult(UnboundArguments.Explain(context, context.Features.Get<BindingAttempt>()));
}
