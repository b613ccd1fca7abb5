using Microsoft.AspNetCore.Http.Features;
using Platform.RateLimiting;

namespace CityDesk.Limits;

/// <summary>The desk's policies, by their names.</summary>
internal static class LimitPolicies
{
    /// <summary>What endpoints of Open311 name; one of the three below stands behind it, by who calls.</summary>
    public const string Open311 = "open311";

    /// <summary>Without a key, by address.</summary>
    public const string Reads = "open311-reads";

    /// <summary>Requests posted without a valid key, by address.</summary>
    public const string Posts = "open311-posts";

    /// <summary>With a key, by its holder.</summary>
    public const string Keys = "open311-keys";

    public const string Staff = "staff-api";

    /// <summary>The pages of the console, by who is signed in, or else by address. Not one with the API: a tool that calls without end keeps nobody from his pages.</summary>
    public const string Console = "console";

    /// <summary>What both doors of the staff name: behind it stands the next for attempts to sign in, and the one of the console for the page that asks.</summary>
    public const string Door = "sign-in";

    /// <summary>Attempts to sign in, by browser where one has signed in before, or else by address. The password is hashed slowly for each, which strangers must not have for nothing.</summary>
    public const string SignIns = "sign-in-attempts";

    /// <summary>The adaptive limit of looking up keys, which comes before all others.</summary>
    public const string KeyLookUps = "key-look-ups";

    public const string Monthly = "monthly";

    private const string Minutely = "minute";

    /// <summary>Told in the log once a month for each holder of a key: before it is too late, and when it is.</summary>
    private static readonly int[] WarnAtPercent = [80, 100];

    public static void Apply(PlatformRateLimitingOptions options, LimitsOptions limits)
    {
        // Few calls, as machines count, and people who want to know who makes them.
        options.TopTalkerSampling = 1;
        options
            .Policy(Reads, policy => policy.Limit(Minutely, limits.ReadsPerMinute, TimeSpan.FromMinutes(1)))
            .Policy(Posts, policy => policy.Limit(Minutely, limits.PostsPerMinute, TimeSpan.FromMinutes(1)))
            .Policy(Staff, policy => policy.Limit(Minutely, limits.StaffCallsPerMinute, TimeSpan.FromMinutes(1)))
            .Policy(Console, policy => policy.Limit(Minutely, limits.StaffCallsPerMinute, TimeSpan.FromMinutes(1)))
            .Policy(SignIns, policy => policy.Limit(Minutely, limits.SignInsPerMinute, TimeSpan.FromMinutes(1)))
            .Policy(Keys, policy =>
            {
                var standard = limits.Tiers[limits.DefaultTier];
                policy.Limit(Minutely, standard.PerMinute, TimeSpan.FromMinutes(1))
                    .Quota(Monthly, standard.PerMonth, QuotaPeriod.Month, static quota => quota.WarnAt(WarnAtPercent));
                foreach (var (name, tier) in limits.Tiers)
                    policy.Tier(Tier(name), may => may.Limit(Minutely, tier.PerMinute, TimeSpan.FromMinutes(1)).Quota(Monthly, tier.PerMonth));
            });
    }

    /// <summary>Behind the one name of all endpoints of Open311 stand three policies.</summary>
    public static string OfOpen311(HttpContext context)
    {
        var caller = context.Features.GetRequiredFeature<LimitedCaller>();
        if (caller.Consumer is not null)
            return Keys;
        return caller.IsPosting ? Posts : Reads;
    }

    public static string OfDoor(HttpContext context) => HttpMethods.IsPost(context.Request.Method) ? SignIns : Console;

    /// <summary>
    /// Under overload the staff comes first, then who has a key, then everybody else, whatever he asks for: an address of the staff makes nobody one of them. The doors, where they are
    /// strangers still, say their priority themselves.
    /// </summary>
    public static LoadPriority? PriorityOf(HttpContext context) => context.Features.Get<LimitedCaller>() switch
    {
        { Consumer: not null } => LoadPriority.Normal,
        null when context.User.Identity is { IsAuthenticated: true } => LoadPriority.Important,
        _ => LoadPriority.Background,
    };

    /// <summary>Settings may be written in capitals, as variables of the environment are; policies tell letters apart.</summary>
    public static string Tier(string name) => name.ToLowerInvariant();

    /// <summary>For whom a holder of a key is counted. A name is given once, and never to anybody else.</summary>
    public static RateLimitKey KeyOf(string consumer) => RateLimitKey.Tenant(consumer);
}
