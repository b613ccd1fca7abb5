using Npgsql;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Shared;

namespace Platform.Audit.PostgreSql;

/// <summary>Reads rows as they are, for whoever checks them.</summary>
internal sealed class StoreRows(string schema)
{
    /// <summary>Microseconds, so that a time that .NET cannot hold is read too.</summary>
    private const string Recorded = "(extract(epoch FROM recorded_at) * 1000000)::bigint";

    private static readonly (string Table, string Trigger)[] Guards =
    [
        ("audit_records", "audit_records_stay"), ("audit_nodes", "audit_nodes_stay"), ("audit_tiles", "audit_tiles_stay"), ("audit_index", "audit_index_stays"), ("audit_intake", "audit_intake_place"),
        ("audit_personal", "audit_personal_only_erased"), ("audit_personal", "audit_personal_stay"), ("audit_log", "audit_log_beginning"),
    ];

    public async ValueTask<IReadOnlyList<(long First, long Last)>> RunsAsync(NpgsqlConnection connection, int most, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            $"SELECT min(idx), max(idx) FROM (SELECT idx, idx - row_number() OVER (ORDER BY idx) AS island FROM {schema}.audit_records) AS each GROUP BY island ORDER BY 1 LIMIT $1",
            [(long)most], static row => (row.GetInt64(0), row.GetInt64(1)), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<AuditRecordRow>> RecordsAsync(NpgsqlConnection connection, long first, long end, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            $"SELECT idx, {Recorded}, record, hash, root FROM {schema}.audit_records WHERE idx >= $1 AND idx < $2 ORDER BY idx", [first, end],
            static row => new AuditRecordRow(row.GetInt64(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2), row.GetFieldValue<byte[]>(3), row.IsDBNull(4) ? default : row.GetFieldValue<byte[]>(4)),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<AuditNodeRow>> NodesAsync(NpgsqlConnection connection, (int Level, long Index)? after, int most, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            $"SELECT level::integer, idx, hash FROM {schema}.audit_nodes WHERE (level, idx) > ($1, $2) ORDER BY level, idx LIMIT $3",
            [(short)(after?.Level ?? short.MinValue), after?.Index ?? long.MinValue, (long)most], static row => new AuditNodeRow(row.GetInt32(0), row.GetInt64(1), row.GetFieldValue<byte[]>(2)),
            cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyList<AuditIntakeRow>> IntakeAsync(NpgsqlConnection connection, long after, int most, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            $"SELECT id, record, is_relayed FROM {schema}.audit_intake WHERE id > $1 ORDER BY id LIMIT $2", [after, (long)most],
            static row => new AuditIntakeRow(row.GetInt64(0), row.GetFieldValue<byte[]>(1), row.GetBoolean(2)), cancellationToken).ConfigureAwait(false);

    public async ValueTask<IReadOnlyDictionary<long, long>> ProducersAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var rows = await connection.ReadAsync(
            $"SELECT producer, last FROM {schema}.audit_producers", [], static row => (Producer: row.GetInt64(0), Last: row.GetInt64(1)), cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(static row => row.Producer, static row => row.Last);
    }

    public async ValueTask<IReadOnlyList<AuditIndexEntry>> IndexAsync(NpgsqlConnection connection, long first, long end, CancellationToken cancellationToken) =>
        await connection.ReadAsync(
            $"SELECT idx, recorded_at, name, actor, target, outcome, tenant, correlation, words FROM {schema}.audit_index WHERE idx >= $1 AND idx < $2 ORDER BY idx", [first, end],
            static row => new AuditIndexEntry(
                row.GetInt64(0), row.GetInt64(1), Text(row, 2), Text(row, 3), Text(row, 4), (AuditOutcome)Math.Clamp(row.GetInt64(5), -1, int.MaxValue), Text(row, 6), Text(row, 7),
                string.Join(' ', row.GetFieldValue<string[]>(8))),
            cancellationToken).ConfigureAwait(false);

    /// <summary>A trigger that is disabled, or fires for replication alone, refuses nothing.</summary>
    public async ValueTask<IReadOnlyList<string>> MissingGuardsAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        var there = await connection.ReadAsync(
            "SELECT relname::text, tgname::text FROM pg_trigger JOIN pg_class ON pg_class.oid = tgrelid JOIN pg_namespace ON pg_namespace.oid = relnamespace WHERE nspname = $1 AND tgenabled IN ('O', 'A')",
            [schema], static row => (Table: row.GetString(0), Trigger: row.GetString(1)), cancellationToken).ConfigureAwait(false);
        var partitions = await connection.ReadAsync(
            "SELECT child.relname::text FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid WHERE inhparent IN (to_regclass($1), to_regclass($2))",
            [$"{schema}.audit_records", $"{schema}.audit_index"], static row => row.GetString(0), cancellationToken).ConfigureAwait(false);
        var ofPartitions = partitions.Select(static name => (Table: name, Trigger: name.StartsWith("audit_index", StringComparison.Ordinal) ? "audit_index_stays" : "audit_records_stay"));
        return [.. Guards.Concat(ofPartitions).Except(there).Select(static guard => guard.Trigger).Distinct()];
    }

    private static string? Text(NpgsqlDataReader row, int at) => row.IsDBNull(at) ? null : Original(row.GetString(at));

    /// <summary>As it was before it was made storable.</summary>
    private static string Original(string stored)
    {
        if (!stored.Contains('\\', StringComparison.Ordinal))
            return stored;
        var original = new System.Text.StringBuilder(stored.Length);
        for (var at = 0; at < stored.Length; at++)
        {
            if (stored[at] == '\\' && at + 1 < stored.Length)
                original.Append(stored[++at] == '0' ? '\0' : stored[at]);
            else
                original.Append(stored[at]);
        }
        return original.ToString();
    }
}
