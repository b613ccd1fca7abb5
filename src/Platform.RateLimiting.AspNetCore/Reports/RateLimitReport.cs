using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.RateLimiting.AspNetCore.Reports;

/// <summary>Writes how everything stands.</summary>
internal static class RateLimitReport
{
    private const int MostConsumers = 20;

    public static async Task WriteAsync(HttpContext context)
    {
        var usage = await QuotaUsage.ReadAsync(context.RequestServices, MostConsumers, context.RequestAborted).ConfigureAwait(false);
        var body = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(body, new JsonWriterOptions { Indented = true }))
            Write(json, context.RequestServices, usage);
        context.Response.ContentType = "application/json";
        context.Response.ContentLength = body.WrittenCount;
        context.Response.Headers.CacheControl = "no-store";
        await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, IServiceProvider services, ILookup<string, QuotaUsage> usage)
    {
        var policies = services.GetRequiredService<IRateLimitPolicies>();
        json.WriteStartObject();
        json.WriteStartArray("policies");
        foreach (var policy in policies.All.OrderBy(policy => policy.Name, StringComparer.Ordinal))
            WritePolicy(json, policy, usage[policy.Name], services.GetRequiredService<IRateLimitTopTalkers>(), services.GetRequiredService<IConsumerBehavior>());
        json.WriteEndArray();
        if (services.GetService<AdaptiveLimiters>() is { } limiters)
        {
            json.WriteStartArray("adaptiveLimits");
            foreach (var limiter in limiters.All)
                WriteLimiter(json, limiter.GetState());
            json.WriteEndArray();
        }
        if (services.GetService<OutboundThrottle>() is { } throttle)
        {
            json.WriteStartArray("outbound");
            foreach (var state in throttle.GetStates().Take(MostConsumers))
                WriteOutbound(json, state);
            json.WriteEndArray();
        }
        json.WriteEndObject();
    }

    private static void WritePolicy(Utf8JsonWriter json, RateLimitPolicy policy, IEnumerable<QuotaUsage> quotas, IRateLimitTopTalkers talkers, IConsumerBehavior behavior)
    {
        json.WriteStartObject();
        json.WriteString("name", policy.Name);
        json.WriteBoolean("shadow", policy.IsShadow);
        json.WriteStartArray("limits");
        foreach (var limit in policy.Snapshot.Plan.Limits)
        {
            json.WriteStartObject();
            json.WriteString("name", limit.Name);
            json.WriteNumber("permits", limit.Permits);
            json.WriteNumber("perSeconds", limit.Per.TotalSeconds);
            json.WriteNumber("burst", limit.Rate.Burst);
            json.WriteNumber("keys", limit.State.Table.EstimateLiveKeys());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("quotas");
        foreach (var quota in quotas)
            quota.WriteTo(json);
        json.WriteEndArray();
        json.WriteStartArray("topTalkers");
        foreach (var talker in talkers.Get(policy, MostConsumers))
        {
            json.WriteStartObject();
            json.WriteString("key", talker.Key);
            json.WriteNumber("decisions", talker.Decisions);
            json.WriteNumber("refused", talker.Refused);
            json.WriteNumber("overcount", talker.Overcount);
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteStartArray("changedByBehavior");
        foreach (var standing in behavior.GetChanged(policy, MostConsumers))
        {
            json.WriteStartObject();
            json.WriteString("key", standing.Consumer);
            json.WriteNumber("factor", standing.Factor);
            json.WriteString("explanation", standing.Explain());
            json.WriteEndObject();
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static void WriteLimiter(Utf8JsonWriter json, AdaptiveLimiterState state)
    {
        json.WriteStartObject();
        json.WriteString("name", state.Name);
        json.WriteBoolean("shadow", state.IsShadow);
        json.WriteNumber("limit", state.Limit);
        json.WriteNumber("running", state.Running);
        json.WriteNumber("waiting", state.Waiting);
        json.WriteNumber("meanMilliseconds", Math.Round(state.MeanLatency.TotalMilliseconds, 3));
        json.WriteNumber("overloadedSeconds", Math.Round(state.OverloadedFor.TotalSeconds, 3));
        json.WriteString("explanation", state.Explanation);
        json.WriteEndObject();
    }

    private static void WriteOutbound(Utf8JsonWriter json, OutboundThrottleState state)
    {
        json.WriteStartObject();
        json.WriteString("host", state.Host);
        json.WriteNumber("requests", state.Requests);
        json.WriteNumber("accepts", state.Accepts);
        json.WriteNumber("heldBackShare", Math.Round(state.RefusalProbability, 4));
        json.WriteString("explanation", state.Explain());
        json.WriteEndObject();
    }
}
