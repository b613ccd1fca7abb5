using System.Net;
using System.Text.Json.Nodes;
using CityDesk.Tests.Commands;
using Npgsql;
using Platform.Testing;

namespace CityDesk.Tests.Starting;

/// <summary>A desk whose database goes away and comes back.</summary>
public sealed class DatabaseAwayTests : IAsyncDisposable
{
    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private readonly string _database = $"citydesk_{Guid.NewGuid():N}";
    private readonly string _keys = Directory.CreateTempSubdirectory("citydesk-keys-").FullName;

    [Fact]
    public async Task Callers_are_told_to_come_again_the_log_tells_it_once_and_it_passes_by_itself()
    {
        PostgreSqlServer.SkipUnlessAvailable();
        await using var program = CityDeskProcess.Start("--Urls=http://127.0.0.1:0", "--Database:Provider=PostgreSql",
            $"--Database:ConnectionString={PostgreSqlServer.ConnectionString(_database)}", $"--Encryption:RootKeyFile={Path.Combine(_keys, "root.key")}", "--Desk:CityRequests=5");
        using var http = new HttpClient { BaseAddress = await program.OpenAsync(Cancelled) };
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/open311/v2/services.json", Cancelled)).StatusCode);
        // The database that was not there yet, and was asked for all the same, is no failure.
        Assert.DoesNotContain(" fail ", program.Output, StringComparison.Ordinal);

        await ExecuteAsync($"ALTER DATABASE \"{_database}\" WITH ALLOW_CONNECTIONS false");
        await ExecuteAsync($"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{_database}'");
        var before = program.Output.Length;
        using var list = await http.GetAsync("/open311/v2/requests.json", Cancelled);
        var listed = JsonNode.Parse(await list.Content.ReadAsStringAsync(Cancelled))!;

        Assert.Equal((503, TimeSpan.FromSeconds(5)), ((int)listed[0]!["code"]!, list.Headers.RetryAfter!.Delta!.Value));
        await program.WaitForAsync("UNAVAILABLE", Cancelled);
        var told = program.Output[before..];
        // Of calls nothing has failed. The audit log tries by itself, and says so as often as it does until it knows that it cannot record.
        Assert.All(told.Split('\n').Where(static line => line.Contains(" fail ", StringComparison.Ordinal)), static line => Assert.Contains("[Platform.Audit.", line, StringComparison.Ordinal));
        Assert.Equal(1, told.Split('\n').Count(line => line.Contains("requests.json", StringComparison.Ordinal)));

        await ExecuteAsync($"ALTER DATABASE \"{_database}\" WITH ALLOW_CONNECTIONS true");
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync("/open311/v2/requests.json", Cancelled)).StatusCode);
    }

    public async ValueTask DisposeAsync()
    {
        Directory.Delete(_keys, recursive: true);
        if (PostgreSqlServer.IsAvailable)
            await ExecuteAsync($"DROP DATABASE IF EXISTS \"{_database}\" WITH (FORCE)");
    }

    private static async Task ExecuteAsync(string sql)
    {
        await using var connection = new NpgsqlConnection(PostgreSqlServer.ConnectionString());
        await connection.OpenAsync(CancellationToken.None);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(CancellationToken.None);
    }
}
