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
        return member is not null && Open(request) is [var id, var stamp, var browser]
            && id == member.Id.ToString(CultureInfo.InvariantCulture) && stamp == member.SecurityStamp
            ? browser
            : null;
    }

    /// <returns>The browser's own random name, whoever has signed in with it; <see langword="null"/> when nobody has. It tells browsers apart before it is known who is meant, and nothing more.</returns>
    public string? NameOf(HttpRequest request) => Open(request) is [_, _, var browser] ? browser : null;

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

    /// <returns>What the cookie says; nothing where there is none, or where it is not ours.</returns>
    private string[] Open(HttpRequest request)
    {
        if (request.Cookies[CookieName] is not { Length: > 0 } cookie)
            return [];
        try
        {
            return _protector.Unprotect(cookie).Split(' ');
        }
        catch (CryptographicException)
        {
            return []; // Made up, or made with a key that is gone.
        }
    }
}
