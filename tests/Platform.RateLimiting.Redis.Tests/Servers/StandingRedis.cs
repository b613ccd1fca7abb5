using System.Globalization;
using Microsoft.Extensions.Time.Testing;
using StackExchange.Redis;

namespace Platform.RateLimiting.Redis.Tests.Servers;

/// <summary>A Redis whose clock stands until it is moved, together with that of the process, for the tests of a class.</summary>
public sealed class StandingRedis : IAsyncLifetime
{
    private DateTime _now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private PrivateRedis? _redis;

    public FakeTimeProvider Time { get; } = new();

    public PrivateRedis Server => _redis!;

    public ConnectionMultiplexer Connection { get; private set; } = null!;

    public async ValueTask InitializeAsync()
    {
        _redis = await PrivateRedis.StartWithClockAsync(Text(_now));
        Connection = await _redis.ConnectAsync();
    }

    public void Advance(TimeSpan by)
    {
        _now += by;
        Server.SetClock(Text(_now));
        Time.Advance(by);
    }

    public async ValueTask DisposeAsync()
    {
        if (_redis is null)
            return;
        await Connection.DisposeAsync();
        await _redis.DisposeAsync();
    }

    /// <summary>libfaketime reads the fraction as a double and cuts it off: half a microsecond more makes it the one that is meant.</summary>
    private static string Text(DateTime time) => time.ToString("yyyy-MM-dd HH:mm:ss.ffffff", CultureInfo.InvariantCulture) + "5";
}
