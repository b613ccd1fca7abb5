using CityDesk.Data;
using CityDesk.Staff;
using Microsoft.Extensions.Options;
using Platform.Errors;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;
using Platform.RateLimiting.Redis;

namespace CityDesk.Limits;

/// <summary>Who may use how much of the desk: rates, monthly quotas of API keys, and what is shed under overload.</summary>
internal static class LimitsHost
{
    /// <summary>As much as a form of the console takes.</summary>
    private const int ConsoleForm = 128 * 1024;

    /// <summary>Also for the commands, which look at tiers.</summary>
    public static IServiceCollection AddLimitSettings(this IServiceCollection services)
    {
        services.AddOptions<LimitsOptions>().BindConfiguration(LimitsOptions.Section).ValidateDataAnnotations().ValidateOnStart();
        services.AddSingleton<IValidateOptions<LimitsOptions>, LimitsValidator>();
        return services;
    }

    public static IServiceCollection AddLimits(this IServiceCollection services, IConfiguration configuration)
    {
        var limits = services.AddPlatformRateLimiting().AddAdaptiveLimit().AddAdaptiveLimit(BoundLookUps, LimitPolicies.KeyLookUps).AddAspNetCore(static web =>
        {
            web.Key = "tenant, subject, client-address";
            web.TenantClaim = LimitedCaller.TenantClaim;
            web.TierClaim = LimitedCaller.TierClaim;
            web.SelectPolicy(LimitPolicies.Open311, LimitPolicies.OfOpen311);
            web.SelectPolicy(LimitPolicies.Door, LimitPolicies.OfDoor);
            // Whoever is signed in and tries again may be guessing for somebody else, so it is the place that counts; but no place is so shared as an address.
            web.SelectKey(LimitPolicies.SignIns, RateLimitKeys.FirstOf(BrowserOf, RateLimitKeys.ClientAddress()));
            web.SelectLoadPriority(LimitPolicies.PriorityOf);
            // The largest form or body that anybody may send who is not known.
            web.MostBufferedBodyBytes = ConsoleForm;
        });
        services.AddOptions<PlatformRateLimitingOptions>()
            .Configure<IOptions<LimitsOptions>>(static (options, limits) => LimitPolicies.Apply(options, limits.Value));
        services.AddOptions<PlatformAdaptiveLimitOptions>().Configure<IOptions<LimitsOptions>>(static (options, limits) =>
        {
            options.MostLimit = limits.Value.MostAtOnce;
            options.InitialLimit = Math.Min(options.InitialLimit, options.MostLimit);
        });

        services.AddOptions<ForwardedHeadersOptions>().Configure<IOptions<LimitsOptions>>(static (forwarded, limits) => Proxies.Configure(forwarded, limits.Value));
        services.AddSingleton<ILogger<ErrorReporter>, RefusalLog>();
        services.AddSingleton<UsageLedgerPlace>();
        limits.UseLedger(static provider => provider.GetRequiredService<UsageLedgerPlace>().Open());
        // Whether there is a Redis is fixed for the life of the program, so it is read once, here.
        if (!string.IsNullOrEmpty(configuration[$"{LimitsOptions.Section}:{nameof(LimitsOptions.Redis)}"]))
            limits.AddRedisOf();

        services.AddSingleton<Refusals>();
        services.AddSingleton<CityCalendar>();
        services.AddSingleton<RefusalWriter>();
        services.AddSingleton<IRateLimitRefusalWriter>(static provider => provider.GetRequiredService<RefusalWriter>());
        services.AddSingleton<ILoadRefusalWriter>(static provider => provider.GetRequiredService<RefusalWriter>());
        services.AddScoped<UsageReport>();
        services.AddSingleton<HeardCallers>();
        return services;
    }

    /// <summary>After who is signed in is known, and before anything is done for them.</summary>
    public static void UseLimits(this WebApplication app)
    {
        app.Use(ReadCalendarAsync);
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

    /// <summary>A city that was made by a command while the desk runs counts by its own months from its first call on.</summary>
    private static async Task ReadCalendarAsync(HttpContext context, RequestDelegate next)
    {
        var calendar = context.RequestServices.GetRequiredService<CityCalendar>();
        if (!calendar.IsRead && context.Features.Get<LimitedCaller>() is { Consumer: not null })
            await calendar.ReadAsync(context.RequestServices.GetRequiredService<DeskDbContext>(), context.RequestAborted);
        await next(context);
    }

    /// <summary>A browser that has signed in before: strangers of the same address use up nothing of what it may.</summary>
    private static RateLimitKey BrowserOf(HttpContext context) =>
        context.RequestServices.GetRequiredService<KnownBrowser>().NameOf(context.Request) is { } browser ? RateLimitKey.Text($"browser {browser}") : default;

    /// <summary>A look-up is one read of an index; patient, because who has a valid key is not to be refused for a database that is slow for a moment.</summary>
    private static void BoundLookUps(PlatformAdaptiveLimitOptions options)
    {
        (options.InitialLimit, options.MostLimit) = (16, 64);
        (options.QueueTarget, options.QueueInterval) = (TimeSpan.FromMilliseconds(100), TimeSpan.FromSeconds(1));
    }

    private static void AddRedisOf(this PlatformRateLimitingBuilder limits)
    {
        limits.AddRedis().AddRedisHealthCheck();
        limits.Services.AddOptions<PlatformRateLimitingRedisOptions>().Configure<IOptions<LimitsOptions>>(static (redis, limits) =>
        {
            redis.Configuration = limits.Value.Redis;
            redis.KeyPrefix = limits.Value.RedisKeyPrefix;
            redis.Deadline = limits.Value.RedisDeadline;
            redis.KeySecret = limits.Value.RedisSecret is { Length: > 0 } secret ? secret : null;
            redis.Instances = limits.Value.Instances;
        });
    }
}
