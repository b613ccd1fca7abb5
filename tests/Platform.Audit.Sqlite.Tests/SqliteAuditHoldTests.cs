using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Sqlite.Tests;

public sealed class SqliteAuditHoldTests : AuditHoldContract
{
    private readonly SqliteFile _file = new();
    private SqliteAuditStore? _store;

    protected override IAuditPersonalStore Store => _store ??= _file.Open();

    protected override void Dispose(bool disposing)
    {
        _file.Dispose();
        base.Dispose(disposing);
    }
}
