namespace Platform.Webhooks.AspNetCore.Portal;

/// <summary>Who is in the portal.</summary>
/// <param name="Id">A random name of the session: what a form was made for.</param>
/// <param name="Tenant">Whose receivers are seen, and no others.</param>
/// <param name="By">Who is told of as the one that changes them.</param>
/// <param name="Until">When it ends.</param>
internal sealed record PortalSession(string Id, string Tenant, string? By, DateTimeOffset Until);
