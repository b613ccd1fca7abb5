using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.EntityFrameworkCore.Tests;

public sealed class SqliteContextTests : AuditedContextContract
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("audited-");
    private SqliteAuditStore? _store;

    private string File => Path.Combine(_folder.FullName, "desk.db");

    protected override IAuditStore Store => _store ??= new SqliteAuditStore(File);

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        _store?.Dispose();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public void A_model_without_the_intake_says_what_is_missing()
    {
        using var plain = new PlainContext(new DbContextOptionsBuilder<PlainContext>().UseSqlite($"Data Source={File}").Options);

        var refused = Assert.Throws<InvalidOperationException>(() => plain.AppendAudit(new AuditEvent(TestLog.Closed)));

        Assert.Contains("UsePlatformAuditIntake", refused.Message, StringComparison.Ordinal);
    }

    protected override DeskContext Desk() => new(new DbContextOptionsBuilder<DeskContext>().UseSqlite($"Data Source={File}").Options, schema: null);

    protected override Task CreateTablesAsync(DeskContext context) => context.Database.EnsureCreatedAsync(Cancellation);
}
