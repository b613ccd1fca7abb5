namespace Platform.Encryption.PostgreSql;

/// <summary>
/// The tables and the statements on them. Names are bytes of UTF-8: they compare byte by byte whatever the collation of the database, and may hold
/// what its text cannot. What is gone is remembered by digests, not by names.
/// </summary>
internal static class KeyTables
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS encryption_keys (
            tenant bytea NOT NULL, kind smallint NOT NULL, purpose bytea NOT NULL, subject bytea NOT NULL, version integer NOT NULL,
            id bytea NOT NULL UNIQUE, wrapped bytea NOT NULL, wrapped_by text NOT NULL, created bigint NOT NULL,
            PRIMARY KEY (tenant, kind, purpose, subject, version));
        CREATE INDEX IF NOT EXISTS encryption_keys_wrapped_by ON encryption_keys (tenant, wrapped_by);
        CREATE TABLE IF NOT EXISTS encryption_gone_keys (
            id bytea NOT NULL PRIMARY KEY, scope bytea NOT NULL, tenant bytea NOT NULL, version integer NOT NULL, gone bigint NOT NULL, destroyed_with bytea);
        CREATE INDEX IF NOT EXISTS encryption_gone_keys_scope ON encryption_gone_keys (scope);
        CREATE INDEX IF NOT EXISTS encryption_gone_keys_tenant ON encryption_gone_keys (tenant);
        CREATE INDEX IF NOT EXISTS encryption_gone_keys_with ON encryption_gone_keys (destroyed_with, scope, version);
        CREATE TABLE IF NOT EXISTS encryption_destroyed_scopes (
            scope bytea NOT NULL PRIMARY KEY, destroyed bigint NOT NULL, backups_expire bigint NOT NULL);
        """;

    /// <summary>All that changes keys of a tenant comes one after the other. What is read behind this is what the one before has left.</summary>
    public const string Lock = "SELECT pg_advisory_xact_lock($1)";

    /// <summary>Keys and destruction in one statement, which is one moment. The row of a destruction has no id.</summary>
    public const string Read = $"""
        SELECT {Columns} FROM encryption_keys WHERE {OfScope}
        UNION ALL
        (SELECT ''::bytea, 0::smallint, ''::bytea, ''::bytea, 0, NULL::bytea, ''::bytea, '', destroyed FROM encryption_destroyed_scopes
            WHERE scope = $5 OR scope = $6 ORDER BY scope = $5 DESC LIMIT 1)
        ORDER BY version
        """;

    public const string Find = $"""
        SELECT {Columns} FROM encryption_keys AS k WHERE EXISTS (
            SELECT 1 FROM encryption_keys AS f WHERE f.id = ANY ($1)
                AND f.tenant = k.tenant AND f.kind = k.kind AND f.purpose = k.purpose AND f.subject = k.subject)
        UNION ALL
        SELECT ''::bytea, 0::smallint, ''::bytea, ''::bytea, 0, id, ''::bytea, '', 0 FROM encryption_gone_keys WHERE id = ANY ($1)
        ORDER BY 1, 2, 3, 4, 5
        """;

    public const string List = $"""
        SELECT {Columns} FROM encryption_keys
        WHERE (tenant, kind, purpose, subject, version) > ($1, $2, $3, $4, $5)
            AND ($6::bytea IS NULL OR tenant = $6) AND ($7::smallint IS NULL OR kind = $7) AND ($8::bytea IS NULL OR purpose = $8)
            AND ($9::bytea IS NULL OR subject = $9) AND ($10::text IS NULL OR wrapped_by <> $10)
        ORDER BY tenant, kind, purpose, subject, version LIMIT $11
        """;

    /// <summary>The later of two clocks, in ticks of 100 ns: an instance whose own is late would have its key's predecessor retired too early.</summary>
    public const string Insert = $"""
        INSERT INTO encryption_keys (tenant, kind, purpose, subject, version, id, wrapped, wrapped_by, created)
        SELECT $1, $2, $3, $4, $7, $8, $9, $10, GREATEST($11, 621355968000000000 + CAST(extract(epoch FROM clock_timestamp()) * 10000000 AS bigint))
        WHERE $7 = 1 + COALESCE((SELECT max(version) FROM encryption_keys WHERE {OfScope}), 0)
            AND NOT EXISTS (SELECT 1 FROM encryption_destroyed_scopes WHERE scope = $5 OR scope = $6)
            AND NOT EXISTS (SELECT 1 FROM encryption_gone_keys WHERE id = $8)
            AND ($2 NOT IN (1, 2) OR EXISTS (SELECT 1 FROM encryption_keys WHERE tenant = $1 AND kind = 0 AND encode(id, 'hex') = $10))
        ON CONFLICT DO NOTHING
        """;

    public const string Rewrap = $"""
        UPDATE encryption_keys SET wrapped = $9, wrapped_by = $10 WHERE {OfScope} AND id = $7 AND wrapped = $8
            AND ($2 NOT IN (1, 2) OR EXISTS (SELECT 1 FROM encryption_keys WHERE tenant = $1 AND kind = 0 AND encode(id, 'hex') = $10))
        """;

    public const string Retire = $"""
        WITH gone AS (
            DELETE FROM encryption_keys WHERE {OfScope} AND id = $7
                AND version < (SELECT max(version) FROM encryption_keys WHERE {OfScope})
                AND NOT EXISTS (SELECT 1 FROM encryption_keys WHERE tenant = $1 AND wrapped_by = encode($7, 'hex'))
            RETURNING id, version)
        INSERT INTO encryption_gone_keys (id, scope, tenant, version, gone, destroyed_with) SELECT id, $5, $6, version, $8, NULL FROM gone
        """;

    public const string InsertDestroyed = "INSERT INTO encryption_destroyed_scopes (scope, destroyed, backups_expire) VALUES ($1, $2, $3) ON CONFLICT DO NOTHING";

    public const string Delete = $"DELETE FROM encryption_keys WHERE {OfScope} RETURNING {Columns}";

    public const string DeleteAllOfTenant = $"DELETE FROM encryption_keys WHERE tenant = $1 AND kind IN (0, 1, 2) RETURNING {Columns}";

    public const string InsertGone = """
        INSERT INTO encryption_gone_keys (id, scope, tenant, version, gone, destroyed_with)
        SELECT each.id, each.scope, $2, each.version, $3, $1 FROM unnest($4::bytea[], $5::bytea[], $6::integer[]) AS each (id, scope, version)
        """;

    public const string MarkRetired = "UPDATE encryption_gone_keys SET destroyed_with = $1 WHERE destroyed_with IS NULL AND (scope = $1 OR tenant = $1)";

    public const string SelectDestroyed = "SELECT destroyed, backups_expire FROM encryption_destroyed_scopes WHERE scope = $1";

    public const string SelectDestroyedIds = "SELECT id FROM encryption_gone_keys WHERE destroyed_with = $1 ORDER BY scope, version";

    private const string Columns = "tenant, kind, purpose, subject, version, id, wrapped, wrapped_by, created";

    private const string OfScope = "tenant = $1 AND kind = $2 AND purpose = $3 AND subject = $4";
}
