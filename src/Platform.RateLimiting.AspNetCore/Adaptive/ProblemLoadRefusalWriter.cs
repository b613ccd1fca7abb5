using System.Buffers;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting.AspNetCore.Adaptive;

/// <summary>Writes a problem (RFC 9457) of the type <c>temporary-reduced-capacity</c> (draft-ietf-httpapi-ratelimit-headers-11, section 5.2).</summary>
internal sealed class ProblemLoadRefusalWriter(IOptions<PlatformRateLimitingAspNetCoreOptions> options) : ILoadRefusalWriter
{
    private const string TemporaryReducedCapacity = "https://iana.org/assignments/http-problem-types#temporary-reduced-capacity";

    public async Task WriteAsync(HttpContext context, AdaptiveLease lease)
    {
        context.Response.ContentType = "application/problem+json";
        var body = new ArrayBufferWriter<byte>(512);
        using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("type", TemporaryReducedCapacity);
            json.WriteString("title", "Request cannot be satisfied due to temporary server capacity constraints");
            json.WriteNumber("status", StatusCodes.Status503ServiceUnavailable);
            if (options.Value.ExplainRefusals)
                json.WriteString("detail", lease.Explain());
            json.WriteEndObject();
        }
        context.Response.ContentLength = body.WrittenCount;
        if (!HttpMethods.IsHead(context.Request.Method))
            await context.Response.Body.WriteAsync(body.WrittenMemory, context.RequestAborted).ConfigureAwait(false);
    }
}
