using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.Policies;

namespace Platform.RateLimiting.Quotas;

/// <summary>What is wrong with the quotas of a policy, in sentences that follow the policy's name.</summary>
internal static class QuotaFaults
{
    private const int MostLevels = 8;
    private const int HighestLevel = 1000;

    public static IEnumerable<string> Of(RateLimitPolicyOptions policy)
    {
        if (policy.Quotas.Count > RateLimitPolicy.MostQuotas)
            yield return $" has {policy.Quotas.Count} quotas: {RateLimitPolicy.MostQuotas} is the most. A day and a month are usually enough.";
        foreach (var (name, quota) in policy.Quotas)
        {
            var its = $", quota \"{name}\" ";
            if (PolicyFaults.NameFault(name) is { } nameFault)
                yield return its + nameFault;
            if (policy.Limits.ContainsKey(name))
                yield return its + "has the name of a limit, and clients could not tell them apart: give it another.";
            foreach (var fault in CalendarFaults(quota).Concat(AmountFaults(quota.Allowance, quota.Rollover, quota.Overage)).Concat(LevelFaults(quota)))
                yield return its + fault;
        }
        foreach (var fault in Contradictions(policy))
            yield return fault;
        if (policy.QuotaLeasePermits is < 0 or > LedgerDecision.LargestAmount)
            yield return $" has QuotaLeasePermits of {policy.QuotaLeasePermits}: say 0 to take none ahead, or how many permits.";
        if (policy.QuotaLeasePermits > 0 && policy.Quotas.Count == 0)
            yield return " has QuotaLeasePermits and no quota that they could be taken from: add a quota, or leave them out.";
        if (!Enum.IsDefined(policy.WhenLedgerUnavailable))
            yield return $" has a WhenLedgerUnavailable of {(int)policy.WhenLedgerUnavailable}: say Admit or Refuse.";
    }

    public static IEnumerable<string> Overrides(RateLimitPolicyOptions policy, IDictionary<string, QuotaAllowanceOptions> quotas)
    {
        foreach (var (name, own) in quotas)
        {
            if (!policy.Quotas.TryGetValue(name, out var quota))
                yield return $"quota \"{name}\" is not one of the policy's: {PolicyFaults.Known(policy.Quotas.Keys, "add it to the policy")}.";
            foreach (var fault in AmountFaults(own.Allowance, own.Rollover ?? quota?.Rollover ?? 0, own.Overage ?? quota?.Overage ?? 0))
                yield return $"quota \"{name}\" {fault}";
        }
    }

    private static IEnumerable<string> CalendarFaults(QuotaOptions quota)
    {
        if (!Enum.IsDefined(quota.Period))
        {
            yield return $"has a Period of {(int)quota.Period}: say Hour, Day, Week, Month, Quarter or Year.";
            yield break;
        }
        if (string.IsNullOrWhiteSpace(quota.TimeZone) || !TimeZoneInfo.TryFindSystemTimeZoneById(quota.TimeZone, out var zone))
            yield return $"has the TimeZone \"{quota.TimeZone}\", which this machine does not know: write an IANA name such as \"Europe/Paris\", and install the time zone data (package tzdata) where it is missing.";
        else if (!zone.HasIanaId)
            yield return $"has the TimeZone \"{quota.TimeZone}\", which is no IANA name and would not be known on other machines: write one such as \"Europe/Paris\".";
        if (quota.AnchorDay is < 1 or > 31)
            yield return $"has an AnchorDay of {quota.AnchorDay}: say 1 to 31; in shorter months 31 is their last day.";
        else if (quota.AnchorDay != 1 && quota.Period is QuotaPeriod.Hour or QuotaPeriod.Day or QuotaPeriod.Week && quota.AnchorDay != 1)
            yield return $"has an AnchorDay, which a {QuotaCalendar.NameOf(quota.Period)} does not have: leave it out, or count by Month, Quarter or Year.";
        if (quota.AnchorMonth is < 1 or > 12)
            yield return $"has an AnchorMonth of {quota.AnchorMonth}: say 1 to 12.";
        else if (quota.AnchorMonth != 1 && quota.Period is not (QuotaPeriod.Quarter or QuotaPeriod.Year))
            yield return $"has an AnchorMonth, which a {QuotaCalendar.NameOf(quota.Period)} does not have: leave it out, or count by Quarter or Year.";
        if (!Enum.IsDefined(quota.WeekStart))
            yield return $"has a WeekStart of {(int)quota.WeekStart}: say a day of the week.";
        else if (quota.WeekStart != DayOfWeek.Monday && quota.Period != QuotaPeriod.Week)
            yield return $"has a WeekStart, which a {QuotaCalendar.NameOf(quota.Period)} does not have: leave it out, or count by Week.";
    }

    private static IEnumerable<string> AmountFaults(long allowance, long rollover, long overage)
    {
        if (allowance < 1)
            yield return $"has an allowance of {allowance}, so it would refuse everything: set Allowance to 1 or more, or use the BlockList.";
        if (rollover < 0)
            yield return $"has a rollover of {rollover}: say 0 to carry nothing.";
        if (overage < 0)
            yield return $"has an overage of {overage}: say 0 to allow none.";
        foreach (var amount in (long[])[allowance, rollover, overage])
        {
            if (amount > LedgerDecision.LargestAmount)
                yield return $"has an amount of {amount}, more than {LedgerDecision.LargestAmount}: count in larger units.";
        }
    }

    private static IEnumerable<string> LevelFaults(QuotaOptions quota)
    {
        if (quota.WarnAtPercent.Count > MostLevels)
            yield return $"has {quota.WarnAtPercent.Count} warning levels: {MostLevels} is the most.";
        foreach (var percent in quota.WarnAtPercent)
        {
            if (percent is < 1 or > HighestLevel)
                yield return $"warns at {percent} per cent: say 1 to {HighestLevel}.";
            else if ((Int128)quota.Allowance * percent > ((Int128)quota.Allowance + quota.Overage) * 100 && quota.Allowance > 0)
                yield return $"warns at {percent} per cent, which is never reached: it refuses at {((Int128)quota.Allowance + quota.Overage) * 100 / quota.Allowance} per cent.";
        }
        if (quota.WarnAtPercent.Distinct().Count() != quota.WarnAtPercent.Count)
            yield return "warns at the same level twice: keep one.";
    }

    /// <summary>A quota that never decides anything hides a mistake: a longer one of the same calendar that gives no more than it stands before it.</summary>
    private static IEnumerable<string> Contradictions(RateLimitPolicyOptions policy)
    {
        var quotas = policy.Quotas.OrderBy(quota => quota.Key, StringComparer.Ordinal).ToList();
        foreach (var (name, quota) in quotas)
        {
            foreach (var (other, stricter) in quotas)
            {
                if (name == other || stricter.TimeZone != quota.TimeZone || stricter.Allowance + stricter.Overage + stricter.Rollover > quota.Allowance + quota.Overage)
                    continue;
                if (Holds(stricter, quota))
                    yield return $", quota \"{name}\" can never decide anything, because \"{other}\" is longer and gives no more: remove it, or give it less.";
                else if (stricter.Period == quota.Period && (stricter.Allowance, stricter.Overage, stricter.Rollover, stricter.AnchorDay, stricter.AnchorMonth, stricter.WeekStart)
                    == (quota.Allowance, quota.Overage, quota.Rollover, quota.AnchorDay, quota.AnchorMonth, quota.WeekStart) && string.CompareOrdinal(name, other) > 0)
                    yield return $", quota \"{name}\" is the same as \"{other}\": remove one.";
            }
        }
    }

    /// <summary>Whether each window of the shorter lies within one of the longer.</summary>
    private static bool Holds(QuotaOptions longer, QuotaOptions shorter) =>
        longer.Period > shorter.Period
        && shorter.Period switch
        {
            QuotaPeriod.Hour or QuotaPeriod.Day => true,
            QuotaPeriod.Week => false,
            QuotaPeriod.Month => shorter.AnchorDay == longer.AnchorDay,
            _ => shorter.AnchorDay == longer.AnchorDay && (shorter.AnchorMonth - longer.AnchorMonth) % 3 == 0,
        };
}
