using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features.Authentication;

namespace Platform.RateLimiting.AspNetCore.Keys;

/// <summary>Who has signed in, if anybody has been asked. <see cref="HttpContext.User"/> would make a principal and an identity for each request that nobody stands behind.</summary>
internal static class RequestUser
{
    /// <summary>The authenticated user; <see langword="null"/> where there is none.</summary>
    public static ClaimsPrincipal? Of(HttpContext context) =>
        context.Features.Get<IHttpAuthenticationFeature>()?.User is { Identity.IsAuthenticated: true } user ? user : null;
}
