using CityDesk.Data;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.EntityFrameworkCore;
using Platform.Errors.AspNetCore;

namespace CityDesk.Staff;

/// <summary>What the cookie alone cannot decide: whether the session still holds, and how to say no.</summary>
internal sealed class StaffCookieEvents(DeskDbContext context) : CookieAuthenticationEvents
{
    /// <summary>
    /// One row by primary key on every request: a changed password or a removed member ends the session at once, on every
    /// instance, without a cache that must be told.
    /// </summary>
    public override async Task ValidatePrincipal(CookieValidatePrincipalContext validation)
    {
        // The page that reports a failure must not need the database that may be the reason for it.
        if (validation.HttpContext.Features.Get<IErrorFeature>() is { Error.Descriptor.Status: >= StatusCodes.Status500InternalServerError })
        {
            validation.RejectPrincipal();
            return;
        }

        var holds = StaffSession.TryRead(validation.Principal, out var session)
            && await context.Staff.AnyAsync(
                member => member.Id == session.MemberId && member.SecurityStamp == session.SecurityStamp,
                validation.HttpContext.RequestAborted);
        if (holds)
            return;
        validation.RejectPrincipal();
        await validation.HttpContext.SignOutAsync(validation.Scheme.Name);
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
