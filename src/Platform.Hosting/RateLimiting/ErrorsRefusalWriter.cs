using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.Errors;
using Platform.Errors.AspNetCore;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;

namespace Platform.Hosting.RateLimiting;

/// <summary>
/// Answers with what limits refuse through the one writer of errors, with the problem types of draft-ietf-httpapi-ratelimit-headers-11, section 5. The fields that say how the caller stands are set already.
/// </summary>
internal sealed class ErrorsRefusalWriter(ErrorResponseWriter writer, IOptions<PlatformRateLimitingAspNetCoreOptions> options) : IRateLimitRefusalWriter, ILoadRefusalWriter
{
    private const string Explanation = "explanation";

    public Task WriteAsync(HttpContext context, RateLimitDecision decision)
    {
        ArgumentNullException.ThrowIfNull(context);
        if (decision.Outcome == RateLimitOutcome.Blocked)
            return writer.WriteAsync(context, CommonErrors.PermissionDenied()).AsTask();
        if (decision.IsLedgerMissing)
            return writer.WriteAsync(context, RateLimitErrors.TemporaryReducedCapacity()).AsTask();
        // Whose limits were lowered for its behavior has not just used up what it was given.
        var error = decision.Factor < 1 && decision.DecisiveQuota is null ? RateLimitErrors.AbnormalUsageDetected() : RateLimitErrors.QuotaExceeded();
        return writer.WriteAsync(context, decision.RetryAfter is { } wait ? error.WithRetryAfter(wait) : error, json => WriteMembers(json, decision)).AsTask();
    }

    public Task WriteAsync(HttpContext context, AdaptiveLease lease)
    {
        ArgumentNullException.ThrowIfNull(context);
        var error = RateLimitErrors.TemporaryReducedCapacity().WithRetryAfter(lease.RetryAfter);
        return options.Value.ExplainRefusals
            ? writer.WriteAsync(context, in error, json => json.WriteString(Explanation, lease.Explain())).AsTask()
            : writer.WriteAsync(context, in error).AsTask();
    }

    private void WriteMembers(Utf8JsonWriter json, in RateLimitDecision decision)
    {
        json.WriteStartArray("violated-policies");
        // What a quota refuses no limit did.
        for (var i = 0; i < decision.Count && decision.DecisiveQuota is null; i++)
        {
            if (decision[i] is { RetryAfter: var wait, Limit: var limit } && wait != TimeSpan.Zero)
                json.WriteStringValue(limit);
        }
        for (var i = 0; i < decision.QuotaCount; i++)
        {
            if (decision.GetQuota(i) is { RetryAfter: var wait, Quota: var quota } && wait != TimeSpan.Zero)
                json.WriteStringValue(quota);
        }
        json.WriteEndArray();
        if (options.Value.ExplainRefusals)
            json.WriteString(Explanation, decision.Explain());
    }
}
