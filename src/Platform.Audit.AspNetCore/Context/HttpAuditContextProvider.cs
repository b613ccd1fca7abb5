using System.Diagnostics;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Context;

/// <summary>What is true of everything in a request. Found once for each user that a request has: before and after authentication, as a rule.</summary>
internal sealed class HttpAuditContextProvider(IHttpContextAccessor accessor, IOptions<PlatformAuditAspNetCoreOptions> options) : IAuditContextProvider
{
    private static readonly object Key = new();

    private readonly PlatformAuditAspNetCoreOptions _options = options.Value;
    private readonly AuditField[] _personal = [.. options.Value.PersonalFields];

    /// <summary>What is personal is so outside of requests too: refusals that were counted are told later.</summary>
    private readonly AuditContext? _outside = options.Value.PersonalFields.Count > 0 ? new AuditContext { PersonalFields = [.. options.Value.PersonalFields] } : null;

    public AuditContext? Current => accessor.HttpContext is { } context ? Of(context) : _outside;

    public AuditContext Of(HttpContext context)
    {
        if (context.Items.TryGetValue(Key, out var kept) && kept is Known known && known.User == context.User)
            return known.Context;
        var found = Find(context);
        context.Items[Key] = new Known(context.User, found);
        return found;
    }

    private AuditContext Find(HttpContext context)
    {
        var actor = _options.Actor is { } say ? say(context) : ActorOf(context.User);
        return new AuditContext
        {
            Actor = actor,
            Tenant = _options.Tenant?.Invoke(context),
            Source = _options.Source is { } source ? source(context) : context.Connection.RemoteIpAddress?.ToString(),
            Correlation = _options.Correlation is { } correlation ? correlation(context) : Activity.Current is { } activity ? activity.TraceId.ToHexString() : context.TraceIdentifier,
            PersonalFields = _personal,
            Subject = _personal.Length == 0 ? null : SubjectOf(_options.Subject is { } subject ? subject(context) : actor),
        };
    }

    /// <summary>What cannot be a subject is none: a name that somebody has chosen must not make his requests fail.</summary>
    private static string? SubjectOf(string? subject) => subject is { Length: > 0 and <= 255 } && !subject.Contains('\0', StringComparison.Ordinal) ? subject : null;

    internal static string? ActorOf(ClaimsPrincipal user) => user.Identity is { IsAuthenticated: true }
        ? user.FindFirst(ClaimTypes.NameIdentifier)?.Value ?? user.FindFirst("sub")?.Value ?? user.Identity.Name
        : null;

    private sealed record Known(ClaimsPrincipal User, AuditContext Context);
}
