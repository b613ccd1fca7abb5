namespace Platform.Audit.PostgreSql;

/// <summary>The tables in a schema and the statements on them.</summary>
internal sealed class AuditTables(string schema)
{
    public const int Version = 1;

    /// <summary>Two that come at once would both find the tables missing.</summary>
    public const string LockMaking = "SELECT pg_advisory_xact_lock(hashtextextended('platform-audit-make', 0))";

    /// <summary>An epoch is of the connection that holds this: PostgreSQL takes it away from one that is gone.</summary>
    public string TryLock { get; } = $"SELECT pg_try_advisory_lock(hashtextextended('platform-audit-log {schema}', 0))";

    public string Unlock { get; } = $"SELECT pg_advisory_unlock(hashtextextended('platform-audit-log {schema}', 0))";

    public string Exists { get; } = $"SELECT to_regclass('{schema}.audit_log') IS NOT NULL";

    /// <summary>
    /// The root of the tree stands with the last record of each transaction, and not in a row of its own that each of them would have to change: PostgreSQL would write that
    /// row anew each time, and have it cleaned up.
    /// </summary>
    public string Create { get; } = $"""
        CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE TABLE IF NOT EXISTS {schema}.audit_records (
            idx bigint PRIMARY KEY, recorded_at timestamptz NOT NULL, record bytea NOT NULL, hash bytea NOT NULL, root bytea);
        CREATE TABLE IF NOT EXISTS {schema}.audit_nodes (
            level smallint NOT NULL, idx bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (level, idx));
        CREATE OR REPLACE FUNCTION {schema}.audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'records of an audit log never change and never go' USING ERRCODE = 'restrict_violation'; END $$;
        CREATE OR REPLACE TRIGGER audit_records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.audit_records
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse();
        CREATE OR REPLACE TRIGGER audit_nodes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.audit_nodes
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse();
        CREATE TABLE IF NOT EXISTS {schema}.audit_log (
            one smallint PRIMARY KEY CHECK (one = 1), version integer NOT NULL, epoch bigint NOT NULL, checkpoint bytea NOT NULL);
        INSERT INTO {schema}.audit_log VALUES (1, 1, 0, '') ON CONFLICT DO NOTHING;
        """;

    /// <summary>Everything in one statement, which sees one moment.</summary>
    public string SelectState { get; } = $"""
        SELECT l.version, l.epoch, l.checkpoint, r.idx, r.recorded_at, r.root FROM {schema}.audit_log l
        LEFT JOIN LATERAL (SELECT idx, recorded_at, root FROM {schema}.audit_records ORDER BY idx DESC LIMIT 1) r ON true
        """;

    public string NextEpoch { get; } = $"UPDATE {schema}.audit_log SET epoch = epoch + 1";

    public string SaveCheckpoint { get; } = $"UPDATE {schema}.audit_log SET checkpoint = $1 WHERE epoch = $2";

    /// <summary>All of a batch, or nothing of it: in one statement, so that nothing above is without what is below.</summary>
    public string InsertBatch { get; } = $"""
        WITH added AS (
            INSERT INTO {schema}.audit_records
            SELECT $1 + each.n - 1, $2, each.record, each.hash, CASE WHEN each.n = $5 THEN $6 END
            FROM unnest($3, $4) WITH ORDINALITY AS each (record, hash, n)
            WHERE EXISTS (SELECT 1 FROM {schema}.audit_log WHERE epoch = $7) AND $1 = (SELECT coalesce(max(idx) + 1, 0) FROM {schema}.audit_records)
            RETURNING idx),
        above AS (
            INSERT INTO {schema}.audit_nodes
            SELECT each.level, each.idx, each.hash FROM unnest($8, $9, $10) AS each (level, idx, hash) WHERE EXISTS (SELECT 1 FROM added))
        SELECT count(*) FROM added
        """;

    public string SelectRecords { get; } = $"SELECT record FROM {schema}.audit_records WHERE idx >= $1 AND idx < $2 ORDER BY idx";

    public string SelectHashes { get; } = $"SELECT hash FROM {schema}.audit_records WHERE idx >= $1 AND idx < $2 ORDER BY idx";

    public string SelectNodes { get; } = $"SELECT hash FROM {schema}.audit_nodes WHERE idx >= $1 AND idx < $2 AND level = $3 ORDER BY idx";
}
