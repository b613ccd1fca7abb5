using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.Audit.AspNetCore.Context;

/// <summary>What is true of everything in a request. Found once for each user that a request has: before and after authentication, as a rule.</summary>
internal sealed class HttpAuditContextProvider(IHttpContextAccessor accessor, IOptions<PlatformAuditAspNetCoreOptions> options) : IAuditContextProvider
{
    private static readonly object Key = new();

    private readonly PlatformAuditAspNetCoreOptions _options = options.Value;

    public AuditContext? Current => accessor.HttpContext is { } context ? Of(context) : null;

    public AuditContext Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var kept) && kept is Known known && known.User == context.User)
            return known.Context;
        var found = Find(context);
        context.Items[Key] = new Known(context.User, found);
        return found;
    }

    private AuditContext Find(HttpContext context) => new()
    {
        Actor = _options.Actor is { } actor ? actor(context) : ActorOf(context.User),
        Tenant = _options.Tenant?.Invoke(context),
        Source = _options.Source is { } source ? source(context) : context.Connection.RemoteIpAddress?.ToString(),
        Correlation = _options.Correlation is { } correlation ? correlation(context) : Activity.Current is { } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier,
    };

    internal static string? ActorOf(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true }
        ? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identity.Name
        : null;

    private sealed record Known(ClaimsPrincipal User, AuditContext Context);
}
