using Microsoft.Data.Sqlite;
using Platform.Encryption.Keys;
using Platform.Encryption.StoreContract;
using Platform.Testing;

namespace Platform.Encryption.Sqlite.Tests;

/// <summary>kill -9 in a loop, with a journal outside that each acknowledged step is written to.</summary>
public sealed class KillTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-encryption-kill-");

    public void Dispose()
    {
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Theory]
    [InlineData("sqlite")]
    [InlineData("file")]
    [Soak]
    public async Task Killed_again_and_again_in_whatever_it_does_each_value_opens_or_is_erased_as_was_acknowledged(string engine)
    {
        await using var data = SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(_folder.FullName, "letters.db")};Pooling=False;Default Timeout=30");
        await using (var connection = await data.OpenConnectionAsync(TestContext.Current.CancellationToken))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA journal_mode = WAL";
            await command.ExecuteNonQueryAsync(TestContext.Current.CancellationToken);
        }
        await new Letters(data).CreateAsync("BLOB", TestContext.Current.CancellationToken);
        var keys = Path.Combine(_folder.FullName, "keys.db");
        using var files = new FileKeyStore(keys);

        await new KilledKeyWorkers(engine, keys, data, _folder.FullName).KillAsync(engine == "file" ? files : new SqliteKeyStore(keys), SoakLength.Of(6, 300));
    }
}
