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
            newer.CommandText = "UPDATE outbox SET version = 3";
            await newer.ExecuteNonQueryAsync(Cancellation);
        }

        var refusal = await Assert.ThrowsAsync<InvalidOperationException>(async () => await new SqliteOutboxStore(File).PrepareAsync(Cancellation));

        Assert.Contains("is of version 3, and this package knows version 2", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData("DROP TABLE outbox_endpoint; DROP TABLE outbox_endpoint_change; DROP TABLE outbox_attempt;")]
    public async Task What_an_older_package_wrote_is_brought_up_and_keeps_what_is_in_it(string without)
    {
        await OpenAsync(new LaneDefinition("all", ["*"]));
        await PublishAsync("opened");
        await using (var connection = await ConnectAsync())
        {
            await using var older = connection.CreateCommand();
#pragma warning disable CA2100 // Written above.
            older.CommandText = $"""
                ALTER TABLE outbox_lane DROP COLUMN is_barred; ALTER TABLE outbox_lane DROP COLUMN is_closing; DROP INDEX outbox_attempt_age;
                {without} UPDATE outbox SET version = 1
                """;
#pragma warning restore CA2100
            await older.ExecuteNonQueryAsync(Cancellation);
        }
        SqliteConnection.ClearAllPools();

        // Of several who come at once one does it.
        await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(
            () => new SqliteOutboxStore(File).PrepareAsync(Cancellation).AsTask(), Cancellation)));

        Assert.Equal(1, await RouteAsync());
        Assert.Equal(1, Assert.Single(await Store.MeasureAsync(Cancellation)).Waiting);
        Assert.True(await Store.SwitchAsync("all", isDisabled: true, Cancellation));
        Assert.Empty(await ((IEndpointStore)Store).ReadChangedEndpointsAsync(0, 10, Cancellation));
        Assert.Empty(await ((IAttemptStore)Store).ListAttemptsAsync("ep_1", null, 10, Cancellation));
    }

    [Fact]
    public async Task What_an_operator_had_disabled_by_the_package_before_is_barred_and_what_failed_or_was_paused_is_not()
    {
        await OpenLanesOfEachStateAsync();
        await using (var connection = await ConnectAsync())
        {
            await using var older = connection.CreateCommand();
            older.CommandText = """
                ALTER TABLE outbox_lane DROP COLUMN is_barred; ALTER TABLE outbox_lane DROP COLUMN is_closing; UPDATE outbox SET version = 1
                """;
            await older.ExecuteNonQueryAsync(Cancellation);
        }
        SqliteConnection.ClearAllPools();

        Assert.Equal(LanesOfEachState, await StatesOfLanesAsync(new SqliteOutboxStore(File)));
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
