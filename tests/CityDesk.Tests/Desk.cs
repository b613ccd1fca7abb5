using CityDesk.Data;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Mvc.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Time.Testing;

namespace CityDesk.Tests;

/// <summary>
/// A whole desk under test: the real program on a real engine, listening on a free port of this machine, with a clock that
/// stands still until a test moves it. One per test class.
/// </summary>
public abstract class Desk : WebApplicationFactory<Program>, IAsyncLifetime
{
    /// <summary>The day on which every desk under test wakes up.</summary>
    public static readonly DateTimeOffset Today = new(2026, 5, 4, 12, 0, 0, TimeSpan.Zero);

    /// <summary>After this long the clock goes on at the end: what waits by one that stands still would wait for ever.</summary>
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);

    public FakeTimeProvider Clock { get; } = new(Today);

    /// <summary>Why this desk cannot be run here; <see langword="null"/> when it can.</summary>
    public abstract string? Unavailable { get; }

    /// <summary>Settings as they would stand on the command line.</summary>
    protected abstract IEnumerable<KeyValuePair<string, string>> Settings { get; }

    /// <summary>The same as an operator writes them after a command.</summary>
    public IEnumerable<string> Arguments => Settings.Select(static setting => $"--{setting.Key}={setting.Value}");

    private int _isPassing;

    /// <summary>Talks to the desk over a real socket; follows no redirects and keeps no cookies.</summary>
    public HttpClient Http { get; private set; } = null!;

    public virtual ValueTask InitializeAsync()
    {
        if (Unavailable is not null)
            return ValueTask.CompletedTask;
        UseKestrel(0);
        StartServer();
        Http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = ClientOptions.BaseAddress };
        return ValueTask.CompletedTask;
    }

    public override async ValueTask DisposeAsync()
    {
        Http?.Dispose();
        if (Unavailable is null)
        {
            using var patience = new Timer(_ => Clock.Advance(TimeSpan.FromSeconds(1)), null, Patience, TimeSpan.FromMilliseconds(50));
            await base.DisposeAsync();
        }
        GC.SuppressFinalize(this);
    }

    /// <summary>
    /// Lets the clock go on in small steps, as long as something takes that waits for it: as fast as time passes, however many have it go on at once,
    /// so that a slow disk does not use up the time that somebody is given by this clock.
    /// </summary>
    public async Task<T> WhileTimePassesAsync<T>(Task<T> work)
    {
        while (!work.IsCompleted)
        {
            var isFirst = Interlocked.Exchange(ref _isPassing, 1) == 0;
            if (isFirst)
                Clock.Advance(TimeSpan.FromMilliseconds(10));
            await Task.WhenAny(work, Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System));
            if (isFirst)
                Volatile.Write(ref _isPassing, 0);
        }

        return await work;
    }

    /// <summary>Looks into, or changes, the records behind the desk's back.</summary>
    public async Task<T> InDatabaseAsync<T>(Func<DeskDbContext, Task<T>> use)
    {
        await using var scope = Services.CreateAsyncScope();
        return await use(scope.ServiceProvider.GetRequiredService<DeskDbContext>());
    }

    protected override void ConfigureWebHost(IWebHostBuilder builder)
    {
        builder.UseSetting("Desk:CityRequests", "40");
        // A clock that stands still gives nothing back, and all tests call from one address: limits that none of them reaches.
        foreach (var limit in (string[])["ReadsPerMinute", "PostsPerMinute", "StaffCallsPerMinute", "SignInsPerMinute", "Tiers:registered:PerMinute"])
            builder.UseSetting($"Limits:{limit}", "1000000");
        foreach (var (key, value) in Settings)
            builder.UseSetting(key, value);
        builder.ConfigureServices(services => services
            .AddHostedService<WebRootWatch>()
            .Replace(ServiceDescriptor.Singleton<TimeProvider>(Clock)));
    }
}

/// <summary>A desk on SQLite in a folder of its own.</summary>
public sealed class SqliteDesk : Desk
{
    private readonly string _folder = Directory.CreateTempSubdirectory("citydesk-test-").FullName;

    public override string? Unavailable => null;

    public string Folder => _folder;

    protected override IEnumerable<KeyValuePair<string, string>> Settings => [new("Desk:DataFolder", _folder)];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        Microsoft.Data.Sqlite.SqliteConnection.ClearAllPools();
        Directory.Delete(_folder, recursive: true);
    }
}

/// <summary>A desk on PostgreSQL in a database of its own.</summary>
public class PostgreSqlDesk : Desk
{
    private readonly string? _server = Environment.GetEnvironmentVariable("PLATFORM_TEST_POSTGRESQL");
    private readonly string _database = $"citydesk_{Guid.NewGuid():N}";
    private readonly string _keys = Directory.CreateTempSubdirectory("citydesk-keys-").FullName;

    public override string? Unavailable => _server is null ? "PostgreSQL is not running: PLATFORM_TEST_POSTGRESQL is not set (./eng/test.sh sets it)." : null;

    protected override IEnumerable<KeyValuePair<string, string>> Settings =>
    [
        new("Database:Provider", "PostgreSql"),
        new("Database:ConnectionString", new Npgsql.NpgsqlConnectionStringBuilder(_server) { Database = _database }.ConnectionString),
        new("Encryption:RootKeyFile", Path.Combine(_keys, "root.key")),
    ];

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        GC.SuppressFinalize(this);
        Directory.Delete(_keys, recursive: true);
        if (_server is null)
            return;
        Npgsql.NpgsqlConnection.ClearAllPools();
        await using var connection = new Npgsql.NpgsqlConnection(_server);
        await connection.OpenAsync();
        await using var drop = new Npgsql.NpgsqlCommand($"DROP DATABASE IF EXISTS \"{_database}\" WITH (FORCE)", connection);
        await drop.ExecuteNonQueryAsync();
    }
}
