using System.Net;
using Platform.RateLimiting.Keys;
using Platform.RateLimiting.Redis.Keys;
using Platform.RateLimiting.Redis.Tests.Servers;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Tests;

/// <summary>What is kept in Redis, and for how long.</summary>
public sealed class KeysTests(StandingRedis redis) : IClassFixture<StandingRedis>
{
    private const string ApiKey = "sk_live_51HcVeryS3cret";

    [Fact]
    public void A_key_becomes_the_same_bytes_everywhere()
    {
        Assert.Equal("010500000061006c00690063006500", Hex(RateLimitKey.Text("alice")));
        Assert.Equal("02020000006b003100", Hex(RateLimitKey.ApiKey("k1")));
        Assert.Equal("0401000000740003010000007300", Hex(RateLimitKey.Tenant("t").And(RateLimitKey.Subject("s"))));
        Assert.Equal("05077100cbffff0000000000000000000080", Hex(RateLimitKey.ClientAddress(IPAddress.Parse("203.0.113.7"))));
        Assert.Equal("05000000000000000000000000b80d012040", Hex(RateLimitKey.ClientAddress(IPAddress.Parse("2001:db8::1"))));
    }

    [Fact]
    public void The_secret_changes_the_digest_and_the_policy_does_not()
    {
        var key = RateLimitKey.ApiKey(ApiKey);
        var (plain, keyed, other) = (new RedisKeys("p", null), new RedisKeys("p", "one secret of all instances"), new RedisKeys("p", "another secret of theirs"));

        Assert.Equal(3, new[] { plain, keyed, other }.Select(keys => keys.Of("api", key)).Distinct().Count());
        Assert.Equal(keyed.Of("api", key), new RedisKeys("p", "one secret of all instances").Of("api", key));
        Assert.Matches("^p:\\{[A-Za-z0-9_-]{22}\\}:api$", keyed.Of("api", key));
        Assert.Equal(keyed.Of("api", key).Replace(":api", ":login", StringComparison.Ordinal), keyed.Of("login", key));
    }

    [Fact]
    public async Task Nothing_in_redis_says_who_it_is_about_and_nothing_stays_behind()
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy.Limit("burst", 10, TimeSpan.FromSeconds(1)).Limit("hour", 100, TimeSpan.FromHours(1))), prefix: "kept");
        var key = RateLimitKey.ApiKey(ApiKey).And(RateLimitKey.Subject("alice@example.org"));
        await gate.AcquireAsync(key, 5);
        var reservation = await gate.Gate.ReserveAsync(gate.Policies["api"], key, 5, cancellationToken: TestContext.Current.CancellationToken);
        await reservation.SettleAsync(1, TestContext.Current.CancellationToken);

        var database = redis.Connection.GetDatabase();
        var keys = Kept();
        Assert.Equal(2, keys.Count);
        foreach (var each in keys)
        {
            var fields = await database.HashGetAllAsync(each);
            Assert.All(fields.SelectMany(field => new[] { (string)field.Name!, (string)field.Value! }).Append((string)each!), text =>
            {
                Assert.DoesNotContain("sk_live", text, StringComparison.Ordinal);
                Assert.DoesNotContain("alice", text, StringComparison.Ordinal);
            });
            Assert.NotNull(await database.KeyTimeToLiveAsync(each));
        }
        // A second for the short limit, ten calls of 36 s for the long one.
        Assert.InRange((await database.KeyTimeToLiveAsync(keys.Single(each => !each.ToString().EndsWith(":reservations", StringComparison.Ordinal))))!.Value, TimeSpan.FromSeconds(6 * 36), TimeSpan.FromSeconds(6 * 36 + 1));

        await gate.AdvanceAsync(TimeSpan.FromSeconds(10 * 36 + 1));
        foreach (var each in keys)
            Assert.False(await database.KeyExistsAsync(each));
    }

    [Fact]
    public async Task A_refusal_writes_nothing()
    {
        await using var gate = RedisGate.On(redis, options => options.Policy("api", policy => policy.Limit(1, TimeSpan.FromHours(1))), options => options.RefusalMemory = TimeSpan.Zero, "refusing");
        await gate.AcquireAsync();
        var database = redis.Connection.GetDatabase();
        var key = redis.Connection.GetServers()[0].Keys(pattern: "refusing:*").Single();
        var (before, lives) = (await database.HashGetAllAsync(key), await database.KeyTimeToLiveAsync(key));

        await gate.AdvanceAsync(TimeSpan.FromSeconds(1));
        Assert.Equal(0, await gate.AdmittedOfAsync(5));

        Assert.Equal(before, await database.HashGetAllAsync(key));
        Assert.Equal(lives - TimeSpan.FromSeconds(1), await database.KeyTimeToLiveAsync(key));
    }

    [Fact]
    public async Task All_that_is_kept_for_a_key_lies_in_one_slot_of_a_cluster()
    {
        await using var server = await PrivateRedis.StartAsync("--cluster-enabled", "yes");
        await using (var connection = await server.ConnectAsync())
        {
            await connection.GetServers()[0].ExecuteAsync("CLUSTER", "ADDSLOTSRANGE", "0", "16383");
        }
        await using var gate = new RedisGate(
            options => options.Policy("api", policy => policy.Limit("burst", 10, TimeSpan.FromHours(1)).Limit("day", 30, TimeSpan.FromDays(1), 20)),
            options => (options.Configuration, options.WhenUnavailable, options.Deadline) = (server.Address, WhenUnavailable.Refuse, TimeSpan.FromSeconds(10)));
        for (var attempt = 0; attempt < 200 && !(await gate.AcquireAsync($"key {attempt}")).IsAdmitted; attempt++)
            await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System, TestContext.Current.CancellationToken);

        var reservation = await gate.ReserveAsync(6);
        Assert.True(await reservation.SettleAsync(2, TestContext.Current.CancellationToken));
        Assert.Equal(8, await gate.AdmittedOfAsync(20));
    }

    private List<RedisKey> Kept() => [.. redis.Connection.GetServers()[0].Keys(pattern: "kept:*")];

    private static string Hex(in RateLimitKey key) => Convert.ToHexStringLower(KeyEncoding.Encode(key));
}
