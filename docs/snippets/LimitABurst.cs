using Platform.Errors.AspNetCore;
using Platform.Hosting;
using Platform.RateLimiting.AspNetCore;

namespace Docs.Snippets;

public static class LimitABurst
{
    public static void Add(WebApplicationBuilder builder)
    {
        #region add
        builder.Services.AddPlatform(platform => platform.AddRateLimiting(limits => limits
            .Policy("public", policy => policy
                .Limit("burst", 40, TimeSpan.FromSeconds(10))
                .Limit("hourly", 5_000, TimeSpan.FromHours(1)))
            .Policy("sign-in", policy => policy.Limit(5, TimeSpan.FromMinutes(1)))));
        #endregion
    }

    public static void Use(WebApplication app)
    {
        #region use
        app.UsePlatformErrors();           // refusals leave as every failure does
        app.UseRouting();
        app.UseAuthentication();
        app.UsePlatformRateLimiting();     // before authorization: trying doors has its price too
        app.UseAuthorization();

        app.MapGet("/requests", () => "…").RequirePlatformRateLimit("public");
        app.MapPost("/sign-in", () => "…").RequirePlatformRateLimit("sign-in");
        app.MapGet("/health", () => "alive").DisablePlatformRateLimit();
        #endregion
    }
}
