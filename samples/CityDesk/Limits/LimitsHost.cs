using CityDesk.Data;
using Microsoft.Extensions.Options;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;
using Platform.RateLimiting.Redis;

namespace CityDesk.Limits;

/// <summary>Who may use how much of the desk: rates, monthly quotas of API keys, and what is shed under overload.</summary>
internal static class LimitsHost
{
    /// <summary>Also for the commands, which look at tiers.</summary>
    public static IServiceCollection AddLimitSettings(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitsOptions>, LimitsValidator>();
        return services;
    }

    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = services.AddPlatformRateLimiting().AddAdaptiveLimit().AddAspNetCore(static web =>
        {
            web.Key = "tenant, subject, client-address";
            web.TenantClaim = CallerRecognition.TenantClaim;
            web.TierClaim = CallerRecognition.TierClaim;
            web.UsePolicy(LimitPolicies.Open311, CallerRecognition.PolicyOf);
            web.UseLoadPriority(CallerRecognition.PriorityOf);
        });
        services.AddOptions<PlatformRateLimitingOptions>()
            .Configure<IOptions<LimitsOptions>>(static (options, limits) => LimitPolicies.Apply(options, limits.Value));
        services.AddOptions<PlatformAdaptiveLimitOptions>().Configure<IOptions<LimitsOptions>>(static (options, limits) =>
        {
            options.MostLimit = limits.Value.MostAtOnce;
            options.InitialLimit = Math.Min(options.InitialLimit, options.MostLimit);
        });

        services.AddSingleton<UsageLedgerPlace>();
        limits.UseLedger(static provider => provider.GetRequiredService<UsageLedgerPlace>().Open());
        // Whether there is a Redis is fixed for the life of the program, so it is read once, here.
        if (!string.IsNullOrEmpty(configuration[$"{LimitsOptions.Section}:{nameof(LimitsOptions.Redis)}"]))
            limits.AddRedisOf();

        services.AddSingleton<Refusals>();
        services.AddSingleton<CityCalendar>();
        services.AddSingleton<RefusalWriter>();
        services.AddSingleton<IRateLimitRejectionWriter>(static provider => provider.GetRequiredService<RefusalWriter>());
        services.AddSingleton<ILoadRejectionWriter>(static provider => provider.GetRequiredService<RefusalWriter>());
        services.AddScoped<UsageReport>();
        return services;
    }

    /// <summary>After who is signed in is known, and before anything is done for them.</summary>
    public static void UseLimits(this WebApplication app)
    {
        app.UseMiddleware<CallerRecognition>();
        app.UsePlatformRateLimiting();
        if (app.Services.GetRequiredService<IOptions<LimitsOptions>>().Value.Shedding)
            app.UsePlatformAdaptiveLimit();
    }

    /// <summary>Once the database is there.</summary>
    public static Task OpenLimitsAsync(this IServiceProvider scope, CancellationToken cancellationToken)
    {
        scope.GetRequiredService<UsageLedgerPlace>().Prepare();
        return scope.GetRequiredService<CityCalendar>().ReadAsync(scope.GetRequiredService<DeskDbContext>(), cancellationToken);
    }

    private static void AddRedisOf(this PlatformRateLimitingBuilder limits)
    {
        limits.AddRedis().AddRedisHealthCheck();
        limits.Services.AddOptions<PlatformRateLimitingRedisOptions>().Configure<IOptions<LimitsOptions>>(static (redis, limits) =>
        {
            redis.Configuration = limits.Value.Redis;
            redis.KeyPrefix = "citydesk";
            redis.KeySecret = limits.Value.RedisSecret is { Length: > 0 } secret ? secret : null;
            redis.Instances = limits.Value.Instances;
        });
    }
}
