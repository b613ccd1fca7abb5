using System.Security.Claims;
using Microsoft.AspNetCore.Diagnostics;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.Audit.AspNetCore.Context;
using Platform.Audit.Records;

namespace Platform.Audit.AspNetCore.Security;

/// <summary>Appends security events. What comes in numbers that others choose goes through a tally first.</summary>
internal sealed class SecurityAudit(IAuditLog log, IAuditContextProvider provider, IOptions<PlatformAuditAspNetCoreOptions> options, TimeProvider time) : ISecurityAudit
{
    private readonly RefusalTally _tally = new(options.Value.RefusalInterval, options.Value.MostRefusals);

    public PlatformAuditAspNetCoreOptions Options { get; } = options.Value;

    public ValueTask SignInFailedAsync(string? actor, string reason, CancellationToken cancellationToken = default) =>
        RefuseAsync(new Refusal(RefusalKind.SignInFailed, actor, null, provider.Current?.Source, reason), cancellationToken);

    public ValueTask DeniedAsync(string? target, string reason, CancellationToken cancellationToken = default) =>
        RefuseAsync(new Refusal(RefusalKind.Denied, provider.Current?.Actor, target, provider.Current?.Source, reason), cancellationToken);

    /// <summary>The same, of a request that the framework refuses.</summary>
    public ValueTask RefuseAsync(RefusalKind kind, HttpContext context, string reason) => RefuseAsync(kind, TargetOf(context), reason);

    /// <summary>The same, of a request whose endpoint may be forgotten by now.</summary>
    public ValueTask RefuseAsync(RefusalKind kind, string target, string reason) =>
        RefuseAsync(new Refusal(kind, provider.Current?.Actor, target, provider.Current?.Source, reason), CancellationToken.None);

    /// <summary>Who signs in is called as in all other events: asked as if they were signed in already.</summary>
    public async ValueTask SignInAsync(HttpContext context, ClaimsPrincipal principal, string? scheme)
    {
        var actor = HttpAuditContextProvider.ActorOf(principal);
        if (Options.Actor is { } say)
        {
            var before = context.User;
            try
            {
                context.User = principal;
                actor = say(context) ?? actor;
            }
            finally
            {
                context.User = before;
            }
        }
        await log.AppendAsync(new SecurityEvents.SignedIn(actor, scheme)).ConfigureAwait(false);
    }

    public async ValueTask SignOutAsync(string? scheme) => await log.AppendAsync(new SecurityEvents.SignedOut(scheme)).ConfigureAwait(false);

    /// <summary>Records what was counted.</summary>
    public async ValueTask ReportAsync(bool all)
    {
        foreach (var (refusal, repeated) in _tally.TakeDue(time.GetUtcNow(), all))
            await AppendAsync(refusal, repeated, CancellationToken.None).ConfigureAwait(false);
    }

    private ValueTask RefuseAsync(Refusal refusal, CancellationToken cancellationToken) =>
        _tally.TryTake(ref refusal, time.GetUtcNow(), out var repeated) ? AppendAsync(refusal, repeated == 0 ? null : repeated, cancellationToken) : default;

    private ValueTask AppendAsync(Refusal refusal, long? repeated, CancellationToken cancellationToken) => refusal.Kind switch
    {
        RefusalKind.SignInFailed => AppendAsync(new SecurityEvents.SignInFailed(refusal.Actor, refusal.Target, refusal.Source, refusal.Reason, repeated), cancellationToken),
        RefusalKind.Denied => AppendAsync(new SecurityEvents.Denied(refusal.Actor, refusal.Target, refusal.Source, refusal.Reason, repeated), cancellationToken),
        RefusalKind.RateLimited => AppendAsync(new SecurityEvents.RateLimited(refusal.Actor, refusal.Target, refusal.Source, refusal.Reason, repeated), cancellationToken),
        _ => AppendAsync(new SecurityEvents.RequestRefused(refusal.Actor, refusal.Target, refusal.Source, refusal.Reason, repeated), cancellationToken),
    };

    /// <summary>In memory first: who refuses does not wait for the disk.</summary>
    private async ValueTask AppendAsync<TEvent>(TEvent written, CancellationToken cancellationToken)
        where TEvent : IAuditEvent => await log.AppendAsync(written, AuditAcknowledgement.Queued, cancellationToken).ConfigureAwait(false);

    public static string TargetOf(HttpContext context) =>
        $"{Method(context.Request.Method)} {((context.GetEndpoint() ?? context.Features.Get<IExceptionHandlerFeature>()?.Endpoint) is Microsoft.AspNetCore.Routing.RouteEndpoint { RoutePattern.RawText: { } route } ? route : "(no endpoint)")}";

    /// <summary>A method that nobody knows is whatever somebody has typed.</summary>
    private static string Method(string method) =>
        HttpMethods.IsGet(method) || HttpMethods.IsPost(method) || HttpMethods.IsPut(method) || HttpMethods.IsPatch(method) || HttpMethods.IsDelete(method)
        || HttpMethods.IsHead(method) || HttpMethods.IsOptions(method) || HttpMethods.IsConnect(method) || HttpMethods.IsTrace(method) ? HttpMethods.GetCanonicalizedValue(method) : "(other)";
}
