using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.Errors.Resilience.Tests;

public sealed class RegistrationTests
{
    public static TheoryData<string, string> Refused => new()
    {
        { "TotalTimeout", "00:00:00" },
        { "TotalTimeout", "00:00:05" },
        { "AttemptTimeout", "-00:00:01" },
        { "AttemptTimeout", "2.00:00:00" },
        { "Retry:MaximumRetries", "-1" },
        { "Retry:MaximumRetries", "101" },
        { "Retry:BaseDelay", "00:00:06" },
        { "Retry:MaximumDelay", "-00:00:01" },
        { "Retry:MaximumRetryAfter", "-00:00:01" },
        { "RetryBudget:Ratio", "-0.1" },
        { "RetryBudget:Ratio", "NaN" },
        { "RetryBudget:MinimumPerSecond", "-1" },
        { "RetryBudget:Burst", "-1" },
        { "CircuitBreaker:FailureRatio", "0" },
        { "CircuitBreaker:FailureRatio", "1.1" },
        { "CircuitBreaker:SamplingDuration", "00:00:00" },
        { "CircuitBreaker:MinimumThroughput", "0" },
        { "CircuitBreaker:ConsecutiveFailures", "-1" },
        { "CircuitBreaker:BreakDuration", "00:00:00" },
        { "CircuitBreaker:BreakDuration", "00:02:00" },
        { "CircuitBreaker:MaximumBreakDuration", "2.00:00:00" },
        { "CircuitBreaker:SuccessfulProbes", "0" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void Options_that_make_no_sense_are_refused_at_start_by_name(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddPlatformResilience("payments", Section(key, value));
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains("'payments'", refusal.Message, StringComparison.Ordinal);
        Assert.Contains(key.Split(':')[^1], refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("TotalTimeout", "-00:00:00.0010000")]
    [InlineData("Retry:MaximumRetries", "0")]
    [InlineData("RetryBudget:Burst", "0")]
    [InlineData("CircuitBreaker:ConsecutiveFailures", "0")]
    [InlineData("CircuitBreaker:FailureRatio", "1")]
    public void What_switches_a_part_off_is_taken(string key, string value)
    {
        var services = new ServiceCollection();
        services.AddPlatformResilience("payments", Section(key, value));
        using var provider = services.BuildServiceProvider();

        provider.GetRequiredService<IStartupValidator>().Validate();
        Assert.Equal("payments", provider.GetRequiredService<ResultPipelines>().Get("payments").Name);
    }

    [Fact]
    public void A_pipeline_is_one_under_its_key_and_its_name_however_often_it_is_added()
    {
        var services = new ServiceCollection();
        services.AddPlatformResilience("payments", options => options.Retry.MaximumRetries = 1);
        services.AddPlatformResilience("payments", options => options.AttemptTimeout = TimeSpan.FromSeconds(2));
        services.AddPlatformResilience("geocoder");
        using var provider = services.BuildServiceProvider();

        var payments = provider.GetRequiredKeyedService<ResultPipeline>("payments");
        var options = provider.GetRequiredService<IOptionsMonitor<PlatformResilienceOptions>>().Get("payments");

        Assert.Same(payments, provider.GetRequiredService<ResultPipelines>().Get("payments"));
        Assert.NotSame(payments, provider.GetRequiredKeyedService<ResultPipeline>("geocoder"));
        Assert.Equal(1, options.Retry.MaximumRetries);
        Assert.Equal(TimeSpan.FromSeconds(2), options.AttemptTimeout);
    }

    [Fact]
    public void A_name_that_nobody_added_is_refused_with_those_that_there_are()
    {
        var services = new ServiceCollection();
        services.AddPlatformResilience("payments");
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<InvalidOperationException>(() => provider.GetRequiredService<ResultPipelines>().Get("paymnets"));

        Assert.Contains("paymnets", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("There are: payments.", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_clients_at_once_cannot_have_one_pipeline()
    {
        var services = new ServiceCollection();

        foreach (var add in new Action<IHttpClientBuilder>[] { builder => builder.AddPlatformResilience(), builder => builder.AddPlatformResilience(Section("TotalTimeout", "00:00:20")), builder => builder.AddPlatformResilience(_ => { }) })
        {
            var refusal = Assert.Throws<ArgumentException>("builder", () => services.ConfigureHttpClientDefaults(add));

            Assert.Contains("ConfigureHttpClientDefaults", refusal.Message, StringComparison.Ordinal);
            Assert.Contains("services.AddHttpClient(\"payments\").AddPlatformResilience()", refusal.Message, StringComparison.Ordinal);
        }
    }

    [Theory]
    [InlineData("Retry:MaximumRetrys", "'Payments:Retry:MaximumRetrys', and there is no option 'MaximumRetrys' in the section 'Payments:Retry'. Did you mean 'MaximumRetries'?")]
    [InlineData("AttemptTimout", "'Payments:AttemptTimout', and there is no option 'AttemptTimout' in the section 'Payments'. Did you mean 'AttemptTimeout'?")]
    [InlineData("CircuitBraker:FailureRatio", "'Payments:CircuitBraker', and there is no option 'CircuitBraker' in the section 'Payments'. Did you mean 'CircuitBreaker'?")]
    [InlineData("BaseAddress", "'Payments:BaseAddress', and there is no option 'BaseAddress' in the section 'Payments'. There are: TotalTimeout, AttemptTimeout, Retry, RetryBudget, CircuitBreaker.")]
    [InlineData("RetryBudget:Burts", "Did you mean 'Burst'?")]
    public void A_misspelt_key_is_refused_at_start_beside_the_one_that_may_have_been_meant(string key, string told)
    {
        foreach (var add in new Action<IServiceCollection>[]
        {
            services => services.AddPlatformResilience("payments", Section(key, "3")),
            services => services.AddHttpClient("payments").AddPlatformResilience(Section(key, "3")).AddPlatformResilience(Section(key, "3")),
        })
        {
            var services = new ServiceCollection();
            add(services);
            services.AddPlatformResilience("geocoder");
            using var provider = services.BuildServiceProvider();

            var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

            Assert.StartsWith("Resilience pipeline 'payments': the configuration has ", Assert.Single(refusal.Failures), StringComparison.Ordinal);
            Assert.Contains(told, refusal.Message, StringComparison.Ordinal);
            Assert.Equal("geocoder", provider.GetRequiredService<ResultPipelines>().Get("geocoder").Name);
        }
    }

    [Fact]
    public void Every_option_is_a_key_whatever_its_case()
    {
        foreach (var (key, value) in new[]
        {
            ("TotalTimeout", "00:00:20"), ("attempttimeout", "00:00:02"), ("Retry:MaximumRetries", "1"), ("RETRY:BASEDELAY", "00:00:01"), ("Retry:MaximumDelay", "00:00:09"),
            ("Retry:MaximumRetryAfter", "00:00:09"), ("RetryBudget:Ratio", "0.2"), ("RetryBudget:MinimumPerSecond", "2"), ("RetryBudget:Burst", "9"),
            ("CircuitBreaker:IsEnabled", "false"), ("CircuitBreaker:FailureRatio", "0.4"), ("CircuitBreaker:SamplingDuration", "00:00:20"), ("CircuitBreaker:MinimumThroughput", "9"),
            ("CircuitBreaker:ConsecutiveFailures", "9"), ("CircuitBreaker:BreakDuration", "00:00:09"), ("CircuitBreaker:MaximumBreakDuration", "00:02:00"), ("CircuitBreaker:SuccessfulProbes", "2"),
        })
        {
            var services = new ServiceCollection();
            services.AddPlatformResilience("payments", Section(key, value));
            using var provider = services.BuildServiceProvider();

            provider.GetRequiredService<IStartupValidator>().Validate();
        }
    }

    private static IConfigurationSection Section(string key, string value) =>
        new ConfigurationBuilder().AddInMemoryCollection([new($"Payments:{key}", value)]).Build().GetSection("Payments");
}
