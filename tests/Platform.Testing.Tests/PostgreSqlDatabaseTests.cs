using Npgsql;

namespace Platform.Testing.Tests;

public sealed class Database() : PostgreSqlDatabase(text => new NpgsqlConnection(text));

public sealed class PostgreSqlDatabaseTests(Database database) : IClassFixture<Database>
{
    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_test_class_gets_a_database_of_its_own()
    {
        Assert.Equal(database.Name, await ScalarAsync(database.ConnectionString, "SELECT current_database()"));
    }

    [Fact]
    public async Task The_tests_are_superuser_on_a_server_that_waits_for_the_disk_unless_told_otherwise()
    {
        Assert.Equal(true, await ScalarAsync(database.ConnectionString, "SELECT rolsuper FROM pg_roles WHERE rolname = current_user"));
        Assert.Equal(
            Environment.GetEnvironmentVariable("PLATFORM_TEST_FSYNC") ?? "on",
            await ScalarAsync(database.ConnectionString, "SHOW fsync"));
    }

    [Fact]
    public async Task The_database_is_dropped_at_the_end_even_while_somebody_is_connected()
    {
        PostgreSqlServer.SkipUnlessAvailable();
        var passing = new Database();
        await passing.InitializeAsync();
        await using var left = new NpgsqlConnection(passing.ConnectionString);
        await left.OpenAsync(Ending);
        Assert.Equal(1L, await CountAsync(passing.Name));

        await passing.DisposeAsync();

        Assert.Equal(0L, await CountAsync(passing.Name));
    }

    private static Task<object?> CountAsync(string name) =>
        ScalarAsync(PostgreSqlServer.ConnectionString(), $"SELECT count(*) FROM pg_database WHERE datname = '{name}'");

    private static async Task<object?> ScalarAsync(string connectionString, string sql)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var command = source.CreateCommand(sql);
        return await command.ExecuteScalarAsync(Ending);
    }
}
