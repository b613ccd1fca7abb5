using System.Globalization;
using System.Security.Cryptography;
using CityDesk.Domain;
using Microsoft.AspNetCore.DataProtection;

namespace CityDesk.Staff;

/// <summary>
/// Remembers, in a cookie that only this desk can make, that a browser has signed in as a member before. It opens nothing:
/// it only lets <see cref="SignInThrottle"/> tell the member's own browser from a stranger's. A new password ends it.
/// </summary>
internal sealed class KnownBrowser(IDataProtectionProvider protection)
{
    public const string CookieName = "citydesk-browser";

    private const string SignInPath = "/desk/sign-in";

    private static readonly TimeSpan Lifetime = TimeSpan.FromDays(365);

    private readonly IDataProtector _protector = protection.CreateProtector("CityDesk.KnownBrowser");

    /// <returns>The browser's own random name; <see langword="null"/> when it has not signed in as <paramref name="member"/> before.</returns>
    public string? Recognise(HttpRequest request, StaffMember? member)
    {
        if (request.Cookies[CookieName] is not { Length: > 0 } cookie || member is null)
            return null;
        try
        {
            return _protector.Unprotect(cookie).Split(' ') is [var id, var stamp, var browser]
                && id == member.Id.ToString(CultureInfo.InvariantCulture) && stamp == member.SecurityStamp
                ? browser
                : null;
        }
        catch (CryptographicException)
        {
            return null; // Made up, or made with a key that is gone.
        }
    }

    public void Remember(HttpContext http, StaffMember member, string? browser)
    {
        browser ??= Guid.NewGuid().ToString("N");
        var content = string.Create(CultureInfo.InvariantCulture, $"{member.Id} {member.SecurityStamp} {browser}");
        http.Response.Cookies.Append(CookieName, _protector.Protect(content), new CookieOptions
        {
            HttpOnly = true,
            SameSite = SameSiteMode.Strict,
            Secure = http.Request.IsHttps,
            MaxAge = Lifetime,
            Path = SignInPath,
            IsEssential = true,
        });
    }
}
