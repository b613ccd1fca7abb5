using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditHoldTests(Database database) : AuditHoldContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private PostgreSqlAuditStore? _store;

    protected override IAuditPersonalStore Store => _store ??= database.Open(_schema);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        Dispose();
    }
}
