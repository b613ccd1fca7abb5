using Microsoft.AspNetCore.Http;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Says for whom a request is counted.</summary>
/// <param name="context">The request.</param>
/// <returns>The key; an empty one when the request does not have what is asked for.</returns>
public delegate RateLimitKey RateLimitKeySelector(HttpContext context);
