using System.Buffers;
using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.AspNetCore.Fields;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>
/// Writes a problem (RFC 9457) of the type <c>quota-exceeded</c> (draft-ietf-httpapi-ratelimit-headers-11, section 5.1), which names the
/// limits and quotas that refused; for a blocked key a bare 403; of the type <c>temporary-reduced-capacity</c> (section 5.2) where the usage
/// ledger does not answer.
/// </summary>
internal sealed class ProblemRefusalWriter(IOptions<PlatformRateLimitingAspNetCoreOptions> options) : IRateLimitRefusalWriter
{
    private const string AbnormalUsageDetected = "https://iana.org/assignments/http-problem-types#abnormal-usage-detected";
    private const string QuotaExceeded = "https://iana.org/assignments/http-problem-types#quota-exceeded";

    private const string ReducedCapacity = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    public async Task WriteAsync(HttpContext context, RateLimitDecision decision)
    {
        context.Response.ContentType = "application/problem+json";
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
            Write(json, decision, options.Value.ExplainRefusals);
        context.Response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }

    private static void Write(Utf8JsonWriter json, in RateLimitDecision decision, bool explains)
    {
        json.WriteStartObject();
        if (decision.Outcome == RateLimitOutcome.Blocked)
        {
            json.WriteString("title", "Forbidden");
            json.WriteNumber("status", StatusCodes.Status403Forbidden);
            json.WriteEndObject();
            return;
        }

        if (decision.IsLedgerMissing)
        {
            json.WriteString("type", ReducedCapacity);
            json.WriteString("title", "Request cannot be satisfied due to temporary server capacity constraints");
            json.WriteNumber("status", StatusCodes.Status503ServiceUnavailable);
            json.WriteString("detail", "Usage cannot be counted at the moment.");
            json.WriteEndObject();
            return;
        }

        // Whose limits were lowered for its behavior has not just used up what it was given.
        var isAbnormal = decision.Plan.Factor < 1 && !decision.IsRefusedByQuota;
        json.WriteString("type", isAbnormal ? AbnormalUsageDetected : QuotaExceeded);
        json.WriteString("title", isAbnormal ? "Request not satisfied due to detection of abnormal request pattern" : "Request cannot be satisfied as assigned quota has been exceeded");
        json.WriteNumber("status", StatusCodes.Status429TooManyRequests);
        json.WriteString("detail", explains ? decision.Explain() : RateLimitFields.RetryAfterSeconds(decision) is { } seconds
            ? string.Create(CultureInfo.InvariantCulture, $"The request is admitted in {seconds} s at the earliest.")
            : "The request costs more than can ever be admitted at once.");
        json.WriteStartArray("violated-policies");
        for (var i = 0; i < decision.Count; i++)
        {
            if (decision.Refuses(i))
                json.WriteStringValue(decision.Plan.Limits[i].Name);
        }
        for (var i = 0; i < decision.QuotaCount; i++)
        {
            if (decision.RefusesByQuota(i))
                json.WriteStringValue(decision.QuotaWindows!.Quotas[i].Name);
        }
        json.WriteEndArray();
        json.WriteEndObject();
    }
}
