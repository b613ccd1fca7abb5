using Microsoft.AspNetCore.Http;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>Writes the body of what an adaptive limit refuses. Register another to give refusals the shape of your own errors.</summary>
public interface ILoadRefusalWriter
{
    /// <summary>Writes. Status (503) and <c>Retry-After</c> are set already and may be changed.</summary>
    /// <param name="context">The request. Its abort ends the writing.</param>
    /// <param name="lease">Why it is refused.</param>
    /// <returns>A task that ends when the body is written.</returns>
    Task WriteAsync(HttpContext context, AdaptiveLease lease);
}
