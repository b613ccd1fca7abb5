using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Npgsql;
using Platform.Audit.Notes;
using Platform.Audit.PostgreSql;
using Platform.Audit.Retention;
using Platform.Audit.StoreContract;
using Platform.Testing;

namespace Platform.Audit.Tool.Tests;

/// <summary>What was dropped from a store is not missing, if the log says so, and is verified in its archive.</summary>
public sealed class DroppedTests(DroppedTests.Database database) : IClassFixture<DroppedTests.Database>, IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-audit-dropped-");
    private readonly string _schema = $"s{Guid.NewGuid():n}";
    private readonly ECDsa _key = TestLog.CreateKey();

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _key.Dispose();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task What_was_dropped_is_said_and_is_verified_and_proven_from_the_archive()
    {
        await MakeAsync();
        var archive = Path.Combine(_folder.FullName, "archive");

        (await RunAsync("verify")).Ends(0).Says("dropped      512").Says("as says record").Says("intact");
        (await RunAsync("verify", "--archive", archive)).Ends(0).Says("archived     512");
        var json = (await RunAsync("fsck", "--json")).Ends(0).Json();
        Assert.Equal(512, json.GetProperty("dropped").GetInt64());
        (await RunAsync("prove", "17", "--out", _folder.FullName)).Ends(3);
        (await RunAsync("prove", "17", "--out", _folder.FullName, "--archive", archive)).Ends(0);
        (await ToolRun.OfAsync("verify", "--record", In("17.record"), "--proof", In("17.tlog-proof"), "--key", Key())).Ends(0).Says("request:16");

        // Files that say that they have more, and less than any has: what is proven is in the one that has it.
        var file = Assert.Single(Directory.GetFiles(archive));
        string[] others = [.. ((string[])["0000000000000000767.", "0000000000000001023.", "0000000000000001279.", "0000000000000000017."]).Select(last => file.Replace("0000000000000000511.", last, StringComparison.Ordinal))];
        foreach (var other in others)
            File.Copy(file, other);
        (await RunAsync("prove", "18", "--out", _folder.FullName, "--archive", archive)).Ends(0);
        foreach (var other in others)
            File.Delete(other);

        // The file is there, and its last record is another's.
        File.Move(file, In("away"));
        (await RunAsync("verify", "--archive", archive)).Ends(1).Says("records 0 to 511 were dropped, and are not in");
        await File.WriteAllBytesAsync(file, (await File.ReadAllBytesAsync(In("away"), Cancellation))[..^2_000], Cancellation);
        (await RunAsync("verify", "--archive", archive)).Ends(1).Says("NOT INTACT");
    }

    [Fact]
    public async Task What_somebody_has_taken_away_is_missing_whatever_stands_beside_the_log()
    {
        await MakeAsync();
        await using (var connection = new NpgsqlConnection(database.ConnectionString))
        {
            await connection.OpenAsync(Cancellation);
            await using var change = new NpgsqlCommand($"UPDATE {_schema}.audit_log SET dropped_by = dropped_by - 1", connection);
            await change.ExecuteNonQueryAsync(Cancellation);
        }

        (await RunAsync("verify")).Ends(1).Says("records 0 to 511 are missing, and no record says that they were dropped that the log has signed");
        (await RunAsync("fsck")).Ends(1).Says("records 0 to 511 are missing, and no record says that they were dropped that the log has signed");
    }

    [Fact]
    public async Task Without_the_key_of_the_log_nobody_can_tell_whether_they_were_dropped()
    {
        await MakeAsync();

        (await ToolRun.OfAsync("fsck", "--postgresql", database.ConnectionString, "--schema", _schema)).Ends(1).Says("without the key of the log nobody can tell whether they were dropped");
    }

    private async Task MakeAsync()
    {
        await using var store = new PostgreSqlAuditStore(NpgsqlDataSource.Create(database.ConnectionString), _schema, ownsDataSource: true) { PartitionSize = 512 };
        await using var log = await TestLog.StartAsync(store, _key, add: services => services.AddSingleton<IAuditArchive>(new FolderAuditArchive(In("archive"))));
        await Task.WhenAll(Enumerable.Range(0, 700).Select(id => log.CloseAsync(id).AsTask()));
        Assert.Equal(512, (await log.Service<IAuditRetention>().DropBeforeAsync(DateTimeOffset.MaxValue, cancellationToken: Cancellation)).KeptFrom);
        await log.StopAsync();
    }

    private Task<ToolRun> RunAsync(string command, params string[] more) => ToolRun.OfAsync([command, "--postgresql", database.ConnectionString, "--schema", _schema, "--key", Key(), .. more]);

    private string Key()
    {
        using var signer = new EcdsaNoteSigner(TestLog.Origin, ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        return signer.Key.ToString();
    }

    private string In(string name) => Path.Combine(_folder.FullName, name);

    public sealed class Database() : PostgreSqlDatabase(static text => new NpgsqlConnection(text));
}
