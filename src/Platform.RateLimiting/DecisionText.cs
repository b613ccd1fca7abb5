using System.Globalization;
using System.Text;

namespace Platform.RateLimiting;

/// <summary>Says a decision in words.</summary>
internal static class DecisionText
{
    public static string Of(in RateLimitDecision decision)
    {
        var text = new StringBuilder();
        var policy = decision.Policy.Name;
        switch (decision.Outcome)
        {
            case RateLimitOutcome.AllowListed:
                return $"Admitted: the key is on the allow-list of policy \"{policy}\", which does not count it.";
            case RateLimitOutcome.Blocked:
                return $"Refused: the key is on the block-list of policy \"{policy}\".";
            case RateLimitOutcome.Admitted:
                text.Append("Admitted by");
                break;
            case RateLimitOutcome.Shadowed:
                text.Append("Admitted only because the policy is in shadow mode; it would be refused by");
                break;
            default:
                text.Append("Refused by");
                break;
        }

        text.Append(CultureInfo.InvariantCulture, $" policy \"{policy}\"");
        if (decision.Tier is { } tier)
            text.Append(CultureInfo.InvariantCulture, $" (tier \"{tier}\")");
        if (decision.IsLedgerMissing)
            return text.Append(", because the usage ledger does not answer and the policy says that nothing is admitted without it.").ToString();
        if (decision.IsRefusedByQuota)
            return OfQuotas(decision, text);
        if (decision.Plan.Factor is var factor and not 1)
            text.Append(CultureInfo.InvariantCulture, $" at {factor:0.###} of its limits because of the consumer's behavior");
        var first = true;
        for (var i = 0; i < decision.Count; i++)
        {
            if (decision.Outcome != RateLimitOutcome.Admitted && !decision.Refuses(i))
                continue;
            var limit = decision[i];
            text.Append(first ? ": " : "; ").Append(CultureInfo.InvariantCulture, $"limit \"{limit.Limit}\" gives {limit.Permits} in {Duration(limit.Per)}, at most {limit.Burst} at once, and {limit.Remaining} remain{Since(decision, i)}");
            first = false;
        }
        if (first && decision.Outcome == RateLimitOutcome.Shadowed)
            return text.Append(", because the key is on its block-list.").ToString();
        for (var i = 0; i < decision.QuotaCount && decision.Outcome == RateLimitOutcome.Admitted; i++)
            AppendQuota(text.Append("; "), decision.GetQuota(i));
        text.Append(CultureInfo.InvariantCulture, $". The call costs {decision.Cost}");
        if (decision.Outcome == RateLimitOutcome.Admitted)
            text.Append('.');
        else if (RetryAfter(decision) is { } wait)
            text.Append(CultureInfo.InvariantCulture, $"; it is admitted in {Duration(wait)} at the earliest.");
        else
            text.Append(", more than can ever be taken at once; waiting does not help.");
        return text.ToString();
    }

    private static string OfQuotas(in RateLimitDecision decision, StringBuilder text)
    {
        var first = true;
        for (var i = 0; i < decision.QuotaCount; i++)
        {
            if (!decision.RefusesByQuota(i))
                continue;
            AppendQuota(text.Append(first ? ": " : "; "), decision.GetQuota(i));
            first = false;
        }
        text.Append(CultureInfo.InvariantCulture, $". The call costs {decision.Cost}");
        return decision.DecisiveQuota is { RetryAfter: { } wait }
            ? text.Append(CultureInfo.InvariantCulture, $"; it is admitted in {Duration(wait)} at the earliest.").ToString()
            : text.Append(", more than a window can ever give; waiting does not help.").ToString();
    }

    private static void AppendQuota(StringBuilder text, in QuotaReading quota)
    {
        text.Append(CultureInfo.InvariantCulture, $"quota \"{quota.Quota}\" gives {quota.Allowance}");
        if (quota.Carried > 0)
            text.Append(CultureInfo.InvariantCulture, $" and {quota.Carried} carried over");
        if (quota.Overage > 0)
            text.Append(CultureInfo.InvariantCulture, $", {quota.Overage} beyond them at most,");
        text.Append(CultureInfo.InvariantCulture, $" until {quota.WindowEnd:u}, and {quota.Used} are used");
    }

    /// <summary>A refusal changes nothing, so the last admission was no earlier than it takes to pay off what was owed after it: since then at the longest.</summary>
    private static string Since(in RateLimitDecision decision, int index)
    {
        if (decision.Outcome == RateLimitOutcome.Admitted || decision.ExhaustedAtMost(index) is not { Ticks: > 0 } time)
            return "";
        return string.Create(CultureInfo.InvariantCulture, $", for {Duration(time)} at most");
    }

    private static TimeSpan? RetryAfter(in RateLimitDecision decision) => decision.Decisive?.RetryAfter;

    private static string Duration(TimeSpan time) => time.TotalSeconds < 60
        ? string.Create(CultureInfo.InvariantCulture, $"{time.TotalSeconds:0.###} s")
        : time.ToString("c", CultureInfo.InvariantCulture);
}
