using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Platform.Errors.AspNetCore;

namespace CityDesk.Staff;

/// <summary>What the cookie alone cannot decide: whether the session still holds, and how to say no.</summary>
internal sealed class StaffCookieEvents(OpenSessions sessions) : CookieAuthenticationEvents
{
    private bool _isRenewed;

    /// <summary>The framework asks first whether it is time for a new cookie, and then whether the session holds.</summary>
    public override Task CheckSlidingExpiration(CookieSlidingExpirationContext check)
    {
        _isRenewed = check.ShouldRenew;
        return Task.CompletedTask;
    }

    /// <summary>
    /// One query on every request: signing out, a changed password or a removed member ends the session at once, on every
    /// instance.
    /// </summary>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext validation)
    {
        // The page that reports a failure must not need the database that may be the reason for it.
        if (validation.HttpContext.Features.Get<IErrorFeature>() is { Error.Descriptor.Status: >= StatusCodes.Status500InternalServerError })
        {
            validation.RejectPrincipal();
            return;
        }

        var cancellationToken = validation.HttpContext.RequestAborted;
        if (StaffSession.TryRead(validation.Principal, out var session) && await sessions.HoldsAsync(session, cancellationToken))
        {
            if (_isRenewed)
                await sessions.ExtendAsync(session, cancellationToken);
            return;
        }

        validation.RejectPrincipal();
        // Nobody signs out here: the cookie of a session that has ended is taken back, as often as it comes.
        validation.Options.CookieManager.DeleteCookie(validation.HttpContext, StaffSession.CookieName, validation.Options.Cookie.Build(validation.HttpContext));
    }

    /// <summary>Before the cookie is taken back: what cannot be ended here must not look ended there.</summary>
    public override async Task SigningOut(CookieSigningOutContext leaving)
    {
        // Whoever hangs up has pressed the button all the same.
        if (StaffSession.TryRead(leaving.HttpContext.User, out var session))
            await sessions.EndAsync(session, CancellationToken.None);
    }

    /// <summary>People are led to the sign-in page; programs get a 401, and whoever answers failures gives it its body.</summary>
    public override Task RedirectToLogin(RedirectContext<CookieAuthenticationOptions> redirect)
    {
        if (!redirect.Request.Path.StartsWithSegments("/api", StringComparison.OrdinalIgnoreCase))
            return base.RedirectToLogin(redirect);
        redirect.Response.StatusCode = StatusCodes.Status401Unauthorized;
        return Task.CompletedTask;
    }

    public override Task RedirectToAccessDenied(RedirectContext<CookieAuthenticationOptions> redirect)
    {
        redirect.Response.StatusCode = StatusCodes.Status403Forbidden;
        return Task.CompletedTask;
    }
}
