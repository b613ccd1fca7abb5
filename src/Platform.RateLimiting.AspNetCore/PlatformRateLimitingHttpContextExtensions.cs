using Microsoft.AspNetCore.Http;
using Platform.RateLimiting.AspNetCore.Adaptive;

namespace Platform.RateLimiting.AspNetCore;

/// <summary>What a handler can say of its request.</summary>
public static class PlatformRateLimitingHttpContextExtensions
{
    /// <summary>
    /// The work of a request is done, and what remains is to send what came of it, as fast or as slowly as its client reads: its place of the adaptive limit goes to another. Called after connections, readers and locks were
    /// released: the place is all that bounds how many requests hold them. For answers larger than the
    /// server's buffer (64 KB of Kestrel); of smaller ones the server takes the whole, and their places are free at once. Later calls, and those of requests that hold no place, do nothing.
    /// </summary>
    /// <param name="context">The request. Its status, if it is below 500, says that the work has succeeded.</param>
    /// <exception cref="ArgumentNullException"><paramref name="context"/> is <see langword="null"/>.</exception>
    public static void ReleasePlatformAdaptiveLease(this HttpContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.Features.Get<AdaptivePlace>()?.GiveBack(context.Response.StatusCode < StatusCodes.Status500InternalServerError);
    }
}
