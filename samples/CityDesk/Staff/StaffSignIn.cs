using CityDesk.Auditing;
using CityDesk.Data;
using CityDesk.Domain;
using Microsoft.AspNetCore.Authentication;
using Microsoft.EntityFrameworkCore;
using Platform.Audit.AspNetCore;

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
internal sealed class StaffSignIn(DeskDbContext context, OpenSessions sessions, SignInThrottle throttle, KnownBrowser browsers, ISecurityAudit audit, ILogger<StaffSignIn> logger)
{
    public async Task<SignInOutcome> TryAsync(HttpContext http, string userName, string password, CancellationToken cancellationToken)
    {
        if (userName.Length > StaffMember.UserNameMaxLength || password.Length > StaffPasswords.MaxLength || DeskText.IndexOfForbidden(userName) >= 0)
            return await RefuseAsync(http, userName, null, cancellationToken);

        var member = await context.Staff.AsNoTracking().SingleOrDefaultAsync(m => m.UserName == userName, cancellationToken);
        var browser = browsers.Recognise(http.Request, member);
        var keys = SignInKeys.For(userName, http.Connection.RemoteIpAddress, browser);
        if (throttle.Begin(keys) is var wait && wait > TimeSpan.Zero)
        {
            logger.SignInMustWait(LogText.Of(userName, StaffMember.UserNameMaxLength), AddressOf(http), Durations.Exact(Durations.UpToSecond(wait)));
            await audit.SignInFailedAsync(ActorOf(member), "too many attempts", cancellationToken);
            return new SignInOutcome.MustWait(wait);
        }

        if (!StaffPasswords.Verify(member, password))
            return await RefuseAsync(http, userName, member, cancellationToken);

        if (await sessions.TryOpenAsync(member!, cancellationToken) is not { } principal)
            return await RefuseAsync(http, userName, member, cancellationToken);
        throttle.Succeeded(keys);
        browsers.Remember(http, member!, browser);
        // The cookie that is replaced shall not open anything any more.
        if (StaffSession.TryRead(http.User, out var former))
            await sessions.EndAsync(former, cancellationToken);
        // For the rest of this call too: a form on the page that answers it belongs to who has just signed in.
        http.User = principal;
        await http.SignInAsync(StaffSession.Scheme, http.User);
        return new SignInOutcome.SignedIn();
    }

    private async Task<SignInOutcome.Refused> RefuseAsync(HttpContext http, string userName, StaffMember? member, CancellationToken cancellationToken)
    {
        logger.SignInRefused(LogText.Of(userName, StaffMember.UserNameMaxLength), AddressOf(http));
        await audit.SignInFailedAsync(ActorOf(member), "wrong name or password", cancellationToken);
        return new SignInOutcome.Refused();
    }

    /// <summary>Only somebody whom there is: what was typed as a name may be a password.</summary>
    private static string? ActorOf(StaffMember? member) => member is null ? null : AuditTargets.Staff(member.UserName);

    private static string AddressOf(HttpContext http) => http.Connection.RemoteIpAddress switch
    {
        null => "unknown",
        { IsIPv4MappedToIPv6: true } mapped => mapped.MapToIPv4().ToString(),
        var address => address.ToString(),
    };
}
