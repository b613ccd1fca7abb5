using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.StoreContract;

namespace Platform.Webhooks.Sqlite.Tests;

public sealed class SqliteOutboxStoreTests : TransactionalOutboxContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-outbox-");
    private SqliteOutboxStore? _store;

    protected override IOutboxStore Store => _store ??= new SqliteOutboxStore(File);

    protected override string Deliveries => "outbox_delivery";

    private string File => Path.Combine(_folder.FullName, "desk.db");

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    protected override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={File}");
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    [Fact]
    public void Secrets_are_not_kept_in_a_file_unless_something_seals_them()
    {
        using var host = new ServiceCollection().AddPlatformOutbox().UseSqlite(File).AddEndpoints().Services.BuildServiceProvider();

        var refusal = Assert.Throws<InvalidOperationException>(() => host.GetServices<IHostedService>().ToList());

        Assert.Contains("UseDataProtection()", refusal.Message, StringComparison.Ordinal);
        Assert.Throws<InvalidOperationException>(host.GetRequiredService<IWebhookEndpoints>);
    }

    [Fact]
    public async Task What_a_newer_package_wrote_is_refused()
    {
        await Store.PrepareAsync(Cancellation);
        await using (var connection = await ConnectAsync())
        {
            await using var newer = connection.CreateCommand();
            newer.CommandText = "UPDATE outbox SET version = 2";
            await newer.ExecuteNonQueryAsync(Cancellation);
        }

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new SqliteOutboxStore(File).PrepareAsync(Cancellation));

        Assert.Contains("is of version 2, and this package knows version 1", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Whoever_looks_whether_there_is_anything_to_do_does_not_wait_for_who_writes()
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await using var connection = (SqliteConnection)await ConnectAsync();
        await using var writing = connection.BeginTransaction(deferred: false);

        Assert.Equal(0, await RouteAsync());
        Assert.Empty(await Store.ClaimAsync(["all"], Start, Lease, Cancellation));
        Assert.Null(await Store.NextDueAsync(["all"], Cancellation));
    }

    [Fact]
    public void A_file_without_a_name_is_refused() => Assert.Throws<ArgumentException>(() => new ServiceCollection().AddPlatformOutbox().UseSqlite(" "));
}
