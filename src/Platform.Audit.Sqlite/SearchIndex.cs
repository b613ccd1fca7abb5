using System.Text;
using Microsoft.Data.Sqlite;
using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.Sqlite;

/// <summary>The index of a log, in a file of its own: who searches does not keep whoever appends waiting, and it can be deleted.</summary>
internal sealed class SearchIndex
{
    private const string Create = """
        CREATE TABLE IF NOT EXISTS audit_index (
            idx INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, name TEXT, actor TEXT, target TEXT, outcome INTEGER NOT NULL, tenant TEXT, correlation TEXT) STRICT;
        CREATE INDEX IF NOT EXISTS audit_index_name ON audit_index (name, idx) WHERE name IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_actor ON audit_index (actor, idx) WHERE actor IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_target ON audit_index (target, idx) WHERE target IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_tenant ON audit_index (tenant, idx) WHERE tenant IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_correlation ON audit_index (correlation, idx) WHERE correlation IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_recorded ON audit_index (recorded_at, idx);
        CREATE VIRTUAL TABLE IF NOT EXISTS audit_words USING fts5 (words, content='', tokenize='ascii');
        """;

    private const string SelectWhole = "SELECT count(*) = coalesce(max(idx) + 1 - $kept, 0) FROM audit_index";

    private const string Empty = "DELETE FROM audit_index; INSERT INTO audit_words (audit_words) VALUES ('delete-all')";

    private const string IsText = "{1} = {0}";

    private const string SelectCount = "SELECT max(coalesce(max(idx) + 1, 0), $kept) FROM audit_index";

    private const string Insert = "INSERT INTO audit_index VALUES ($idx, $recorded, $name, $actor, $target, $outcome, $tenant, $correlation)";

    private const string InsertWords = "INSERT INTO audit_words (rowid, words) VALUES ($idx, $words)";

    private const string Select = "SELECT idx FROM audit_index ";

    private const string HasWords = "idx IN (SELECT rowid FROM audit_words WHERE audit_words MATCH {0})";

    private readonly string _path;
    private readonly string _connectionString;
    private readonly bool _isReadOnly;

    /// <param name="path">The file of the log.</param>
    /// <param name="timeoutSeconds">How long others are waited for.</param>
    /// <param name="isReadOnly">Whether it is only read: where it is missing, it is empty.</param>
    public SearchIndex(string path, int timeoutSeconds, bool isReadOnly)
    {
        (_path, _isReadOnly) = (path + ".search", isReadOnly);
        var settings = new SqliteConnectionStringBuilder { DataSource = _path, DefaultTimeout = timeoutSeconds };
        if (isReadOnly)
            settings.Mode = SqliteOpenMode.ReadOnly;
        _connectionString = settings.ToString();
    }

    /// <summary>Closes the connections that nobody uses.</summary>
    public void Close()
    {
        using var ofPool = new SqliteConnection(_connectionString);
        SqliteConnection.ClearPool(ofPool);
    }

    private bool IsMissing => _isReadOnly && !File.Exists(_path);

    /// <summary>The rows as they are.</summary>
    public List<AuditIndexEntry> Rows(long first, long end)
    {
        if (IsMissing)
            return [];
        using var connection = Open();
        return StoreRows.Index(connection, first, end);
    }

    /// <param name="keptFrom">The first record that was not dropped: with it the index begins.</param>
    public long Count(long keptFrom)
    {
        if (IsMissing)
            return keptFrom;
        using var connection = Open();
        using var count = connection.Prepare(SelectCount, "$kept");
        count.Set(keptFrom);
        return (long)count.ExecuteScalar()!;
    }

    /// <param name="keptFrom">The first record that was not dropped.</param>
    public bool IsWhole(long keptFrom)
    {
        using var connection = Open();
        using var whole = connection.Prepare(SelectWhole, "$kept");
        whole.Set(keptFrom);
        return (long)whole.ExecuteScalar()! != 0;
    }

    public void Clear()
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var empty = connection.Prepare(Empty);
        empty.Transaction = transaction;
        empty.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Add(IReadOnlyList<AuditIndexEntry> entries, long keptFrom)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var count = connection.Prepare(SelectCount, "$kept");
        count.Transaction = transaction;
        count.Set(keptFrom);
        var next = (long)count.ExecuteScalar()!;
        using var insert = connection.Prepare(Insert, "$idx", "$recorded", "$name", "$actor", "$target", "$outcome", "$tenant", "$correlation");
        insert.Transaction = transaction;
        using var words = connection.Prepare(InsertWords, "$idx", "$words");
        words.Transaction = transaction;
        foreach (var entry in entries)
        {
            if (entry.Index != next)
                continue;
            insert.Set(entry.Index, entry.RecordedAt, Value(entry.Name), Value(entry.Actor), Value(entry.Target), (long)entry.Outcome, Value(entry.Tenant), Value(entry.Correlation));
            insert.ExecuteNonQuery();
            words.Set(entry.Index, string.Join(' ', entry.Words.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(Token)));
            words.ExecuteNonQuery();
            next++;
        }
        transaction.Commit();
    }

    /// <summary>Looks in one moment whether the index reaches so far, and what it finds: a drop empties it, and whoever searches next makes it again.</summary>
    public List<long>? Search(AuditQuery query, long size, int most)
    {
        // In quotation marks a word is a word, and no operator of the language of FTS5.
        var conditions = SearchConditions.Of(query, size, most, IsText, (HasWords, static words => string.Join(' ', words.Select(static word => $"\"{Token(word)}\""))));
        using var connection = Open();
        using var moment = connection.BeginTransaction(deferred: true);
        using var count = connection.Prepare(SelectCount, "$kept");
        count.Transaction = moment;
        count.Set(0L);
        if ((long)count.ExecuteScalar()! < size)
            return null;
        using var select = connection.Prepare(Select + conditions.Text);
        select.Transaction = moment;
        for (var at = 0; at < conditions.Values.Count; at++)
            select.Parameters.AddWithValue($"${at + 1}", conditions.Values[at]);
        using var reader = select.ExecuteReader();
        List<long> found = [];
        while (reader.Read())
            found.Add(reader.GetInt64(0));
        return found;
    }

    /// <summary>FTS5 has ideas of its own about which letters are the same, and which are letters at all. Of these signs it has none.</summary>
    private static string Token(string word) => Convert.ToHexStringLower(Encoding.UTF8.GetBytes(word));

    private static object Value(string? text) => text is null ? DBNull.Value : text;

    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            if (_isReadOnly)
                return connection;
            // What a power cut takes is indexed again.
            using var make = connection.Prepare("PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; " + Create);
            make.ExecuteNonQuery();
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }
}
