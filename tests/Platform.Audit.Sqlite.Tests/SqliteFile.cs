using Microsoft.Data.Sqlite;

namespace Platform.Audit.Sqlite.Tests;

/// <summary>A file of its own for each test, and what an adversary with a SQL shell does to it.</summary>
public sealed class SqliteFile : IDisposable
{
    private readonly List<SqliteAuditStore> _stores = [];

    public DirectoryInfo Folder { get; } = Directory.CreateTempSubdirectory("platform-audit-");

    public string Path => System.IO.Path.Combine(Folder.FullName, "audit.db");

    public SqliteAuditStore Open(Action<SqliteConnection>? configure = null)
    {
        var store = new SqliteAuditStore(Path, configure);
        _stores.Add(store);
        return store;
    }

    public SqliteAuditStore Open(int partitionSize)
    {
        var store = new SqliteAuditStore(Path) { PartitionSize = partitionSize };
        _stores.Add(store);
        return store;
    }

    /// <summary>Whether a text stands in the files as bytes.</summary>
    /// <param name="text">The text.</param>
    /// <param name="isOfIndex">Whether the file of the search counts too.</param>
    public bool IsInFiles(string text, bool isOfIndex = true)
    {
        foreach (var file in Folder.EnumerateFiles("audit.db*"))
        {
            if (file.Name.EndsWith(".lock", StringComparison.Ordinal) || (!isOfIndex && file.Name.Contains(".search", StringComparison.Ordinal)))
                continue;
            using var stream = new FileStream(file.FullName, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            var bytes = new byte[stream.Length];
            stream.ReadExactly(bytes);
            if (bytes.AsSpan().IndexOf(System.Text.Encoding.UTF8.GetBytes(text)) >= 0)
                return true;
        }
        return false;
    }

    public int Execute(string sql, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command.ExecuteNonQuery();
    }

    public object? Query(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        return command.ExecuteScalar();
    }

    public List<string> QueryAll(string sql)
    {
        using var connection = new SqliteConnection($"Data Source={Path};Pooling=False");
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = sql;
        using var reader = command.ExecuteReader();
        List<string> rows = [];
        while (reader.Read())
            rows.Add(reader.GetString(0));
        return rows;
    }

    /// <summary>Whoever may do anything takes the guards away first.</summary>
    public void DropGuards() => Execute("DROP TRIGGER audit_records_never_change; DROP TRIGGER audit_records_never_go; DROP TRIGGER audit_nodes_never_change; DROP TRIGGER audit_nodes_never_go; DROP TRIGGER audit_records_follow; DROP TRIGGER audit_nodes_are_new");

    public void Dispose()
    {
        foreach (var store in _stores)
            store.Dispose();
        SqliteConnection.ClearAllPools();
        Folder.Delete(recursive: true);
    }
}
