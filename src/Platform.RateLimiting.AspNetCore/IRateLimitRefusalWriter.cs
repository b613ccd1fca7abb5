using Microsoft.AspNetCore.Http;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Writes the body of a refusal. Register another to give refusals the shape of your own errors.</summary>
public interface IRateLimitRefusalWriter
{
    /// <summary>Writes. Status (429; 403 for a blocked key; 503 where quotas are refused because the usage ledger does not answer), <c>Retry-After</c> and the RateLimit fields are set already and may be changed.</summary>
    /// <param name="context">The request. Its abort ends the writing.</param>
    /// <param name="decision">Why it is refused.</param>
    /// <returns>A task that ends when the body is written.</returns>
    Task WriteAsync(HttpContext context, RateLimitDecision decision);
}
