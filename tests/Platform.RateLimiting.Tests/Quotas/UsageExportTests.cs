using System.Text;
using System.Text.Json;

namespace Platform.RateLimiting.Tests.Quotas;

public sealed class UsageExportTests
{
    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    private static QuotaHost Host() => new(
        policy => policy.Limit("burst", 1_000_000, TimeSpan.FromSeconds(1)).Quota("monthly", 1_000_000, QuotaPeriod.Month),
        ledger: options => options.EventSource = "https://api.example/usage");

    private static async Task<string> NdjsonAsync(UsageExport export)
    {
        using var stream = new MemoryStream();
        await export.WriteNdjsonAsync(stream, Cancellation);
        return Encoding.UTF8.GetString(stream.ToArray());
    }

    [Fact]
    public async Task An_event_is_one_of_CloudEvents_1_0()
    {
        await using var host = Host();
        await host.AcquireAsync("acme \"+\" ünï", cost: 7);
        host.Time.Advance(TimeSpan.FromHours(1));

        var export = await host.Ledger.ExportAsync(cancellationToken: Cancellation);

        Assert.Equal(
            """{"specversion":"1.0","id":"1","source":"https://api.example/usage","type":"platform.ratelimiting.usage.v1","subject":"tenant:acme \u0022%002B\u0022 \u00FCn\u00EF","time":"2026-03-10T13:00:00Z","datacontenttype":"application/json","data":{"policy":"api","consumer":"tenant:acme \u0022%002B\u0022 \u00FCn\u00EF","from":"2026-03-10T12:00:00Z","to":"2026-03-10T13:00:00Z","amount":7}}""" + "\n",
            await NdjsonAsync(export));
        using var stream = new MemoryStream();
        await export.WriteJsonAsync(stream, Cancellation);
        var batch = JsonDocument.Parse(stream.ToArray()).RootElement;
        Assert.Equal("1", Assert.Single(batch.EnumerateArray()).GetProperty("id").GetString());
    }

    [Fact]
    public async Task Only_hours_that_are_over_are_exported_unless_the_running_one_is_asked_for()
    {
        await using var host = Host();
        await host.AcquireAsync();
        Assert.Empty((await host.Ledger.ExportAsync(cancellationToken: Cancellation)).Events);
        Assert.Single((await host.Ledger.ExportAsync(includeOpen: true, cancellationToken: Cancellation)).Events);
        await host.AcquireAsync(cost: 2);
        host.Time.Advance(TimeSpan.FromHours(1));

        Assert.Equal([1, 2], (await host.Ledger.ExportAsync(cancellationToken: Cancellation)).Events.Select(each => each.Amount));
    }

    [Fact]
    public async Task Pages_follow_each_other_by_their_cursor_and_are_the_same_again()
    {
        await using var host = Host();
        for (var consumer = 0; consumer < 25; consumer++)
            await host.AcquireAsync($"c{consumer:00}", cost: consumer + 1);
        host.Time.Advance(TimeSpan.FromHours(1));

        async Task<List<string>> AllAsync()
        {
            var pages = new List<string>();
            UsageExport page;
            var cursor = 0L;
            do
            {
                page = await host.Ledger.ExportAsync(cursor, 10, cancellationToken: Cancellation);
                pages.Add(await NdjsonAsync(page));
                cursor = page.Cursor;
            }
            while (!page.IsLast);
            return pages;
        }

        var first = await AllAsync();
        Assert.Equal([10, 10, 5], first.Select(page => page.Count(letter => letter == '\n')));
        await host.AcquireAsync("late");
        Assert.Equal(first, await AllAsync());
        Assert.Equal(25, (await host.Ledger.ExportAsync(25, cancellationToken: Cancellation)).Cursor);
    }

    [Fact]
    public async Task A_cursor_whose_events_were_rolled_up_is_an_error_that_says_where_to_go_on()
    {
        await using var host = Host();
        await host.AcquireAsync();
        await host.AcquireAsync("other");
        host.Time.Advance(TimeSpan.FromDays(2));
        await host.Ledger.ExportAsync(cancellationToken: Cancellation);
        Assert.Equal(2, await host.Ledger.RollUpAsync(host.Time.GetUtcNow(), 2, Cancellation));

        var refusal = await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await host.Ledger.ExportAsync(1, cancellationToken: Cancellation));

        Assert.Contains("Events up to 2 were rolled up", refusal.Message, StringComparison.Ordinal);
        Assert.Empty((await host.Ledger.ExportAsync(2, cancellationToken: Cancellation)).Events);
    }

    [Theory]
    [InlineData(-1, 10)]
    [InlineData(0, 0)]
    [InlineData(0, 10_001)]
    public async Task A_page_that_cannot_be_is_refused(long after, int most)
    {
        await using var host = Host();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(async () => await host.Ledger.ExportAsync(after, most, cancellationToken: Cancellation));
    }

    [Fact]
    public async Task Consumers_of_different_keys_have_different_names_and_no_API_key_is_shown()
    {
        await using var host = Host();
        string Name(RateLimitKey key) => host.Ledger.ConsumerOf(key);
        var longName = new string('x', 400);
        RateLimitKey[] keys =
        [
            RateLimitKey.Text("a+text:b"), RateLimitKey.Text("a").And(RateLimitKey.Text("b")), RateLimitKey.Text("a%002Btext:b"), RateLimitKey.Text("a\0"), RateLimitKey.Text("a\uD800"), RateLimitKey.Text("a\uD801"),
            RateLimitKey.Text(longName), RateLimitKey.Text(longName + "y"), RateLimitKey.Tenant("a"), RateLimitKey.Subject("a"), RateLimitKey.ApiKey("a"), RateLimitKey.ApiKey("b"),
            RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("203.0.113.7")), RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("2001:db8::1")), RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("2001:db8::1"), 56),
        ];

        Assert.Equal(keys.Length, keys.Select(Name).Distinct().Count());
        Assert.All(keys, key => Assert.InRange(Name(key).Length, 1, 200));
        Assert.Equal("tenant:acme+ip:203.0.113.7", Name(RateLimitKey.Tenant("acme").And(RateLimitKey.ClientAddress(System.Net.IPAddress.Parse("203.0.113.7")))));
        Assert.DoesNotContain("sk_live_secret", Name(RateLimitKey.ApiKey("sk_live_secret")), StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => Name(default));
    }
}
