using System.Globalization;
using System.Runtime.CompilerServices;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Primitives;
using Platform.RateLimiting.AspNetCore.StructuredFields;
using Platform.RateLimiting.Gcra;
using Platform.RateLimiting.Policies;
using Platform.Shared;

namespace Platform.RateLimiting.AspNetCore.Fields;

/// <summary>
/// Writes <c>RateLimit-Policy</c> and <c>RateLimit</c> (draft-ietf-httpapi-ratelimit-headers-11). The first does not change as long as the
/// plan stands, so its text is made once; of the second only the numbers are new.
/// </summary>
internal static class RateLimitFields
{
    public const string PolicyField = "RateLimit-Policy";
    public const string LimitField = "RateLimit";

    /// <summary>Longer than four limits with names of 64 characters, all of them quoted, and numbers of 19 digits.</summary>
    private const int Longest = RateLimitPolicy.MostLimits * (2 * 64 + 2 * 20 + 16);

    [HotPath]
    [SkipLocalsInit] // What of the buffer is read was written.
    public static void Set(IHeaderDictionary headers, in RateLimitDecision decision)
    {
        if (decision.Count == 0)
            return;
        var texts = decision.Plan.Face(PlanTexts.Make);
        headers[PolicyField] = texts.Policy;
        Span<char> text = stackalloc char[Longest];
        var length = 0;
        for (var i = 0; i < decision.Count; i++)
        {
            // A refusal names the limits that refused: what is left of the others says nothing about when to come back.
            var refuses = decision.Refuses(i);
            if (!decision.IsAllowed && !refuses)
                continue;
            if (length > 0)
                length += Append(text[length..], ", ");
            length += Append(text[length..], texts.Prefixes[i]);
            var remaining = RemainingOf(decision, i);
            length += Append(text[length..], remaining);
            length += Append(text[length..], ";t=");
            length += Append(text[length..], WindowSeconds(decision, i, remaining));
        }
        headers[LimitField] = new StringValues(new string(text[..length]));
    }

    public static void SetLegacy(IHeaderDictionary headers, in RateLimitDecision decision)
    {
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
        if (!decision.IsAllowed && decision.Cost <= rate.Burst)
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
