using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.RateLimiting.AspNetCore.StructuredFields;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.Policies;
using Platform.RateLimiting.Quotas;
using Platform.Shared;

namespace Platform.RateLimiting.AspNetCore.Fields;

/// <summary>
/// Writes <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers-11). The first does not change as long as the
/// plan stands and the windows of its quotas last, so its text is made once; of the second only the numbers are new.
/// </summary>
internal static class RateLimitFields
{
    public const string PolicyField = "RateLimit-Policy";
    public const string LimitField = "RateLimit";

    /// <summary>Longer than all limits and quotas with names of 64 characters, all of them quoted, and numbers of 19 digits.</summary>
    private const int Longest = (RateLimitPolicy.MostLimits + RateLimitPolicy.MostQuotas) * (2 * 64 + 2 * 20 + 16);

    [HotPath]
    [SkipLocalsInit] // What of the buffer is read was written.
    public static void Set(IHeaderDictionary headers, in RateLimitDecision decision)
    {
        if (decision.Count == 0 && decision.QuotaCount == 0)
            return;
        var texts = decision.Plan.Face(PlanTexts.Make);
        headers[PolicyField] = decision.QuotaWindows is { } quotas ? quotas.Face(QuotaTexts.Make).PolicyAfter(texts) : texts.Policy;
        Span<char> text = stackalloc char[Longest];
        var length = 0;
        for (var i = 0; i < decision.Count; i++)
        {
            // A refusal names the limits that refused: what is left of the others says nothing about when to come back.
            var refuses = decision.Refuses(i);
            if (!decision.IsAdmitted && !refuses)
                continue;
            if (length > 0)
                length += Append(text[length..], ", ");
            length += Append(text[length..], texts.Prefixes[i]);
            var remaining = RemainingOf(decision, i);
            length += Append(text[length..], remaining);
            length += Append(text[length..], ";t=");
            length += Append(text[length..], WindowSeconds(decision, i, remaining));
        }
        if (decision.QuotaCount > 0)
            length = AppendQuotas(text, length, decision);
        if (length > 0)
            headers[LimitField] = new StringValues(new string(text[..length]));
    }

    /// <summary>Of a quota what is left of the allowance in its window, and the seconds until that ends. A quota that is refused tells nothing of others.</summary>
    private static int AppendQuotas(Span<char> text, int length, in RateLimitDecision decision)
    {
        var windows = decision.QuotaWindows!;
        var texts = windows.Face(QuotaTexts.Make);
        for (var i = 0; i < windows.Quotas.Length; i++)
        {
            if (!decision.IsAdmitted && !decision.RefusesByQuota(i))
                continue;
            if (length > 0)
                length += Append(text[length..], ", ");
            var standing = decision.Standing(i);
            length += Append(text[length..], texts.Prefixes[i]);
            length += Append(text[length..], Math.Clamp(windows.Quotas[i].Allowance + standing.Carried - standing.Used, 0, LedgerDecision.LargestAmount));
            length += Append(text[length..], ";t=");
            length += Append(text[length..], Math.Max(1, (windows.Windows[i].End.UtcTicks - decision.QuotaNow + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond));
        }
        return length;
    }

    public static void SetLegacy(IHeaderDictionary headers, in RateLimitDecision decision)
    {
        if (decision.DecisiveQuota is { } quota)
        {
            headers["X-RateLimit-Limit"] = (quota.Allowance + quota.Carried).ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Remaining"] = quota.Remaining.ToString(CultureInfo.InvariantCulture);
            headers["X-RateLimit-Reset"] = ((long)Math.Ceiling(quota.ResetAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
            return;
        }
        if (decision.Decisive is not { } limit)
            return;
        headers["X-RateLimit-Limit"] = limit.Permits.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Remaining"] = limit.Remaining.ToString(CultureInfo.InvariantCulture);
        headers["X-RateLimit-Reset"] = ((long)Math.Ceiling(limit.ResetAfter.TotalSeconds)).ToString(CultureInfo.InvariantCulture);
    }

    /// <summary>Whole seconds, rounded up and at least one: who obeys is never too early. <see langword="null"/> when waiting does not help.</summary>
    public static long? RetryAfterSeconds(in RateLimitDecision decision) =>
        decision.RetryAfter is { } wait ? Math.Max(1, (wait.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond) : null;

    private static long RemainingOf(in RateLimitDecision decision, int index) => decision.Plan.Limits[index].Rate.Remaining(decision.Arrival(index), decision.Now);

    /// <summary>
    /// The time within which no more than what remains can be used (section 4.1.2): at the limit's own rate, so that whoever spreads
    /// what remains over it never gets ahead of the limit (section 8.5). Of what is used up, the time until there is something again;
    /// of a refusal, the time until it is admitted, which Retry-After says as well.
    /// </summary>
    private static long WindowSeconds(in RateLimitDecision decision, int index, long remaining)
    {
        var rate = decision.Plan.Limits[index].Rate;
        var ticks = remaining * rate.EmissionInterval;
        if (!decision.IsAdmitted && decision.Cost <= rate.Burst)
            ticks = rate.Wait(decision.Arrival(index), decision.Now, Math.Max(1, decision.Cost));
        else if (remaining == 0)
            ticks = rate.Wait(decision.Arrival(index), decision.Now, 1);
        return Math.Max(1, (ticks + GcraClock.TicksPerSecond - 1) / GcraClock.TicksPerSecond);
    }

    private static int Append(Span<char> text, string value)
    {
        value.CopyTo(text);
        return value.Length;
    }

    private static int Append(Span<char> text, long value)
    {
        value.TryFormat(text, out var written, provider: CultureInfo.InvariantCulture);
        return written;
    }

    /// <summary>What of the fields does not change as long as the windows of the quotas last.</summary>
    private sealed class QuotaTexts
    {
        public static readonly Func<QuotaWindows, QuotaTexts> Make = static windows => new QuotaTexts(windows);

        private readonly string _policy;
        private AfterLimits? _after;

        private QuotaTexts(QuotaWindows windows)
        {
            _policy = StructuredFieldSerializer.SerializeList(windows.Quotas.Select((quota, i) => PolicyOf(quota, windows.Windows[i])));
            Prefixes = [.. windows.Quotas.Select(quota => StructuredFieldSerializer.SerializeItem(new StructuredItem(new BareItem.String(quota.Name), [])) + ";r=")];
        }

        public string[] Prefixes { get; }

        /// <summary>Windows belong to one plan, so there is one text.</summary>
        public StringValues PolicyAfter(PlanTexts limits)
        {
            var after = Volatile.Read(ref _after);
            if (after is null || after.Limits != limits)
                Volatile.Write(ref _after, after = new AfterLimits(limits, $"{limits.Policy}, {_policy}"));
            return after.Policy;
        }

        /// <summary>The window is told as long as it really is: a day may have 23 hours.</summary>
        private static StructuredItem PolicyOf(Quota quota, QuotaWindow window) => new(new BareItem.String(quota.Name),
        [
            new("q", new BareItem.Integer(quota.Allowance)),
            new("w", new BareItem.Integer((long)(window.End - window.Start).TotalSeconds)),
            new("platform-period", new BareItem.Token(QuotaCalendar.NameOf(quota.Period))),
        ]);

        private sealed record AfterLimits(PlanTexts Limits, StringValues Policy);
    }

    /// <summary>What of the fields does not change as long as a plan stands.</summary>
    private sealed class PlanTexts
    {
        /// <summary>Kept, so that asking for the texts makes no delegate.</summary>
        public static readonly Func<PolicyPlan, PlanTexts> Make = static plan => new PlanTexts(plan);

        private PlanTexts(PolicyPlan plan)
        {
            Policy = StructuredFieldSerializer.SerializeList(plan.Limits.Select(PolicyOf));
            Prefixes = [.. plan.Limits.Select(limit => StructuredFieldSerializer.SerializeItem(new StructuredItem(new BareItem.String(limit.Name), [])) + ";r=")];
        }

        public StringValues Policy { get; }

        public string[] Prefixes { get; }

        /// <summary>A window is whole seconds (section 3.1.3): a shorter one is told as what comes back in one second, a broken one in the next whole.</summary>
        private static StructuredItem PolicyOf(Limit limit)
        {
            var seconds = (limit.Per.Ticks + TimeSpan.TicksPerSecond - 1) / TimeSpan.TicksPerSecond;
            var quota = (long)((Int128)limit.Permits * seconds * TimeSpan.TicksPerSecond / limit.Per.Ticks);
            List<Member<BareItem>> parameters = [new("q", new BareItem.Integer(quota)), new("w", new BareItem.Integer(seconds))];
            if (limit.Rate.Burst != limit.Permits)
                parameters.Add(new("platform-burst", new BareItem.Integer(limit.Rate.Burst)));
            return new StructuredItem(new BareItem.String(limit.Name), parameters);
        }
    }
}
