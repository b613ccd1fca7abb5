using CityDesk.Data;
using CityDesk.Tests.Open311;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Npgsql;
using Platform.RateLimiting;

namespace CityDesk.Tests.Limits;

/// <summary>Who reads a long list slowly keeps nothing of the database while he does.</summary>
public sealed class SlowReadersTests(PostgreSqlDesk desk) : OpenTests(desk), IClassFixture<PostgreSqlDesk>
{
    private const int Connections = 6;

    [Fact]
    public async Task More_slow_readers_than_the_database_has_connections_keep_nobody_from_it()
    {
        await Desk.InDatabaseAsync(db => db.Requests.ExecuteUpdateAsync(set => set.SetProperty(request => request.Description, new string('&', 4_000)), Cancelled));
        var pool = new NpgsqlConnectionStringBuilder(Desk.Services.GetRequiredService<IOptions<DatabaseOptions>>().Value.ConnectionString) { MaxPoolSize = Connections, Timeout = 3 };
        await using var desk = LimitedDesk.Open(Desk, ("Database:ConnectionString", pool.ConnectionString));
        using var strangers = new Strangers(desk.Address.Port);
        for (var i = 0; i < 2 * Connections; i++)
            await strangers.SendAsync("GET /open311/v2/requests.xml?start_date=2026-02-10T00:00:00Z HTTP/1.1\r\nHost: desk\r\n\r\n", reads: false);
        var limiter = desk.Services.GetRequiredService<AdaptiveLimiter>();
        while (limiter.GetState() is { Running: > 0 } or { Waiting: > 0 })
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancelled);

        for (var call = 0; call < Connections; call++)
            Assert.Equal(200, (await desk.GetAsync($"{Root}/services.json")).Status);
    }
}
