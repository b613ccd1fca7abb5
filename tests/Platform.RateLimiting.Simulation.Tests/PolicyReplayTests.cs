using System.Globalization;
using Microsoft.Extensions.Options;

namespace Platform.RateLimiting.Simulation.Tests;

public sealed class PolicyReplayTests
{
    private static async Task<AccessLog> LogAsync(IEnumerable<string> lines)
    {
        using var reader = new StringReader(string.Join('\n', lines.Prepend("time,ip,status")));
        return await AccessLog.ReadAsync(reader, cancellationToken: TestContext.Current.CancellationToken);
    }

    /// <summary>One who calls ten times a second for ten seconds, and one who calls once a second.</summary>
    private static Task<AccessLog> TwoAsync() => LogAsync(
        Enumerable.Range(0, 100).Select(call => string.Create(CultureInfo.InvariantCulture, $"{1760000000 + call / 10.0:0.0},203.0.113.7,200"))
            .Concat(Enumerable.Range(0, 10).Select(call => string.Create(CultureInfo.InvariantCulture, $"{1760000000 + call},198.51.100.1,200"))));

    [Fact]
    public async Task It_tells_who_would_have_been_refused_and_why()
    {
        var result = PolicyReplay.Run(await TwoAsync(), new RateLimitPolicyOptions().Limit("burst", 2, TimeSpan.FromSeconds(1), burst: 5), "new", TestContext.Current.CancellationToken);

        // Five at once, and two for each of the 9.9 seconds.
        var loud = Assert.Single(result.Consumers);
        Assert.Equal(("ip:203.0.113.7", 100, 100 - (5 + 19)), (loud.Key, loud.Calls, loud.Refused));
        Assert.Equal((110, 76, 2), (result.Calls, result.Refused, result.ConsumerCount));
        Assert.Equal(76, result.RefusedByLimit["burst"]);
        Assert.InRange(loud.LongestWait!.Value, TimeSpan.FromSeconds(0.3), TimeSpan.FromSeconds(0.5));
        Assert.Contains("Refused by policy \"new\": limit \"burst\" gives 2 in 1 s", loud.Explanation, StringComparison.Ordinal);
        Assert.Equal(110, result.Points.Sum(point => point.Calls));
        Assert.Equal(76, result.Points.Sum(point => point.Refused));
    }

    [Fact]
    public async Task Shadow_changes_nothing_of_the_answer()
    {
        var policy = new RateLimitPolicyOptions { Shadow = true }.Limit("burst", 2, TimeSpan.FromSeconds(1), burst: 5);

        Assert.Equal(76, PolicyReplay.Run(await TwoAsync(), policy, cancellationToken: TestContext.Current.CancellationToken).Refused);
    }

    [Fact]
    public async Task A_policy_that_follows_behavior_follows_the_statuses_of_the_log()
    {
        var log = await LogAsync(Enumerable.Range(0, 400).Select(call => string.Create(CultureInfo.InvariantCulture, $"{1760000000 + call / 4.0:0.00},203.0.113.7,404")));
        RateLimitPolicyOptions Policy() => new RateLimitPolicyOptions().Limit(5, TimeSpan.FromSeconds(1), burst: 20);

        Assert.Equal(0, PolicyReplay.Run(log, Policy(), cancellationToken: TestContext.Current.CancellationToken).Refused);
        Assert.True(PolicyReplay.Run(log, Policy().FollowBehavior(), cancellationToken: TestContext.Current.CancellationToken).Refused > 100);
    }

    [Fact]
    public async Task What_cannot_hold_is_refused()
    {
        var log = await TwoAsync();
        Assert.Contains("has no limit", Assert.Throws<OptionsValidationException>(() => PolicyReplay.Run(log, new RateLimitPolicyOptions(), cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        Assert.StartsWith("Quotas are not replayed", Assert.Throws<ArgumentException>(() => PolicyReplay.Run(
            log, new RateLimitPolicyOptions().Limit(1, TimeSpan.FromSeconds(1)).Quota("monthly", 100, QuotaPeriod.Month), cancellationToken: TestContext.Current.CancellationToken)).Message, StringComparison.Ordinal);
        var empty = await LogAsync([]);
        Assert.Throws<ArgumentException>(() => PolicyReplay.Run(empty, new RateLimitPolicyOptions().Limit(1, TimeSpan.FromSeconds(1)), cancellationToken: TestContext.Current.CancellationToken));
    }

    [Fact]
    public async Task The_page_shows_keys_as_text_and_nothing_of_it_is_loaded_from_elsewhere()
    {
        var log = await LogAsync(Enumerable.Range(0, 20).Select(call => $"1760000000,<script>alert(1)</script>,200"));
        var page = PolicyReplay.Run(log, new RateLimitPolicyOptions().Limit("<b>", 1, TimeSpan.FromMinutes(1)), "<i>", TestContext.Current.CancellationToken).ToHtml();

        Assert.DoesNotContain("<script", page, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("<i>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("<b>", page, StringComparison.Ordinal);
        Assert.DoesNotContain("src=", page, StringComparison.Ordinal);
        Assert.DoesNotContain("http", page, StringComparison.Ordinal);
    }
}
