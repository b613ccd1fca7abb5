using Microsoft.AspNetCore.DataProtection.KeyManagement;
using Platform.Webhooks.AspNetCore.Portal;

namespace Platform.Webhooks.AspNetCore;

/// <summary>
/// Makes links into the portal in which a tenant looks after its receivers. Thread-safe. Whoever has a link is in, so it is made for
/// somebody who is signed in at the moment, and is short-lived; it is good until it ends, also more than once. It ends earlier where the
/// keys of Data Protection are revoked (<see cref="IKeyManager.RevokeAllKeys"/>), and with it all that have come by one.
/// </summary>
public sealed class WebhookPortal
{
    /// <summary>The longest that a link may be good for: 1 hour.</summary>
    public static readonly TimeSpan LongestLifetime = TimeSpan.FromHours(1);

    private const int MostNamed = 256;

    private readonly PortalSeals _seals;
    private string? _prefix;

    internal WebhookPortal(PortalSeals seals) => _seals = seals;

    /// <summary>Makes a link.</summary>
    /// <param name="tenant">
    /// Whose receivers are seen and changed there, and no others: 1 to 256 characters of printable ASCII without spaces.
    /// </param>
    /// <param name="lifetime">For how long it is good: more than nothing, and at most <see cref="LongestLifetime"/>.</param>
    /// <param name="by">
    /// Who it is for, as it stands in what is told of changes (<c>WebhookEndpointChange.By</c>); <see langword="null"/> for nobody. Of the
    /// same characters as a tenant.
    /// </param>
    /// <returns>The link, relative to the host: the path where the portal is mapped, and what opens it.</returns>
    /// <exception cref="ArgumentException">A name has other characters.</exception>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="lifetime"/> is nothing, or too long.</exception>
    /// <exception cref="InvalidOperationException">The portal is not mapped: <c>MapWebhookPortal</c>.</exception>
    public Uri CreateLink(string tenant, TimeSpan lifetime, string? by = null)
    {
        RequireName(tenant, nameof(tenant));
        if (by is not null)
            RequireName(by, nameof(by));
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(lifetime, TimeSpan.Zero);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(lifetime, LongestLifetime);
        var prefix = _prefix ?? throw new InvalidOperationException("The portal is not mapped: call MapWebhookPortal.");
        return new Uri($"{prefix}/enter?link={_seals.Link(tenant, by, lifetime)}", UriKind.Relative);
    }

    internal void MapAt(string prefix) => _prefix = prefix;

    private static void RequireName(string name, string parameter)
    {
        ArgumentNullException.ThrowIfNull(name, parameter);
        if (name.Length is 0 or > MostNamed || name.Any(static character => character is <= ' ' or > '~'))
            throw new ArgumentException("A name is 1 to 256 characters of printable ASCII without spaces.", parameter);
    }
}
