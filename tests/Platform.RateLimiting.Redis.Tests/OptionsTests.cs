using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>What is refused at start, and what is read from where.</summary>
public sealed class OptionsTests
{
    public static TheoryData<string, Action<PlatformRateLimitingRedisOptions>> Impossible => new()
    {
        { "Nothing says where Redis is: set Configuration", options => options.Configuration = null },
        { "It names no server.", options => options.Configuration = "ssl=true" },
        { "Configuration cannot be read:", options => options.Configuration = "localhost,nonsense=7" },
        { "KeyPrefix is \"\"", options => options.KeyPrefix = "" },
        { "KeyPrefix is \"a{b\"", options => options.KeyPrefix = "a{b" },
        { "KeyPrefix is \"a b\"", options => options.KeyPrefix = "a b" },
        { "KeySecret has fewer than 16 characters", options => options.KeySecret = "too short" },
        { "Deadline is 00:00:00", options => options.Deadline = TimeSpan.Zero },
        { "Deadline is 01:00:00", options => options.Deadline = TimeSpan.FromHours(1) },
        { "Instances is 0", options => options.Instances = 0 },
        { "WhenUnavailable is 9: say LocalShare, Admit or Refuse.", options => options.WhenUnavailable = (WhenUnavailable)9 },
        { "RefusalMemory is -00:00:01", options => options.RefusalMemory = TimeSpan.FromSeconds(-1) },
        { "MinimumCalls is 1", options => options.MinimumCalls = 1 },
        { "FailureRatio is 0:", options => options.FailureRatio = 0 },
        { "FailureRatio is NaN", options => options.FailureRatio = double.NaN },
        { "SamplingDuration is 00:00:00.1", options => options.SamplingDuration = TimeSpan.FromMilliseconds(100) },
        { "BreakDuration is 00:00:00.1", options => options.BreakDuration = TimeSpan.FromMilliseconds(100) },
        { "LongestBreak is 00:00:00.6", options => options.LongestBreak = TimeSpan.FromMilliseconds(600) },
        { "Policy \"apo\" is none of the policies, so what is said for it would hold for nothing: use \"api\".", options => options.Policy("apo", own => own.LeasePermits = 5) },
        { "Policy \"api\" has -1 LeasePermits", options => options.Policy("api", own => own.LeasePermits = -1) },
        { "Policy \"api\" has a WhenUnavailable of 9", options => options.Policy("api", own => own.WhenUnavailable = (WhenUnavailable)9) },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_cannot_work_is_refused_at_start_with_the_remedy(string sentence, Action<PlatformRateLimitingRedisOptions> change)
    {
        using var services = Services(builder => builder.AddRedis(options =>
        {
            options.Configuration = "localhost";
            change(options);
        }));

        var refusal = Assert.Throws<OptionsValidationException>(() => services.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_and_a_connection_among_the_services_are_enough()
    {
        using var services = Services(builder => builder.Services.AddSingleton<IConnectionMultiplexer>(static _ => throw new InvalidOperationException("Not needed to start.")), builder => builder.AddRedis());

        services.GetRequiredService<IStartupValidator>().Validate();
    }

    [Fact]
    public async Task Everything_can_be_said_in_the_configuration()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Redis:Configuration"] = "127.0.0.1:1,connectTimeout=50",
            ["Redis:KeyPrefix"] = "desk",
            ["Redis:KeySecret"] = "a secret of all instances",
            ["Redis:Deadline"] = "00:00:00.020",
            ["Redis:Instances"] = "3",
            ["Redis:WhenUnavailable"] = "Admit",
            ["Redis:RefusalMemory"] = "00:00:05",
            ["Redis:Policies:api:WhenUnavailable"] = "Refuse",
            ["Redis:Policies:api:LeasePermits"] = "7",
        }).Build().GetSection("Redis");
        await using var services = Services(builder => builder.AddRedis(section));

        services.GetRequiredService<IStartupValidator>().Validate();
        var options = services.GetRequiredService<IOptions<PlatformRateLimitingRedisOptions>>().Value;

        Assert.Equal(("desk", 3, WhenUnavailable.Admit, TimeSpan.FromSeconds(5)), (options.KeyPrefix, options.Instances, options.WhenUnavailable, options.RefusalMemory));
        Assert.Equal((WhenUnavailable.Refuse, 7), (options.Policies["api"].WhenUnavailable, options.Policies["api"].LeasePermits));
    }

    [Fact]
    public void A_misspelt_name_in_the_configuration_is_an_error()
    {
        var section = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?> { ["Redis:Configuration"] = "localhost", ["Redis:Instanzes"] = "3" }).Build().GetSection("Redis");
        using var services = Services(builder => builder.AddRedis(section));

        Assert.Contains("Instanzes", Assert.Throws<InvalidOperationException>(() => services.GetRequiredService<IOptions<PlatformRateLimitingRedisOptions>>().Value).ToString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Calling_it_twice_is_harmless_and_the_order_of_calls_does_not_matter()
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(options => options.Policy("api", policy => policy.Limit(1, TimeSpan.FromSeconds(1))))
            .AddRedis(options => options.Configuration = "127.0.0.1:1,connectTimeout=50").AddRedis(options => options.Instances = 2).AddRedisHealthCheck().AddRedisHealthCheck();
        services.AddPlatformRateLimiting();
        await using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();

        Assert.Single(provider.GetServices<IRateGate>());
        Assert.IsType<RedisRateGate>(Assert.Single(provider.GetServices<RateGateEngine>()).Gate);
    }

    private static ServiceProvider Services(params Action<PlatformRateLimitingBuilder>[] configure)
    {
        var services = new ServiceCollection();
        var builder = services.AddPlatformRateLimiting(options => options.Policy("api", policy => policy.Limit(10, TimeSpan.FromSeconds(1))));
        foreach (var each in configure)
            each(builder);
        return services.BuildServiceProvider();
    }
}
