using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Sqlite;

namespace Platform.Webhooks.EntityFrameworkCore.Tests;

public sealed class SqliteContextTests : PublishingContextContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("publishing-");
    private SqliteOutboxStore? _store;

    private string File => Path.Combine(_folder.FullName, "desk.db");

    protected override IOutboxStore Store => _store ??= new SqliteOutboxStore(File);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_model_without_the_outbox_says_what_is_missing()
    {
        using var plain = new PlainContext(new DbContextOptionsBuilder<PlainContext>().UseSqlite($"Data Source={File}").Options);

        var refused = Assert.Throws<InvalidOperationException>(() => plain.Publish(new OutboxEvent("opened", default)));

        Assert.Contains("UsePlatformOutbox", refused.Message, StringComparison.Ordinal);
    }

    protected override DeskContext Desk() => new(new DbContextOptionsBuilder<DeskContext>().UseSqlite($"Data Source={File}").AddInterceptors(Counter).Options, schema: null);

    protected override Task CreateTablesAsync(DeskContext context) => context.Database.EnsureCreatedAsync(Cancellation);
}
