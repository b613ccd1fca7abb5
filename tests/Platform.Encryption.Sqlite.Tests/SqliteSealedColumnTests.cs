using System.Data.Common;
using Microsoft.Data.Sqlite;
using Platform.Encryption.StoreContract;

namespace Platform.Encryption.Sqlite.Tests;

public sealed class SqliteSealedColumnTests : SealedColumnContract
{
    private readonly string _folder = Directory.CreateTempSubdirectory("sealed-column-").FullName;
    private DbDataSource? _source;

    protected override DbDataSource Source => _source ??= SqliteFactory.Instance.CreateDataSource($"Data Source={Path.Combine(_folder, "people.db")}");

    protected override string Bytes => "BLOB";

    protected override string Explain => "EXPLAIN QUERY PLAN";

    public override async ValueTask DisposeAsync()
    {
        await base.DisposeAsync();
        if (_source is not null)
        {
            SqliteConnection.ClearPool(new SqliteConnection(_source.ConnectionString));
            await _source.DisposeAsync();
        }
        Directory.Delete(_folder, recursive: true);
    }
}
