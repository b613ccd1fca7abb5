using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting.Tests.Quotas;

/// <summary>What is refused at start, with the policy's name and the remedy.</summary>
public sealed class QuotaOptionsTests
{
    private static RateLimitPolicyOptions WithQuota(RateLimitPolicyOptions policy, Action<QuotaOptions> change, QuotaPeriod period = QuotaPeriod.Month) => policy.Quota("q", 100, period, change);

    public static TheoryData<string, Action<RateLimitPolicyOptions>> Impossible => new()
    {
        { "Policy \"api\", quota \"q\" has an allowance of 0, so it would refuse everything: set Allowance to 1 or more", policy => WithQuota(policy, quota => quota.Allowance = 0) },
        { "Policy \"api\", quota \"q\" has an amount of 1000000000000000, more than 999999999999999: count in larger units.", policy => WithQuota(policy, quota => quota.Allowance = 1_000_000_000_000_000) },
        { "Policy \"api\", quota \"q\" has a rollover of -1: say 0", policy => WithQuota(policy, quota => quota.Rollover = -1) },
        { "Policy \"api\", quota \"q\" has an overage of -1: say 0", policy => WithQuota(policy, quota => quota.Overage = -1) },
        { "Policy \"api\", quota \"q\" has the TimeZone \"Mars/Olympus\", which this machine does not know: write an IANA name such as \"Europe/Paris\"", policy => WithQuota(policy, quota => quota.In("Mars/Olympus")) },
        { "Policy \"api\", quota \"q\" has the TimeZone \"\", which", policy => WithQuota(policy, quota => quota.In("")) },
        { "Policy \"api\", quota \"q\" has an AnchorDay of 32: say 1 to 31", policy => WithQuota(policy, quota => quota.AnchorDay = 32) },
        { "Policy \"api\", quota \"q\" has an AnchorDay of 0", policy => WithQuota(policy, quota => quota.AnchorDay = 0) },
        { "Policy \"api\", quota \"q\" has an AnchorDay, which a day does not have: leave it out", policy => WithQuota(policy, quota => quota.AnchorDay = 5, QuotaPeriod.Day) },
        { "Policy \"api\", quota \"q\" has an AnchorMonth of 13: say 1 to 12.", policy => WithQuota(policy, quota => quota.AnchorMonth = 13, QuotaPeriod.Year) },
        { "Policy \"api\", quota \"q\" has an AnchorMonth, which a month does not have", policy => WithQuota(policy, quota => quota.AnchorMonth = 2) },
        { "Policy \"api\", quota \"q\" has a WeekStart, which a month does not have", policy => WithQuota(policy, quota => quota.WeekStart = DayOfWeek.Sunday) },
        { "Policy \"api\", quota \"q\" has a WeekStart of 8", policy => WithQuota(policy, quota => quota.WeekStart = (DayOfWeek)8, QuotaPeriod.Week) },
        { "Policy \"api\", quota \"q\" has a Period of 9: say Hour, Day, Week, Month, Quarter or Year.", policy => WithQuota(policy, _ => { }, (QuotaPeriod)9) },
        { "Policy \"api\", quota \"q\" warns at 0 per cent", policy => WithQuota(policy, quota => quota.WarnAt(0)) },
        { "Policy \"api\", quota \"q\" warns at 110 per cent, which is never reached: it refuses at 105 per cent.", policy => WithQuota(policy, quota => (quota.WarnAt(110).Overage, _) = (5, 0)) },
        { "Policy \"api\", quota \"q\" warns at the same level twice: keep one.", policy => WithQuota(policy, quota => quota.WarnAt(80, 80)) },
        { "Policy \"api\", quota \"q\" has 9 warning levels: 8 is the most.", policy => WithQuota(policy, quota => quota.WarnAt(1, 2, 3, 4, 5, 6, 7, 8, 9)) },
        { "Policy \"api\", quota \"burst\" has the name of a limit, and clients could not tell them apart: give it another.", policy => policy.Quota("burst", 1, QuotaPeriod.Day) },
        { "Policy \"api\", quota \"\u00fc\" has a name that cannot be shown to clients", policy => policy.Quota("\u00fc", 1, QuotaPeriod.Day) },
        { "Policy \"api\" has 5 quotas: 4 is the most.", policy => policy.Quota("a", 1, QuotaPeriod.Hour).Quota("b", 2, QuotaPeriod.Day).Quota("c", 3, QuotaPeriod.Month).Quota("d", 4, QuotaPeriod.Quarter).Quota("e", 5, QuotaPeriod.Year) },
        { "Policy \"api\", quota \"daily\" can never decide anything, because \"monthly\" is longer and gives no more: remove it, or give it less.", policy => policy.Quota("daily", 100, QuotaPeriod.Day).Quota("monthly", 100, QuotaPeriod.Month) },
        { "Policy \"api\", quota \"b\" is the same as \"a\": remove one.", policy => policy.Quota("a", 100, QuotaPeriod.Day).Quota("b", 100, QuotaPeriod.Day) },
        { "Policy \"api\" has QuotaLeasePermits of -1: say 0", policy => WithQuota(policy, _ => policy.QuotaLeasePermits = -1) },
        { "Policy \"api\" has QuotaLeasePermits and no quota that they could be taken from", policy => policy.QuotaLeasePermits = 5 },
        { "Policy \"api\" has a WhenLedgerUnavailable of 7: say Admit or Refuse.", policy => WithQuota(policy, _ => policy.WhenLedgerUnavailable = (WhenLedgerUnavailable)7) },
        { "Policy \"api\", tier \"gold\", quota \"r\" is not one of the policy's: use \"q\", or add it to the policy.", policy => WithQuota(policy, _ => { }).Tier("gold", tier => tier.Quota("r", 5)) },
        { "Policy \"api\", consumer \"tenant:acme\", quota \"q\" has an allowance of 0", policy => WithQuota(policy, _ => { }).Consumer("tenant:acme", consumer => consumer.Quota("q", 0)) },
    };

    [Theory]
    [MemberData(nameof(Impossible))]
    public void What_cannot_hold_is_refused_at_start_with_the_remedy(string sentence, Action<RateLimitPolicyOptions> change)
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(options => options.Policy("api", policy => change(policy.Limit("burst", 10, TimeSpan.FromSeconds(1)))));
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    public static TheoryData<string, Action<PlatformRateLimitingLedgerOptions>> ImpossibleLedgers => new()
    {
        { "The ledger's Deadline is 00:00:00", ledger => ledger.Deadline = TimeSpan.Zero },
        { "The ledger's RefusalMemory is -00:00:01", ledger => ledger.RefusalMemory = TimeSpan.FromSeconds(-1) },
        { "The ledger's LeaseReportInterval is 00:00:00", ledger => ledger.LeaseReportInterval = TimeSpan.Zero },
        { "The ledger's StopDeadline is -00:00:01", ledger => ledger.StopDeadline = TimeSpan.FromSeconds(-1) },
        { "The ledger's MostInBatch is 0", ledger => ledger.MostInBatch = 0 },
        { "The ledger's MostWaiting is 0", ledger => ledger.MostWaiting = 0 },
        { "The ledger's KeyCapacity is 0", ledger => ledger.KeyCapacity = 0 },
        { "The ledger's EventSource is \"\"", ledger => ledger.EventSource = "" },
    };

    [Theory]
    [MemberData(nameof(ImpossibleLedgers))]
    public void A_ledger_that_cannot_work_is_refused_at_start(string sentence, Action<PlatformRateLimitingLedgerOptions> change)
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting().ConfigureLedger(change);
        using var provider = services.BuildServiceProvider();

        var refusal = Assert.Throws<OptionsValidationException>(() => provider.GetRequiredService<IStartupValidator>().Validate());

        Assert.Contains(sentence, refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Everything_can_be_said_in_the_configuration()
    {
        var configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["Limits:Policies:api:Limits:burst:Permits"] = "100",
            ["Limits:Policies:api:Quotas:monthly:Allowance"] = "10",
            ["Limits:Policies:api:Quotas:monthly:Period"] = "Month",
            ["Limits:Policies:api:Quotas:monthly:TimeZone"] = "Europe/Paris",
            ["Limits:Policies:api:Quotas:monthly:AnchorDay"] = "31",
            ["Limits:Policies:api:Quotas:monthly:Rollover"] = "5",
            ["Limits:Policies:api:Quotas:monthly:Overage"] = "2",
            ["Limits:Policies:api:Quotas:monthly:WarnAtPercent:0"] = "80",
            ["Limits:Policies:api:Quotas:monthly:WarnAtPercent:1"] = "95",
            ["Limits:Policies:api:QuotaLeasePermits"] = "0",
            ["Limits:Policies:api:WhenLedgerUnavailable"] = "Refuse",
            ["Limits:Policies:api:Tiers:gold:Quotas:monthly:Allowance"] = "20",
            ["Limits:Policies:api:Consumers:0:Key"] = "tenant:vip",
            ["Limits:Policies:api:Consumers:0:Quotas:monthly:Allowance"] = "30",
            ["Ledger:Deadline"] = "00:00:02",
            ["Ledger:EventSource"] = "https://api.example/usage",
        }).Build();
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(configuration.GetSection("Limits")).ConfigureLedger(configuration.GetSection("Ledger"));
        await using var provider = services.BuildServiceProvider();
        provider.GetRequiredService<IStartupValidator>().Validate();
        var (gate, policy) = (provider.GetRequiredService<IRateGate>(), provider.GetRequiredService<IRateLimitPolicies>()["api"]);

        var cancellation = TestContext.Current.CancellationToken;
        Assert.Equal((20L, 2L), (await gate.AcquireAsync(policy, RateLimitKey.Tenant("a"), tier: "gold", cancellationToken: cancellation)).GetQuota(0) is var gold ? (gold.Allowance, gold.Overage) : default);
        Assert.Equal(30, (await gate.AcquireAsync(policy, RateLimitKey.Tenant("vip"), cancellationToken: cancellation)).GetQuota(0).Allowance);
        var exported = await provider.GetRequiredService<IUsageLedger>().ExportAsync(includeOpen: true, cancellationToken: cancellation);
        Assert.All(exported.Events, each => Assert.Equal("https://api.example/usage", each.Source));
        Assert.Equal(2, exported.Events.Count);
    }

    [Fact]
    public async Task A_quota_that_is_changed_while_running_keeps_what_was_used()
    {
        await using var host = new QuotaHost(policy => policy.Limit("burst", 100, TimeSpan.FromSeconds(1)).Quota("monthly", 10, QuotaPeriod.Month));
        Assert.Equal(10, await host.AdmittedOfAsync(12));

        host.Services.GetRequiredService<IRateLimitPolicies>().Change(options => options.Policy("api", policy => policy.Quotas["monthly"].Allowance = 15));

        Assert.Equal(5, await host.AdmittedOfAsync(12));
        host.Services.GetRequiredService<IRateLimitPolicies>().Change(options => options.Policy("api", policy => policy.Quotas.Clear()));
        Assert.Equal(12, await host.AdmittedOfAsync(12));
    }
}
