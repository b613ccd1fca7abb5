using System.Security.Claims;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;

namespace Platform.Audit.AspNetCore.Security;

/// <summary>Records what goes through the service of authentication, which is everything: schemes, the authorization, and handlers that sign in.</summary>
internal sealed class AuditingAuthenticationService(IAuthenticationService inner, SecurityAudit audit) : IAuthenticationService
{
    private static readonly object Failed = new();

    public async Task<AuthenticateResult> AuthenticateAsync(HttpContext context, string? scheme)
    {
        var result = await inner.AuthenticateAsync(context, scheme).ConfigureAwait(false);
        // Schemes keep their result, and are asked again and again in one request.
        if (result.Failure is not null && audit.Options.RecordSignIns && context.Items.TryAdd(Failed, Failed))
            await audit.RefuseAsync(RefusalKind.SignInFailed, context, $"{scheme ?? "default scheme"}: {result.Failure.GetType().Name}").ConfigureAwait(false);
        return result;
    }

    public async Task ChallengeAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        await inner.ChallengeAsync(context, scheme, properties).ConfigureAwait(false);
        if (audit.Options.RecordDenials)
            await audit.RefuseAsync(RefusalKind.Denied, context, "not signed in").ConfigureAwait(false);
    }

    public async Task ForbidAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        await inner.ForbidAsync(context, scheme, properties).ConfigureAwait(false);
        if (audit.Options.RecordDenials)
            await audit.RefuseAsync(RefusalKind.Denied, context, "not allowed").ConfigureAwait(false);
    }

    /// <summary>Recorded first: nobody is signed in without a record.</summary>
    public async Task SignInAsync(HttpContext context, string? scheme, ClaimsPrincipal principal, AuthenticationProperties? properties)
    {
        if (audit.Options.RecordSignIns)
            await audit.SignInAsync(context, principal, scheme).ConfigureAwait(false);
        await inner.SignInAsync(context, scheme, principal, properties).ConfigureAwait(false);
    }

    public async Task SignOutAsync(HttpContext context, string? scheme, AuthenticationProperties? properties)
    {
        if (audit.Options.RecordSignIns)
            await audit.SignOutAsync(scheme).ConfigureAwait(false);
        await inner.SignOutAsync(context, scheme, properties).ConfigureAwait(false);
    }
}
