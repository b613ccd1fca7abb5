using System.Collections.Concurrent;
using System.Globalization;
using System.Reflection;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.SignalR;
using Platform.RateLimiting.AspNetCore.Fields;

namespace Platform.RateLimiting.AspNetCore.SignalR;

/// <summary>Limits the invocations of hub methods by the policy that the method, or else its hub, names.</summary>
internal sealed class RateLimitHubFilter(RequestLimits limits) : IHubFilter
{
    private readonly ConcurrentDictionary<MethodInfo, string?> _policies = new();

    public async ValueTask<object?> InvokeMethodAsync(HubInvocationContext invocationContext, Func<HubInvocationContext, ValueTask<object?>> next)
    {
        var name = _policies.GetOrAdd(invocationContext.HubMethod, static (method, hub) => PolicyOf(method, hub), invocationContext.Hub.GetType());
        // A connection that came over HTTP keeps the request that it began with.
        if (name is null || invocationContext.Context.Features.Get<IHttpContextFeature>()?.HttpContext is not { } context)
            return await next(invocationContext).ConfigureAwait(false);

        if (!limits.TryAcquire(context, limits.PolicyOf(context, name), out var decision, out var pending))
            decision = await pending.ConfigureAwait(false);
        if (!decision.IsAdmitted)
        {
            throw new HubException(RateLimitFields.RetryAfterSeconds(decision) is { } seconds
                ? string.Create(CultureInfo.InvariantCulture, $"Rate limit exceeded. Try again in {seconds} s.")
                : decision.IsLedgerMissing ? "Usage cannot be counted at the moment."
                : "Rate limit exceeded. Trying again does not help.");
        }
        return await next(invocationContext).ConfigureAwait(false);
    }

    private static string? PolicyOf(MethodInfo method, Type hub)
    {
        var metadata = method.GetCustomAttributes(inherit: true).OfType<IRateLimitMetadata>().LastOrDefault()
            ?? hub.GetCustomAttributes(inherit: true).OfType<IRateLimitMetadata>().LastOrDefault();
        return metadata?.PolicyName;
    }
}
