using Microsoft.Data.Sqlite;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.Sqlite;

/// <summary>Reads rows as they are, for whoever checks them.</summary>
internal static class StoreRows
{
    private const string SelectRuns = """
        SELECT min(idx), max(idx) FROM (SELECT idx, idx - row_number() OVER (ORDER BY idx) AS island FROM audit_records) GROUP BY island ORDER BY 1 LIMIT $most
        """;

    private const string SelectRecords = "SELECT idx, recorded_at, record, hash, root FROM audit_records WHERE idx >= $first AND idx < $end ORDER BY idx";

    private const string SelectNodes = "SELECT level, idx, hash FROM audit_nodes WHERE (level, idx) > ($level, $idx) ORDER BY level, idx LIMIT $most";

    private const string SelectIntake = "SELECT id, record, is_relayed FROM audit_intake WHERE id > $after ORDER BY id LIMIT $most";

    private const string SelectProducers = "SELECT producer, last FROM audit_producers";

    private const string SelectTriggers = "SELECT name FROM sqlite_master WHERE type = 'trigger'";

    private static readonly string[] Guards =
    [
        "audit_records_never_change", "audit_records_never_go", "audit_records_follow", "audit_nodes_never_change", "audit_nodes_never_go", "audit_nodes_are_new",
        "audit_tiles_never_change", "audit_tiles_never_go", "audit_tiles_are_new", "audit_personal_once", "audit_personal_only_erased", "audit_personal_never_go",
    ];

    public static List<(long First, long Last)> Runs(SqliteConnection connection, int most) =>
        Read(connection, SelectRuns, static row => (row.GetInt64(0), row.GetInt64(1)), ("$most", most));

    public static List<AuditRecordRow> Records(SqliteConnection connection, long first, long end) =>
        Read(
            connection, SelectRecords,
            static row => new AuditRecordRow(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3), row.IsDBNull(4) ? default : row.GetFieldValue<byte[]>(4)),
            ("$first", first), ("$end", end));

    public static List<AuditNodeRow> Nodes(SqliteConnection connection, (int Level, long Index)? after, int most) =>
        Read(
            connection, SelectNodes, static row => new AuditNodeRow((int)Math.Clamp(row.GetInt64(0), -1, int.MaxValue), row.GetInt64(1), row.GetFieldValue<byte[]>(2)),
            ("$level", after?.Level ?? long.MinValue), ("$idx", after?.Index ?? long.MinValue), ("$most", most));

    public static List<AuditIntakeRow> Intake(SqliteConnection connection, long after, int most) =>
        Read(connection, SelectIntake, static row => new AuditIntakeRow(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetInt64(2) != 0), ("$after", after), ("$most", most));

    public static Dictionary<long, long> Producers(SqliteConnection connection) =>
        Read(connection, SelectProducers, static row => (Producer: row.GetInt64(0), Last: row.GetInt64(1))).ToDictionary(static row => row.Producer, static row => row.Last);

    public static List<string> MissingGuards(SqliteConnection connection) =>
        [.. Guards.Except(Read(connection, SelectTriggers, static row => row.GetString(0)), StringComparer.Ordinal)];

    public static List<AuditIndexEntry> Index(SqliteConnection connection, long first, long end) =>
        Read(
            connection, "SELECT idx, recorded_at, name, actor, target, outcome, tenant, correlation FROM audit_index WHERE idx >= $first AND idx < $end ORDER BY idx",
            static row => new AuditIndexEntry(
                row.GetInt64(0), row.GetInt64(1), Text(row, 2), Text(row, 3), Text(row, 4), (AuditOutcome)Math.Clamp(row.GetInt64(5), -1, int.MaxValue), Text(row, 6), Text(row, 7), ""),
            ("$first", first), ("$end", end));

    private static string? Text(SqliteDataReader row, int at) => row.IsDBNull(at) ? null : row.GetString(at);

    private static List<TRow> Read<TRow>(SqliteConnection connection, string text, Func<SqliteDataReader, TRow> read, params ReadOnlySpan<(string Name, object Value)> parameters)
    {
        using var command = connection.Prepare(text);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        using var reader = command.ExecuteReader();
        List<TRow> rows = [];
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }
}
