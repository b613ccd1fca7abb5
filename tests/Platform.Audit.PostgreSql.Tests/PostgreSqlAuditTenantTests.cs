using Npgsql;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditTenantTests(Database database) : AuditTenantHostsContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private readonly string _prefix = $"t{Guid.NewGuid():n}"[..20];
    private readonly List<PostgreSqlAuditTenantStores> _opened = [];
    private PostgreSqlAuditTenantStores? _stores;

    protected override IAuditTenantStores Stores => _stores ??= Open();

    /// <summary>Each makes its tables.</summary>
    protected override int ManyTenants => 40;

    protected override IAuditStore OpenHost() => database.Open(_schema);

    protected override IAuditTenantStores OpenAnotherStores() => Open();

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        foreach (var stores in _opened)
            await stores.DisposeAsync();
        Dispose();
    }

    private PostgreSqlAuditTenantStores Open()
    {
        var stores = new PostgreSqlAuditTenantStores(NpgsqlDataSource.Create(database.ConnectionString), _prefix, ownsDataSource: true);
        _opened.Add(stores);
        return stores;
    }
}
