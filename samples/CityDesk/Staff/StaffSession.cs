using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Claims;
using CityDesk.Domain;
using Microsoft.AspNetCore.Authentication.Cookies;

namespace CityDesk.Staff;

/// <summary>Who is signed in, as it travels in the cookie: the session, its member, and the stamp that was valid at sign-in.</summary>
internal sealed record StaffSession(Guid Id, int MemberId, string SecurityStamp)
{
    /// <summary>Name of the authorization policy of everything that only staff may do.</summary>
    public const string Policy = "Staff";

    /// <summary>The cookie's scheme.</summary>
    public const string Scheme = CookieAuthenticationDefaults.AuthenticationScheme;

    /// <summary>The name of the cookie.</summary>
    public const string CookieName = "citydesk";

    private const string SessionClaim = "citydesk:session";
    private const string StampClaim = "citydesk:stamp";
    private const string UserClaim = "citydesk:user";

    public static ClaimsPrincipal PrincipalOf(Guid id, StaffMember member) => new(new ClaimsIdentity(
        [
            new Claim(ClaimTypes.NameIdentifier, member.Id.ToString(CultureInfo.InvariantCulture)),
            new Claim(ClaimTypes.Name, member.DisplayName),
            new Claim(UserClaim, member.UserName),
            new Claim(SessionClaim, id.ToString("N")),
            new Claim(StampClaim, member.SecurityStamp),
        ],
        Scheme));

    /// <summary>The name with which somebody has signed in; <see langword="null"/> for whoever has not.</summary>
    public static string? UserNameOf(ClaimsPrincipal principal) => principal.FindFirstValue(UserClaim);

    public static bool TryRead(ClaimsPrincipal? principal, [NotNullWhen(true)] out StaffSession? session)
    {
        session = null;
        if (!int.TryParse(principal?.FindFirstValue(ClaimTypes.NameIdentifier), CultureInfo.InvariantCulture, out var member)
            || !Guid.TryParseExact(principal.FindFirstValue(SessionClaim), "N", out var id)
            || principal.FindFirstValue(StampClaim) is not { Length: > 0 } stamp)
            return false;
        session = new StaffSession(id, member, stamp);
        return true;
    }
}
