using Npgsql;
using Platform.Encryption.StoreContract;
using Platform.Testing;

namespace Platform.Encryption.PostgreSql.Tests;

/// <summary>kill -9 in a loop, with a journal outside that each acknowledged step is written to.</summary>
public sealed class KillTests(Database database) : IClassFixture<Database>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-encryption-kill-");

    public void Dispose() => _folder.Delete(recursive: true);

    [Fact]
    [Soak]
    public async Task Killed_again_and_again_in_whatever_it_does_each_value_opens_or_is_erased_as_was_acknowledged()
    {
        var schema = $"kill_{Guid.NewGuid():n}";
        await using var data = NpgsqlDataSource.Create(new NpgsqlConnectionStringBuilder(database.ConnectionString) { SearchPath = schema, MaxPoolSize = 20 });
        await using (var command = data.CreateCommand($"CREATE SCHEMA {schema}"))
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        await new Letters(data).CreateAsync("bytea", TestContext.Current.CancellationToken);
        var store = new PostgreSqlKeyStore(data);
        await store.CreateTablesAsync(TestContext.Current.CancellationToken);

        await new KilledKeyWorkers("postgresql", data.ConnectionString, data, _folder.FullName).KillAsync(store, SoakLength.Of(6, 300));
    }
}
