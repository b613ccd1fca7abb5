using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Staff;

/// <summary>What came of an attempt to sign in.</summary>
internal abstract record SignInOutcome
{
    public sealed record SignedIn : SignInOutcome;

    /// <summary>One answer for an unknown name and for a wrong password.</summary>
    public sealed record Refused : SignInOutcome;

    /// <summary>Too many failures; the password was not even looked at.</summary>
    public sealed record MustWait(TimeSpan Wait) : SignInOutcome;
}

/// <summary>Opens a session for whoever knows a member's password.</summary>
internal sealed class StaffSignIn(DeskDbContext context, SignInThrottle throttle, KnownBrowser browsers)
{
    public async Task<SignInOutcome> TryAsync(HttpContext http, string userName, string password, CancellationToken cancellationToken)
    {
        if (userName.Length > StaffMember.UserNameMaxLength || password.Length > StaffPasswords.MaxLength || DeskText.IndexOfForbidden(userName) >= 0)
            return new SignInOutcome.Refused();

        var member = await context.Staff.AsNoTracking().SingleOrDefaultAsync(m => m.UserName == userName, cancellationToken);
        var browser = browsers.Recognise(http.Request, member);
        var keys = SignInKeys.For(userName, http.Connection.RemoteIpAddress, browser);
        if (throttle.Begin(keys) is var wait && wait > TimeSpan.Zero)
            return new SignInOutcome.MustWait(wait);
        if (!StaffPasswords.Verify(member, password))
            return new SignInOutcome.Refused();

        throttle.Succeeded(keys);
        browsers.Remember(http, member!, browser);
        // For the rest of this call too: a form on the page that answers it belongs to who has just signed in.
        http.User = StaffSession.Open(member!);
        await http.SignInAsync(StaffSession.Scheme, http.User);
        return new SignInOutcome.SignedIn();
    }
}
