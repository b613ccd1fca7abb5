using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.WebUtilities;

namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>
/// Links, sessions and forms, each sealed by Data Protection for its own purpose: nobody makes or changes one who has not the keys, and all
/// end at once where the keys are revoked. Nothing of them is stored.
/// </summary>
internal sealed class PortalSeals(IDataProtectionProvider provider, TimeProvider time)
{
    private readonly IDataProtector _links = provider.CreateProtector("Platform.Webhooks.Portal", "link");
    private readonly IDataProtector _sessions = provider.CreateProtector("Platform.Webhooks.Portal", "session");
    private readonly IDataProtector _asked = provider.CreateProtector("Platform.Webhooks.Portal", "asked");
    private readonly IDataProtector _forms = provider.CreateProtector("Platform.Webhooks.Portal", "form");

    public string Link(string tenant, string? by, TimeSpan lifetime) => Seal(_links, NewSession(tenant, by, time.GetUtcNow() + lifetime));

    public string Begin(PortalSession link, TimeSpan lifetime) =>
        Seal(_sessions, NewSession(link.Tenant, link.By, time.GetUtcNow() + lifetime));

    public PortalSession? OpenLink(string? text) => Open(_links, text);

    /// <summary>A session that is none yet: whoever holds a link, and has to say that he means it.</summary>
    public static PortalSession Ask(PortalSession link) => NewSession(link.Tenant, link.By, link.Until);

    public string Asked(PortalSession asked) => Seal(_asked, asked);

    public PortalSession? OpenAsked(string? text) => Open(_asked, text);

    public PortalSession? OpenSession(string? text) => Open(_sessions, text);

    public string Form(PortalSession session) => Seal(_forms, session);

    public bool IsFormOf(PortalSession session, string? text) => Open(_forms, text)?.Id == session.Id;

    private static PortalSession NewSession(string tenant, string? by, DateTimeOffset until) =>
        new(RandomNumberGenerator.GetHexString(32), tenant, by, until);

    /// <summary>Names have no spaces, so each part is read back as it was.</summary>
    private static string Seal(IDataProtector protector, PortalSession session) => WebEncoders.Base64UrlEncode(
        protector.Protect(Encoding.UTF8.GetBytes($"{session.Until.UtcTicks} {session.Id} {session.Tenant} {session.By}")));

    private PortalSession? Open(IDataProtector protector, string? text)
    {
        if (text is not { Length: > 0 and <= 4096 })
            return null;
        try
        {
            var parts = Encoding.UTF8.GetString(protector.Unprotect(WebEncoders.Base64UrlDecode(text))).Split(' ');
            var until = new DateTimeOffset(long.Parse(parts[0], System.Globalization.CultureInfo.InvariantCulture), TimeSpan.Zero);
            return until > time.GetUtcNow() ? new PortalSession(parts[1], parts[2], parts[3] is "" ? null : parts[3], until) : null;
        }
        catch (Exception failure) when (failure is CryptographicException or FormatException)
        {
            return null;
        }
    }
}
