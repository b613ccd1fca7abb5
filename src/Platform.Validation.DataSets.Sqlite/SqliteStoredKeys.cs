using System.Buffers.Binary;
using Microsoft.Data.Sqlite;

namespace Platform.Validation.DataSets.Sqlite;

/// <summary>The keys of one rule in one file. Keys are big-endian, so that their order as bytes is their order as numbers.</summary>
internal sealed class SqliteStoredKeys : IStoredKeys
{
    private const string Create = """
        CREATE TABLE IF NOT EXISTS keys (key BLOB PRIMARY KEY, row INTEGER NOT NULL, generation INTEGER NOT NULL) WITHOUT ROWID;
        """;

    private readonly string _path;
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _find;
    private readonly SqliteParameter _wanted;
    private readonly byte[] _key = new byte[16];

    public SqliteStoredKeys(string path)
    {
        _path = path;
        // Without a pool: the file is to be deleted when the connection is closed.
        _connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        _connection.Open();
        // NORMAL: what was added survives the death of the process. After a power cut the file may lack the last generations, and Count tells.
        Run("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA cache_size = -16384; PRAGMA temp_store = MEMORY");
        Run(Create);
        _find = _connection.CreateCommand();
        _find.CommandText = "SELECT row FROM keys WHERE key = $key";
        _wanted = _find.Parameters.Add("$key", SqliteType.Blob);
        _wanted.Value = _key;
        Count = ReadCount();
    }

    public long Count { get; private set; }

    public void Add(IReadOnlyList<StoredKey> keys, long generation)
    {
        ArgumentNullException.ThrowIfNull(keys);
        using var transaction = _connection.BeginTransaction();
        using var insert = _connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = "INSERT INTO keys VALUES ($key, $row, $generation)";
        var bytes = new byte[16];
        insert.Parameters.Add("$key", SqliteType.Blob).Value = bytes;
        var row = insert.Parameters.Add("$row", SqliteType.Integer);
        insert.Parameters.AddWithValue("$generation", generation);
        insert.Prepare();
        foreach (var key in keys)
        {
            BinaryPrimitives.WriteUInt128BigEndian(bytes, key.Key);
            row.Value = key.Row;
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        Count += keys.Count;
    }

    public bool TryFind(UInt128 key, out long row)
    {
        BinaryPrimitives.WriteUInt128BigEndian(_key, key);
        row = _find.ExecuteScalar() as long? ?? 0;
        return row != 0;
    }

    public IEnumerable<StoredKey> Read()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT key, row FROM keys ORDER BY key";
        using var reader = command.ExecuteReader();
        while (reader.Read())
            yield return new StoredKey(BinaryPrimitives.ReadUInt128BigEndian(reader.GetFieldValue<byte[]>(0)), reader.GetInt64(1));
    }

    public void DiscardAfter(long generation)
    {
        using (var command = _connection.CreateCommand())
        {
            command.CommandText = "DELETE FROM keys WHERE generation > $generation";
            command.Parameters.AddWithValue("$generation", generation);
            command.ExecuteNonQuery();
        }
        Count = ReadCount();
    }

    public void Delete()
    {
        Dispose();
        foreach (var suffix in (ReadOnlySpan<string>)["", "-wal", "-shm"])
            File.Delete(_path + suffix);
    }

    public void Dispose()
    {
        _find.Dispose();
        _connection.Dispose();
    }

    private long ReadCount()
    {
        using var command = _connection.CreateCommand();
        command.CommandText = "SELECT count(*) FROM keys";
        return (long)command.ExecuteScalar()!;
    }

    private void Run(string text)
    {
        using var command = _connection.CreateCommand();
        command.CommandText = text;
        command.ExecuteNonQuery();
    }
}
