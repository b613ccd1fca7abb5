using System.Globalization;
using System.Text.RegularExpressions;

namespace Platform.RateLimiting.Simulation.Commands;

/// <summary>What <c>simulate replay</c> is asked for.</summary>
internal sealed partial record ReplayArguments(string Log, AccessLogOptions Options, string Name, RateLimitPolicyOptions Policy, bool HasQuotas, string Out)
{
    public static ReplayArguments Parse(IReadOnlyList<string> args)
    {
        string? log = null;
        var page = "replay.html";
        var options = new AccessLogOptions();
        List<string> limits = [];
        var (section, followsBehavior) = (PolicyFile.UsualSection, false);
        string? settings = null, name = null;
        for (var i = 0; i < args.Count; i++)
        {
            switch (args[i])
            {
                case "--limit":
                    limits.Add(ValueOf(args, ref i));
                    break;
                case "--policies":
                    settings = ValueOf(args, ref i);
                    break;
                case "--section":
                    section = ValueOf(args, ref i);
                    break;
                case "--policy":
                    name = ValueOf(args, ref i);
                    break;
                case "--key":
                    options.KeyField = ValueOf(args, ref i);
                    break;
                case "--time":
                    options.TimeField = ValueOf(args, ref i);
                    break;
                case "--cost":
                    options.CostField = ValueOf(args, ref i);
                    break;
                case "--status":
                    options.StatusField = ValueOf(args, ref i);
                    break;
                case "--follow-behavior":
                    followsBehavior = true;
                    break;
                case "--out":
                    page = ValueOf(args, ref i);
                    break;
                case var option when option.StartsWith('-'):
                    throw new FormatException($"There is no option {option}; simulate --help lists them.");
                case var file when log is null:
                    log = file;
                    break;
                default:
                    throw new FormatException($"One log is replayed at a time; \"{args[i]}\" is a second.");
            }
        }
        if (log is null)
            throw new FormatException("Which log? simulate replay LOG --limit 100/10s");
        if (limits.Count == 0 && settings is null)
            throw new FormatException("Against which limits? For example: --limit 100/10s:40, or --policies appsettings.json");
        if (settings is null && name is not null)
            throw new FormatException("--policy names a policy of a file: add --policies FILE.");
        var (policyName, policy) = settings is null ? ("replayed", new RateLimitPolicyOptions()) : PolicyFile.Read(settings, section, name);
        foreach (var limit in limits)
            AddLimit(policy, limit);
        if (followsBehavior)
            policy.FollowBehavior();
        return new ReplayArguments(log, options, policyName, policy, TakeOutQuotas(policy), page);
    }

    /// <summary>Quotas are not replayed, and a policy that has them has limits too.</summary>
    private static bool TakeOutQuotas(RateLimitPolicyOptions policy)
    {
        if (policy.Quotas.Count == 0)
            return false;
        policy.Quotas.Clear();
        foreach (var quotas in policy.Tiers.Values.Select(tier => tier.Quotas).Concat(policy.Consumers.Select(consumer => consumer.Quotas)))
            quotas.Clear();
        // An exception of quotas alone would be none now, which is a fault.
        foreach (var consumer in policy.Consumers.Where(consumer => consumer.Tier is null && consumer.Limits.Count == 0).ToList())
            policy.Consumers.Remove(consumer);
        return true;
    }

    public static string ValueOf(IReadOnlyList<string> args, ref int at) => ++at < args.Count ? args[at] : throw new FormatException($"{args[at - 1]} needs a value.");

    private static void AddLimit(RateLimitPolicyOptions policy, string text)
    {
        var match = Limit().Match(text);
        if (!match.Success
            || !long.TryParse(match.Groups["permits"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var permits)
            || !long.TryParse(match.Groups["time"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var time)
            || time > TimeSpan.FromDays(366).TotalSeconds)
            throw new FormatException($"\"{text}\" is no limit: write permits/time, and a colon before the burst, such as 100/10s:40.");
        long? burst = match.Groups["burst"].Success
            ? long.TryParse(match.Groups["burst"].ValueSpan, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : throw new FormatException($"The burst of \"{text}\" is too large.")
            : null;
        policy.Limit(text, permits, time * match.Groups["unit"].Value switch { "s" => TimeSpan.FromSeconds(1), "m" => TimeSpan.FromMinutes(1), "h" => TimeSpan.FromHours(1), _ => TimeSpan.FromDays(1) }, burst);
    }

    [GeneratedRegex("^(?<permits>[0-9]+)/(?<time>[0-9]+)(?<unit>[smhd])(:(?<burst>[0-9]+))?$", RegexOptions.CultureInvariant)]
    private static partial Regex Limit();
}
