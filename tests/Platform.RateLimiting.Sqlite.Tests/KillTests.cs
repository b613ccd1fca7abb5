using Microsoft.Data.Sqlite;
using Platform.RateLimiting.Ledger;
using Platform.RateLimiting.LedgerContract;

namespace Platform.RateLimiting.Sqlite.Tests;

public sealed class KillTests : KilledLedgerContract
{
    protected override string Engine => "sqlite";

    protected override string Where => Path.Combine(Folder.FullName, "usage.db");

    protected override Task<IUsageLedgerStore> OpenAsync() => Task.FromResult<IUsageLedgerStore>(new SqliteLedgerStore(Where));

    public override void Dispose()
    {
        SqliteConnection.ClearAllPools();
        base.Dispose();
    }
}
