namespace Platform.Audit.PostgreSql;

/// <summary>The tables in a schema and the statements on them.</summary>
internal sealed class AuditTables(string schema)
{
    public const int Version = 3;

    /// <summary>
    /// An epoch is of the connection that holds this: PostgreSQL takes it away from one that is gone. The key was drawn, so that two logs in one database do
    /// not share it.
    /// </summary>
    public string TryLock { get; } = $"SELECT pg_try_advisory_lock(log_lock) FROM {schema}.audit_log";

    /// <summary>Whichever it is: another may have been drawn meanwhile, and the connection has no others.</summary>
    public const string Unlock = "SELECT pg_advisory_unlock_all()";

    /// <summary>
    /// Anybody who may connect may take any advisory lock, and <c>pg_locks</c> shows which are worth taking. One that is held by somebody who could not add
    /// to the log is left to him, and another
    /// is drawn. A host that has taken the old one in this moment loses nothing: it is in an epoch that is over.
    /// </summary>
    public string LeaveLockToStranger { get; } = $"""
        UPDATE {schema}.audit_log AS log SET log_lock = hashtextextended(gen_random_uuid()::text, 0), epoch = epoch + 1
        WHERE EXISTS (
            SELECT 1 FROM pg_locks AS held JOIN pg_stat_activity AS holder USING (pid)
            WHERE held.locktype = 'advisory' AND held.granted AND held.objsubid = 1
                AND held.database = (SELECT oid FROM pg_database WHERE datname = current_database())
                AND (held.classid::bigint << 32 | held.objid::bigint) = log.log_lock
                AND NOT has_any_column_privilege(holder.usesysid, '{schema}.audit_log', 'UPDATE'))
        """;

    /// <summary>
    /// The root of the tree stands with the last record of each transaction, and not in a row of its own that each of them would have to change: PostgreSQL would write that
    /// row anew each time, and have it cleaned up.
    /// </summary>
    public string Create { get; } = $"""
        SELECT pg_advisory_xact_lock(hashtextextended('platform-audit-make', 0));
        DO $$ BEGIN IF to_regnamespace('{schema}') IS NULL THEN CREATE SCHEMA {schema}; END IF; END $$;
        CREATE TABLE IF NOT EXISTS {schema}.audit_records (
            idx bigint PRIMARY KEY, recorded_at timestamptz NOT NULL, record bytea NOT NULL, hash bytea NOT NULL, root bytea) PARTITION BY RANGE (idx);
        CREATE TABLE IF NOT EXISTS {schema}.audit_nodes (
            level smallint NOT NULL, idx bigint NOT NULL, hash bytea NOT NULL, PRIMARY KEY (level, idx));
        CREATE TABLE IF NOT EXISTS {schema}.audit_tiles (idx bigint PRIMARY KEY, hashes bytea NOT NULL);
        CREATE OR REPLACE FUNCTION {schema}.audit_refuse() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'records of an audit log never change and never go' USING ERRCODE = 'restrict_violation'; END $$;
        CREATE OR REPLACE TRIGGER audit_records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.audit_records
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse();
        CREATE OR REPLACE TRIGGER audit_nodes_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.audit_nodes
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse();
        CREATE OR REPLACE TRIGGER audit_tiles_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.audit_tiles
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse();
        CREATE TABLE IF NOT EXISTS {schema}.audit_log (
            one smallint PRIMARY KEY CHECK (one = 1), version integer NOT NULL, epoch bigint NOT NULL, checkpoint bytea NOT NULL, log_lock bigint NOT NULL);
        ALTER TABLE {schema}.audit_log ADD COLUMN IF NOT EXISTS partition_size bigint NOT NULL DEFAULT {PostgreSqlAuditStore.DefaultPartitionSize}
            CONSTRAINT audit_log_partition_size CHECK (partition_size BETWEEN 256 AND {int.MaxValue} AND partition_size % 256 = 0);
        ALTER TABLE {schema}.audit_log ADD COLUMN IF NOT EXISTS kept_from bigint NOT NULL DEFAULT 0;
        ALTER TABLE {schema}.audit_log ADD COLUMN IF NOT EXISTS dropped_by bigint;
        INSERT INTO {schema}.audit_log (one, version, epoch, checkpoint, log_lock) VALUES (1, {Version}, 0, '', hashtextextended(gen_random_uuid()::text, 0)) ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS {schema}.audit_index (
            idx bigint PRIMARY KEY, recorded_at bigint NOT NULL, name text COLLATE "C", actor text COLLATE "C", target text COLLATE "C", outcome bigint NOT NULL,
            tenant text COLLATE "C", correlation text COLLATE "C", words text[] NOT NULL) PARTITION BY RANGE (idx);
        CREATE OR REPLACE FUNCTION {schema}.audit_index_stays() RETURNS trigger LANGUAGE plpgsql AS
            $$ BEGIN RAISE EXCEPTION 'the index of an audit log is emptied as a whole or not at all' USING ERRCODE = 'restrict_violation'; END $$;
        CREATE OR REPLACE TRIGGER audit_index_stays BEFORE UPDATE OR DELETE ON {schema}.audit_index
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_index_stays();
        CREATE INDEX IF NOT EXISTS audit_index_name ON {schema}.audit_index (name, idx) WHERE name IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_actor ON {schema}.audit_index (left(actor, 256), idx) WHERE actor IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_target ON {schema}.audit_index (left(target, 256), idx) WHERE target IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_tenant ON {schema}.audit_index (left(tenant, 256), idx) WHERE tenant IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_correlation ON {schema}.audit_index (left(correlation, 256), idx) WHERE correlation IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_index_recorded ON {schema}.audit_index (recorded_at, idx);
        CREATE INDEX IF NOT EXISTS audit_index_words ON {schema}.audit_index USING gin (words);
        CREATE TABLE IF NOT EXISTS {schema}.audit_intake (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, record bytea NOT NULL CHECK (octet_length(record) BETWEEN 1 AND 65535), place bigint,
            is_relayed boolean NOT NULL DEFAULT false)
            WITH (fillfactor = 50, autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 10000);
        CREATE TABLE IF NOT EXISTS {schema}.audit_producers (producer bigint PRIMARY KEY, last bigint NOT NULL);
        CREATE SEQUENCE IF NOT EXISTS {schema}.audit_intake_places;
        CREATE OR REPLACE FUNCTION {schema}.audit_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS
            $$ BEGIN
                IF TG_RELID <> '{schema}.audit_intake'::regclass THEN RAISE EXCEPTION 'this is the trigger of an intake alone' USING ERRCODE = 'restrict_violation'; END IF;
                UPDATE {schema}.audit_intake SET place = nextval('{schema}.audit_intake_places') WHERE id = NEW.id; RETURN NULL;
            END $$;
        REVOKE ALL ON FUNCTION {schema}.audit_place(), {schema}.audit_refuse(), {schema}.audit_index_stays() FROM PUBLIC;
        DROP TRIGGER IF EXISTS audit_intake_place ON {schema}.audit_intake;
        CREATE CONSTRAINT TRIGGER audit_intake_place AFTER INSERT ON {schema}.audit_intake DEFERRABLE INITIALLY DEFERRED
            FOR EACH ROW EXECUTE FUNCTION {schema}.audit_place();
        CREATE TABLE IF NOT EXISTS {schema}.audit_personal (
            idx bigint NOT NULL, place integer NOT NULL, subject text COLLATE "C", tag bytea, content bytea, erased_by bigint, PRIMARY KEY (idx, place))
            WITH (autovacuum_vacuum_scale_factor = 0, autovacuum_vacuum_threshold = 0);
        CREATE INDEX IF NOT EXISTS audit_personal_tag ON {schema}.audit_personal (tag, idx) WHERE tag IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_personal_subject ON {schema}.audit_personal (subject, idx) WHERE subject IS NOT NULL;
        CREATE OR REPLACE FUNCTION {schema}.audit_only_erase() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
            $$ BEGIN
            IF NEW.idx <> OLD.idx OR NEW.place <> OLD.place OR NEW.subject IS NOT NULL OR NEW.tag IS NOT NULL OR NEW.content IS NOT NULL OR NEW.erased_by IS NULL OR OLD.erased_by IS NOT NULL THEN
                RAISE EXCEPTION 'contents of an audit log never change' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
            END $$;
        REVOKE ALL ON FUNCTION {schema}.audit_only_erase() FROM PUBLIC;
        CREATE OR REPLACE TRIGGER audit_personal_only_erased BEFORE UPDATE ON {schema}.audit_personal FOR EACH ROW EXECUTE FUNCTION {schema}.audit_only_erase();
        CREATE OR REPLACE TRIGGER audit_personal_stay BEFORE DELETE OR TRUNCATE ON {schema}.audit_personal
            FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse();
        {PartitionTables.Create(schema)}
        """;

    /// <summary>Everything in one statement, which sees one moment.</summary>
    public string SelectState { get; } = $"""
        SELECT l.version, l.epoch, l.checkpoint, r.idx, r.recorded_at, r.root, l.kept_from, l.dropped_by FROM {schema}.audit_log l
        LEFT JOIN LATERAL (SELECT idx, recorded_at, root FROM {schema}.audit_records ORDER BY idx DESC LIMIT 1) r ON true
        """;

    public string NextEpoch { get; } = $"UPDATE {schema}.audit_log SET epoch = epoch + 1, partition_size = coalesce($1, partition_size)";

    public string SaveCheckpoint { get; } = $"UPDATE {schema}.audit_log SET checkpoint = $1 WHERE epoch = $2";

    /// <summary>All of a batch, or nothing of it: in one statement, so that nothing above is without what is below.</summary>
    public string InsertBatch { get; } = $"WITH {Added(schema, "")}, {Above(schema)} {CountAdded}";

    /// <summary>
    /// The same, of which some come from the intake: their rows go with it. A statement sees one moment, so either all of them are there and nobody has recorded them, or nothing
    /// is added; and who has recorded them meanwhile has also taken the index.
    /// </summary>
    public string InsertBatchOfIntake { get; } = $"WITH {AddedFromIntake(schema)}, {Above(schema)} {CountAdded}";

    /// <summary>The same, with contents beside records, and erasures of earlier ones. Both see the moment before the statement, so a content that it adds is not erased by it.</summary>
    public string InsertBatchOfPersonal { get; } = $"""
        WITH {AddedFromIntake(schema)}, {Above(schema)},
        beside AS (
            INSERT INTO {schema}.audit_personal
            SELECT each.idx, each.place, each.subject, nullif(each.tag, ''), each.content, NULL
            FROM unnest($12, $13, $14, $15, $16) AS each (idx, place, subject, tag, content) WHERE EXISTS (SELECT 1 FROM added)),
        erased AS (
            UPDATE {schema}.audit_personal SET subject = NULL, tag = NULL, content = NULL, erased_by = each.author
            FROM unnest($17, $18) AS each (target, author) WHERE audit_personal.idx = each.target AND audit_personal.erased_by IS NULL AND EXISTS (SELECT 1 FROM added))
        {CountAdded}
        """;

    public string SelectPersonal { get; } = $"SELECT idx, place, subject, tag, content, erased_by FROM {schema}.audit_personal WHERE idx >= $1 AND idx < $2 ORDER BY idx, place";

    public string SelectTag { get; } = $"SELECT DISTINCT idx FROM {schema}.audit_personal WHERE tag = $1 AND idx > $2 ORDER BY idx LIMIT $3";

    public string SelectSubject { get; } = $"SELECT DISTINCT idx FROM {schema}.audit_personal WHERE subject = $1 AND idx > $2 ORDER BY idx LIMIT $3";

    /// <summary>
    /// A row gets its place when its transaction commits, from a deferred trigger: when whoever must come before it, because this transaction saw its work or waited for it,
    /// has committed already. Its id was drawn when it was inserted, perhaps long before.
    /// </summary>
    public string SelectIntake { get; } = $"""
        SELECT id, record, is_relayed FROM (
            SELECT id, record, is_relayed, place, sum(octet_length(record)) OVER (ORDER BY place, id) AS bytes, row_number() OVER (ORDER BY place, id) AS n
            FROM (SELECT id, record, is_relayed, place FROM {schema}.audit_intake ORDER BY place, id LIMIT $1) AS first) AS counted
        WHERE bytes <= $2 OR n = 1 ORDER BY place, id
        """;

    public string FindIntake { get; } = $"SELECT id FROM {schema}.audit_intake WHERE id = ANY ($1)";

    public string InsertIntake { get; } = $"INSERT INTO {schema}.audit_intake (record) VALUES (@record)";

    /// <summary>
    /// Once, however often it is sent: whoever sends it again after an answer was lost waits for the row of the producer, if the first is still at it, and
    /// then finds its numbers there already.
    /// </summary>
    public string Relay { get; } = $"""
        WITH counted AS (
            INSERT INTO {schema}.audit_producers AS known VALUES ($1, $3)
            ON CONFLICT (producer) DO UPDATE SET last = excluded.last WHERE known.last < $2 RETURNING 1)
        INSERT INTO {schema}.audit_intake (record, is_relayed)
        SELECT each.record, true FROM unnest($4) WITH ORDINALITY AS each (record, n) WHERE EXISTS (SELECT 1 FROM counted) ORDER BY each.n
        """;

    public const string HasWords = "words @> {0}";

    public string IsWhole { get; } = $"SELECT count(*) = coalesce(max(idx) + 1 - (SELECT kept_from FROM {schema}.audit_log), 0) FROM {schema}.audit_index";

    public string ClearIndex { get; } = $"TRUNCATE {schema}.audit_index";

    /// <summary>A B-tree takes at most 2,704 bytes: what is compared first is the beginning alone.</summary>
    public const string IsText = "left({1}, 256) = left({0}, 256) AND {1} = {0}";

    public string SelectIndexed { get; } = $"SELECT {Indexed(schema)}";

    /// <summary>Two that index at once write the same; what comes first stays.</summary>
    public string InsertIndex { get; } = $"""
        INSERT INTO {schema}.audit_index
        SELECT each.idx, each.recorded_at, each.name, each.actor, each.target, each.outcome, each.tenant, each.correlation, string_to_array(each.words, ' ')
        FROM unnest($1::bigint[], $2::bigint[], $3::text[], $4::text[], $5::text[], $6::bigint[], $7::text[], $8::text[], $9::text[])
            AS each (idx, recorded_at, name, actor, target, outcome, tenant, correlation, words)
        WHERE $1[1] <= {Indexed(schema)}
        ON CONFLICT DO NOTHING
        """;

    /// <summary>In one statement, which sees one moment: whether the index reaches so far, and what it finds.</summary>
    public string Search(string conditions) => $"SELECT {Indexed(schema)} >= $1, ARRAY(SELECT idx FROM {schema}.audit_index {conditions})";

    public string SelectRecords { get; } = $"SELECT record FROM {schema}.audit_records WHERE idx >= $1 AND idx < $2 ORDER BY idx";

    public string SelectHashes { get; } = $"SELECT hash FROM {schema}.audit_records WHERE idx >= $1 AND idx < $2 ORDER BY idx";

    /// <summary>Of records that were dropped: a tile to a row.</summary>
    public string SelectTile { get; } = $"SELECT hashes FROM {schema}.audit_tiles WHERE idx = $1";

    public string SelectNodes { get; } = $"SELECT hash FROM {schema}.audit_nodes WHERE idx >= $1 AND idx < $2 AND level = $3 ORDER BY idx";

    private const string CountAdded = "SELECT count(*) FROM added";

    /// <summary>The first that is not in the index; where nothing is, the first that is kept.</summary>
    private static string Indexed(string schema) => $"coalesce((SELECT idx + 1 FROM {schema}.audit_index ORDER BY idx DESC LIMIT 1), (SELECT kept_from FROM {schema}.audit_log))";

    private static string Added(string schema, string condition) => $"""
        added AS (
            INSERT INTO {schema}.audit_records
            SELECT $1 + each.n - 1, $2, each.record, each.hash, CASE WHEN each.n = $5 THEN $6 END
            FROM unnest($3, $4) WITH ORDINALITY AS each (record, hash, n)
            WHERE EXISTS (SELECT 1 FROM {schema}.audit_log WHERE epoch = $7) AND $1 = {End(schema)}{condition}
            RETURNING idx)
        """;

    /// <summary>Where the log ends. It cannot end before what is asked for, so that no partition is looked into but the last ones.</summary>
    private static string End(string schema) => $"coalesce((SELECT idx + 1 FROM {schema}.audit_records WHERE idx >= $1 - 1 ORDER BY idx DESC LIMIT 1), 0)";

    private static string AddedFromIntake(string schema) => $"""
        {Added(schema, $" AND cardinality($11) = (SELECT count(*) FROM {schema}.audit_intake WHERE id = ANY ($11))")},
        taken AS (
            DELETE FROM {schema}.audit_intake WHERE id = ANY ($11) AND EXISTS (SELECT 1 FROM added))
        """;

    private static string Above(string schema) => $"""
        above AS (
            INSERT INTO {schema}.audit_nodes
            SELECT each.level, each.idx, each.hash FROM unnest($8, $9, $10) AS each (level, idx, hash) WHERE EXISTS (SELECT 1 FROM added))
        """;
}
