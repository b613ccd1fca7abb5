using Platform.RateLimiting;

namespace CityDesk.Limits;

/// <summary>Who was heard most lately by this instance, of all who call Open311.</summary>
internal sealed class HeardCallers(IRateLimitPolicies policies, IRateLimitTopTalkers talkers)
{
    private const int MostCallers = 10;

    public IReadOnlyList<CallerHeard> Read() =>
    [
        .. from policy in (string[])[LimitPolicies.Keys, LimitPolicies.Reads, LimitPolicies.Posts]
           from talker in talkers.Get(policies[policy], MostCallers)
           orderby talker.Decisions descending
           select new CallerHeard(NameOf(talker.Key), KindOf(policy), talker.Decisions, talker.Refused),
    ];

    private static string KindOf(string policy) => policy switch
    {
        LimitPolicies.Keys => "API key",
        LimitPolicies.Posts => "Posting without a valid key",
        _ => "Without a key",
    };

    /// <summary>Without the kind that keys are written with.</summary>
    private static string NameOf(string key) => key[(key.IndexOf(':', StringComparison.Ordinal) + 1)..];
}

/// <summary>Somebody who was heard often.</summary>
internal sealed record CallerHeard(string Name, string Kind, long Calls, long Refused);
