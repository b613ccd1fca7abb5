using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Platform.Encryption;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;

namespace Platform.Benchmarks.Encryption;

/// <summary>
/// All values of a table in SQLite in memory, replaced by the page, each only if it still is what was read: sealed anew after a rotation, everything included; or, as
/// the peer, by other bytes of the same length, in the least that a program could do.
/// </summary>
internal sealed class ReencryptionWork : IAsyncDisposable
{
    private const int Rows = 2_000;
    private const int PageSize = 200;

    private static readonly ColumnAddress Body = new("north", "letters", "body");
    private static readonly KeyScope Scope = KeyScope.ForPurpose("north", "letters");

    private readonly LocalRootKey _root = LocalRootKey.FromSecret(System.Security.Cryptography.RandomNumberGenerator.GetBytes(32));
    private readonly InMemoryKeyStore _store = new();
    private readonly DbDataSource _source = SqliteFactory.Instance.CreateDataSource($"Data Source={Guid.NewGuid():n};Mode=Memory;Cache=Shared");
    private readonly Keyring _keyring;
    private readonly Reencryptor _reencryptor;
    private DbConnection? _keepsAlive;

    private ReencryptionWork()
    {
        _keyring = new Keyring(_store, _root);
        var target = new SealedColumnTarget(_source, new SealedColumn
        {
            Table = "letters",
            Column = "body",
            PrimaryKey = ["id"],
            Purpose = "letters",
            RowKey = static (reader, at) => BitConverter.GetBytes(reader.GetInt64(at)),
        });
        _reencryptor = new Reencryptor(_keyring, [target], new ReencryptionSettings { PageSize = PageSize, ValuesPerSecond = null });
    }

    public static async ValueTask<ReencryptionWork> CreateAsync(CancellationToken cancellationToken)
    {
        var work = new ReencryptionWork();
        work._keepsAlive = await work._source.OpenConnectionAsync(cancellationToken);
        await using var command = work._keepsAlive.CreateCommand();
        command.CommandText = "CREATE TABLE letters (id integer PRIMARY KEY, body blob); CREATE INDEX by_key ON letters (substr(body, 3, 32))";
        await command.ExecuteNonQueryAsync(cancellationToken);
        using var lease = await work._keyring.LeaseOrCreateAsync(Scope, cancellationToken);
        await using var transaction = await work._keepsAlive.BeginTransactionAsync(cancellationToken);
        command.Transaction = transaction;
        for (var row = 1L; row <= Rows; row++)
        {
            command.CommandText = "INSERT INTO letters VALUES (@id, @body)";
            command.Parameters.Clear();
            Add(command, "@id", row);
            Add(command, "@body", lease.Fields.SealText(Body.Row(BitConverter.GetBytes(row)), string.Create(CultureInfo.InvariantCulture, $"a letter of sixty-four characters, numbered to tell it: {row,8}")));
            await command.ExecuteNonQueryAsync(cancellationToken);
        }
        await transaction.CommitAsync(cancellationToken);
        return work;
    }

    /// <summary>A rotation, all pages, the count; then the former key goes, so that each time is as the first.</summary>
    public async ValueTask<long> ReencryptAsync(CancellationToken cancellationToken)
    {
        var former = (await _store.ReadAsync(Scope, cancellationToken)).Keys[^1].Id;
        await _keyring.RotateAsync(Scope, cancellationToken);
        var report = await _reencryptor.RunAsync(Scope, cancellationToken);
        await _store.TryRetireAsync(Scope, former, DateTimeOffset.UnixEpoch, cancellationToken);
        return report.Left == 0 ? report.Replaced : -1;
    }

    public async ValueTask<long> UpdateAsync(CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        var replaced = 0L;
        for (var last = 0L; await ReadAsync(connection, last, cancellationToken) is { Count: > 0 } page; last = page[^1].Id)
        {
            await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
            await using var command = connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = "UPDATE letters SET body = @new WHERE id = @id AND body = @old";
            foreach (var (id, body) in page)
            {
                var other = (byte[])body.Clone();
                other[^1] ^= 1;
                command.Parameters.Clear();
                Add(command, "@new", other);
                Add(command, "@id", id);
                Add(command, "@old", body);
                replaced += await command.ExecuteNonQueryAsync(cancellationToken);
            }
            await transaction.CommitAsync(cancellationToken);
        }
        return replaced;
    }

    public async ValueTask DisposeAsync()
    {
        if (_keepsAlive is not null)
            await _keepsAlive.DisposeAsync();
        await _source.DisposeAsync();
        _keyring.Dispose();
        _root.Dispose();
    }

    private static async Task<List<(long Id, byte[] Body)>> ReadAsync(DbConnection connection, long last, CancellationToken cancellationToken)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = "SELECT id, body FROM letters WHERE id > @last ORDER BY id LIMIT 200";
        Add(command, "@last", last);
        await using var reader = await command.ExecuteReaderAsync(cancellationToken);
        var page = new List<(long, byte[])>(PageSize);
        while (await reader.ReadAsync(cancellationToken))
            page.Add((reader.GetInt64(0), (byte[])reader.GetValue(1)));
        return page;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        (parameter.ParameterName, parameter.Value) = (name, value);
        command.Parameters.Add(parameter);
    }
}
