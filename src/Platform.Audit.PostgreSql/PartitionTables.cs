using System.Globalization;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql;

/// <summary>The partitions of records and of their index, and what is done with them.</summary>
/// <remarks>
/// A partition is a range of indices, the same of both tables. Which there are the catalogue of the database says, and nothing beside it.
/// None is the default one: what has no partition is refused, and so that there always is one
/// the host that adds makes the next before the last is begun.
/// </remarks>
internal sealed class PartitionTables(string schema)
{
    /// <summary>How many records may be asked for at once beyond the end, so that whoever may add cannot fill the catalogue: as many as a batch has at most.</summary>
    private const int MostAhead = 100_000;

    /// <summary>Between the name of the table that it was of and its first index stands in the name of what has left the log.</summary>
    private const string Left = "_dropped_";

    /// <summary>Makes what is missing ahead of the log, and says up to where partitions are and how large the next ones will be.</summary>
    public string Ahead { get; } = $"SELECT made, length FROM {schema}.audit_ahead($1)";

    public string Select { get; } = $"SELECT first, stop FROM ({Children(schema, "audit_records")}) AS each ORDER BY first";

    /// <summary>Keeps the hashes of the lowest level apart from their records, a tile to a row.</summary>
    public string Seal { get; } = $"""
        INSERT INTO {schema}.audit_tiles
        SELECT idx / 256, string_agg(hash, '' ORDER BY idx) FROM {schema}.audit_records WHERE idx >= $1 AND idx < $2 GROUP BY 1 HAVING count(*) = 256
        ON CONFLICT DO NOTHING
        """;

    /// <summary>Whether every hash of a range is kept.</summary>
    public string IsSealed { get; } = $"SELECT count(*) = ($2 - $1) / 256 FROM {schema}.audit_tiles WHERE idx >= $1 / 256 AND idx < $2 / 256 AND octet_length(hashes) = 8192";

    public string SelectSealed { get; } = $"SELECT hashes FROM {schema}.audit_tiles WHERE idx = $1";

    /// <summary>
    /// What detaching takes, before anything is written: with their partitions. Whoever reads waits behind whoever waits for a partition to be free. So nobody waits for it for long: he comes again.
    /// What comes afterwards waits for nobody but whoever saves a checkpoint.
    /// </summary>
    public string Lock { get; } = $"SET LOCAL lock_timeout = '500ms'; LOCK TABLE {schema}.audit_records, {schema}.audit_index IN ACCESS EXCLUSIVE MODE; SET LOCAL lock_timeout = '5s'";

    /// <summary>Whether a range is the first partition as it lies, in both tables, begins the log, was sealed, and is not its end.</summary>
    public string CanDrop { get; } = $"""
        SELECT (SELECT kept_from FROM {schema}.audit_log) = $1
            AND EXISTS (SELECT 1 FROM ({Children(schema, "audit_records")}) AS each WHERE first = $1 AND stop = $2)
            AND EXISTS (SELECT 1 FROM ({Children(schema, "audit_index")}) AS each WHERE first = $1 AND stop = $2)
            AND EXISTS (SELECT 1 FROM {schema}.audit_records WHERE idx >= $2)
            AND (SELECT count(*) = ($2 - $1) / 256 FROM {schema}.audit_tiles WHERE idx >= $1 / 256 AND idx < $2 / 256 AND octet_length(hashes) = 8192)
        """;

    /// <summary>With the commit, whoever looks finds that the log begins later. Whoever has taken the log meanwhile has ended the epoch, also behind the record that was added a moment ago.</summary>
    public string MoveBeginning { get; } = $"UPDATE {schema}.audit_log SET kept_from = $2, dropped_by = $3 WHERE kept_from = $1 AND epoch = $4 RETURNING true";

    /// <summary>That partition and no other: by what the catalogue says of them, never by their names, and never by where somebody has said that the log begins.</summary>
    public string Detach(AuditPartition partition) => string.Create(CultureInfo.InvariantCulture, $"""
        DO $drop$
        DECLARE
            old record;
        BEGIN
            FOR old IN SELECT * FROM ({Children(schema, "audit_records")} UNION ALL {Children(schema, "audit_index")}) AS each WHERE first = {partition.First} AND stop = {partition.End} LOOP
                EXECUTE format('ALTER TABLE {schema}.%I DETACH PARTITION {schema}.%I', old.parent, old.name);
                EXECUTE format('ALTER TABLE {schema}.%I RENAME TO %I', old.name, old.parent || '{Left}{partition.First}');
            END LOOP;
        END $drop$
        """);

    /// <summary>What has left the log and still has files: by their names, which nobody else can give to a table in the schema, and by where the log begins.</summary>
    public string SelectLeft { get; } = $"""
        SELECT relname::text FROM pg_class
        WHERE relnamespace = to_regnamespace('{schema}') AND relkind = 'r' AND NOT relispartition AND relname ~ '^audit_(records|index){Left}\d+$'
            AND substring(relname FROM '\d+$')::numeric < (SELECT kept_from FROM {schema}.audit_log)
        """;

    public string DropLeft(string name) => $"SET lock_timeout = '2s'; DROP TABLE {schema}.{name}; RESET lock_timeout";

    /// <summary>
    /// The function runs as the owner of the tables, for a host that may only add: it makes nothing but partitions that follow the last
    /// one, as many as the log needs next. <c>ATTACH</c> takes a lock that stops neither
    /// reading nor adding, which <c>CREATE … PARTITION OF</c> would; and where somebody has a lock that is in its way, it gives up, because
    /// whoever adds waits for it. Two at once wait for each other at the row of the log: that is locked by nobody who has no right to write it, as an
    /// advisory lock is.
    /// </summary>
    public static string Create(string schema) => $"""
        CREATE OR REPLACE FUNCTION {schema}.audit_ahead(needed bigint, OUT made bigint, OUT length bigint) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET lock_timeout = '200ms' AS $ahead$
        DECLARE
            stop bigint;
            parent text;
        BEGIN
            IF NOT has_table_privilege(session_user, '{schema}.audit_records', 'INSERT') THEN
                RAISE EXCEPTION 'partitions are made for whoever may add records' USING ERRCODE = 'insufficient_privilege';
            END IF;
            SELECT log.partition_size INTO length FROM {schema}.audit_log AS log FOR NO KEY UPDATE;
            SELECT coalesce(max(each.stop), 0) INTO made FROM ({Children(schema, "audit_records")}) AS each;
            stop := coalesce((SELECT idx + 1 FROM {schema}.audit_records ORDER BY idx DESC LIMIT 1), 0);
            needed := greatest(least(needed, stop + {MostAhead}), stop) + length;
            WHILE made < needed LOOP
                FOREACH parent IN ARRAY ARRAY['audit_records', 'audit_index'] LOOP
                    EXECUTE format('CREATE TABLE {schema}.%I (LIKE {schema}.%I INCLUDING ALL)', parent || '_' || made, parent);
                    EXECUTE format('ALTER TABLE {schema}.%I ATTACH PARTITION {schema}.%I FOR VALUES FROM (%s) TO (%s)', parent, parent || '_' || made, made, made + length);
                END LOOP;
                {Guard(schema, "made")}
                made := made + length;
            END LOOP;
        END $ahead$;
        CREATE OR REPLACE FUNCTION {schema}.audit_beginning() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS
            $$ BEGIN
            IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'MEMBER') THEN
                RAISE EXCEPTION 'the beginning of an audit log is moved by its owner alone' USING ERRCODE = 'insufficient_privilege';
            END IF;
            IF NEW.kept_from < OLD.kept_from THEN
                RAISE EXCEPTION 'the beginning of an audit log never moves back' USING ERRCODE = 'restrict_violation';
            END IF;
            RETURN NEW;
            END $$;
        REVOKE ALL ON FUNCTION {schema}.audit_beginning() FROM PUBLIC;
        CREATE OR REPLACE TRIGGER audit_log_beginning BEFORE UPDATE OF kept_from, dropped_by ON {schema}.audit_log FOR EACH ROW EXECUTE FUNCTION {schema}.audit_beginning();
        """;

    /// <summary>
    /// From version 2, whose tables were not partitioned: the records that there are become the first partition, where they are and as they
    /// are. All of it is one transaction. The index is made again by whoever searches
    /// next.
    /// </summary>
    public static string Upgrade(string schema, string create) => $"""
        SELECT pg_advisory_xact_lock(hashtextextended('platform-audit-make', 0));
        LOCK TABLE {schema}.audit_records, {schema}.audit_index, {schema}.audit_log IN ACCESS EXCLUSIVE MODE;
        DO $before$
        DECLARE
            old record;
        BEGIN
            IF (SELECT version FROM {schema}.audit_log) <> 2 THEN
                RETURN;
            END IF;
            -- What is made belongs to whoever owns what is there, and a function that runs as its owner never as somebody greater.
            EXECUTE format('SET LOCAL ROLE %I', (SELECT pg_get_userbyid(relowner) FROM pg_class WHERE oid = '{schema}.audit_records'::regclass));
            IF NOT (SELECT pg_try_advisory_xact_lock(lock) FROM {schema}.audit_log) THEN
                RAISE EXCEPTION 'a host of version 2 has the audit log: stop it first' USING ERRCODE = 'object_in_use';
            END IF;
            -- A host of version 2 that comes later asks for the lock by this name, and is refused there and then.
            ALTER TABLE {schema}.audit_log RENAME COLUMN lock TO log_lock;
            UPDATE {schema}.audit_log SET epoch = epoch + 1;
            FOR old IN SELECT relname::text AS name FROM pg_index JOIN pg_class ON pg_class.oid = indexrelid WHERE indrelid = '{schema}.audit_index'::regclass LOOP
                EXECUTE format('ALTER INDEX {schema}.%I RENAME TO %I', old.name, old.name || '_2');
            END LOOP;
            ALTER TABLE {schema}.audit_index RENAME TO audit_index_2;
            ALTER INDEX {schema}.audit_records_pkey RENAME TO audit_records_0_pkey;
            ALTER TABLE {schema}.audit_records RENAME TO audit_records_0;
        END $before$;
        {create}
        DO $after$
        DECLARE
            made bigint := 0;
            stop bigint;
            given record;
        BEGIN
            IF (SELECT version FROM {schema}.audit_log) <> 2 THEN
                RETURN;
            END IF;
            stop := (coalesce((SELECT max(idx) FROM {schema}.audit_records_0), 0) / 256 + 1) * 256;
            EXECUTE format('ALTER TABLE {schema}.audit_records ATTACH PARTITION {schema}.audit_records_0 FOR VALUES FROM (0) TO (%s)', stop);
            CREATE TABLE {schema}.audit_index_0 (LIKE {schema}.audit_index INCLUDING ALL);
            EXECUTE format('ALTER TABLE {schema}.audit_index ATTACH PARTITION {schema}.audit_index_0 FOR VALUES FROM (0) TO (%s)', stop);
            {Guard(schema, "made")}
            FOR given IN
                SELECT CASE relname WHEN 'audit_records_0' THEN 'audit_records' ELSE 'audit_index' END AS parent, privilege_type AS privilege,
                    CASE grantee WHEN 0 THEN 'PUBLIC' ELSE quote_ident(pg_get_userbyid(grantee)) END AS role
                FROM pg_class, aclexplode(relacl) WHERE pg_class.oid IN ('{schema}.audit_records_0'::regclass, '{schema}.audit_index_2'::regclass) AND grantee <> relowner
            LOOP
                EXECUTE format('GRANT %s ON {schema}.%I TO %s', given.privilege, given.parent, given.role);
                IF given.parent = 'audit_records' AND given.privilege = 'SELECT' THEN
                    EXECUTE format('GRANT SELECT ON {schema}.audit_tiles TO %s', given.role);
                END IF;
            END LOOP;
            DROP TABLE {schema}.audit_index_2;
            UPDATE {schema}.audit_log SET version = 3;
        END $after$;
        """;

    /// <summary>What stands at the partitioned table guards what is said to it. A partition can be spoken to by its own name, and has its
    /// own guards.</summary>
    private static string Guard(string schema, string first) => $"""
        EXECUTE format('CREATE OR REPLACE TRIGGER audit_records_stay BEFORE UPDATE OR DELETE OR TRUNCATE ON {schema}.%I FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_refuse()', 'audit_records_' || {first});
        EXECUTE format('CREATE OR REPLACE TRIGGER audit_index_stays BEFORE UPDATE OR DELETE ON {schema}.%I FOR EACH STATEMENT EXECUTE FUNCTION {schema}.audit_index_stays()', 'audit_index_' || {first});
        """;

    private static string Children(string schema, string parent) => $"""
        SELECT '{parent}' AS parent, child.relname::text AS name, substring(pg_get_expr(child.relpartbound, child.oid) FROM 'FROM \(''?(-?\d+)''?\)')::bigint AS first,
            substring(pg_get_expr(child.relpartbound, child.oid) FROM 'TO \(''?(-?\d+)''?\)')::bigint AS stop
        FROM pg_inherits JOIN pg_class AS child ON child.oid = inhrelid WHERE inhparent = '{schema}.{parent}'::regclass
        """;
}
