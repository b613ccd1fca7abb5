namespace Platform.Encryption.Sqlite;

/// <summary>The tables and the statements on them. Names compare byte by byte, as SQLite does without a collation. What is gone is remembered by digests, not by names.</summary>
internal static class KeyTables
{
    /// <summary>What <c>PRAGMA user_version</c> says of a file that has these tables.</summary>
    public const int Version = 1;

    public const string Create = """
        CREATE TABLE IF NOT EXISTS encryption_keys (
            kind INTEGER NOT NULL, tenant TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL, version INTEGER NOT NULL,
            id TEXT NOT NULL UNIQUE, wrapped BLOB NOT NULL, wrapped_by TEXT NOT NULL, created INTEGER NOT NULL,
            PRIMARY KEY (tenant, kind, purpose, subject, version)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS encryption_keys_wrapped_by ON encryption_keys (wrapped_by);
        CREATE TABLE IF NOT EXISTS encryption_gone_keys (
            id TEXT NOT NULL PRIMARY KEY, scope BLOB NOT NULL, tenant BLOB NOT NULL, version INTEGER NOT NULL, gone INTEGER NOT NULL, destroyed_with BLOB) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS encryption_gone_keys_scope ON encryption_gone_keys (scope);
        CREATE INDEX IF NOT EXISTS encryption_gone_keys_tenant ON encryption_gone_keys (tenant);
        CREATE INDEX IF NOT EXISTS encryption_gone_keys_with ON encryption_gone_keys (destroyed_with, scope, version);
        CREATE TABLE IF NOT EXISTS encryption_destroyed_scopes (
            scope BLOB NOT NULL PRIMARY KEY, destroyed INTEGER NOT NULL, backups_expire INTEGER NOT NULL) WITHOUT ROWID;
        """;

    public const string Select = $"SELECT {Columns} FROM encryption_keys WHERE {OfScope} ORDER BY version";

    public const string SelectDestroyed = "SELECT destroyed, backups_expire FROM encryption_destroyed_scopes WHERE scope = $digest OR scope = $tenant_digest ORDER BY scope = $digest DESC LIMIT 1";

    public const string SelectOwnDestroyed = "SELECT destroyed, backups_expire FROM encryption_destroyed_scopes WHERE scope = $digest";

    public const string SelectDestroyedIds = "SELECT id FROM encryption_gone_keys WHERE destroyed_with = $digest ORDER BY scope, version";

    public const string Find = $"""
        SELECT {Columns} FROM encryption_keys AS k WHERE EXISTS (
            SELECT 1 FROM encryption_keys AS f WHERE f.id IN (SELECT value FROM json_each($ids))
                AND f.tenant = k.tenant AND f.kind = k.kind AND f.purpose = k.purpose AND f.subject = k.subject)
        ORDER BY tenant, kind, purpose, subject, version
        """;

    public const string FindGone = "SELECT id FROM encryption_gone_keys WHERE id IN (SELECT value FROM json_each($ids))";

    public const string Insert = "INSERT INTO encryption_keys (kind, tenant, purpose, subject, version, id, wrapped, wrapped_by, created) VALUES ($kind, $tenant, $purpose, $subject, $version, $id, $wrapped, $wrapped_by, $created)";

    public const string IsKnown = "SELECT EXISTS (SELECT 1 FROM encryption_keys WHERE id = $id) OR EXISTS (SELECT 1 FROM encryption_gone_keys WHERE id = $id)";

    public const string IsKeyOfTenant = "SELECT EXISTS (SELECT 1 FROM encryption_keys WHERE tenant = $tenant AND kind = 0 AND id = $wrapped_by)";

    public const string Rewrap = $"UPDATE encryption_keys SET wrapped = $wrapped, wrapped_by = $wrapped_by WHERE {OfScope} AND id = $id AND wrapped = $before";

    public const string Wraps = "SELECT EXISTS (SELECT 1 FROM encryption_keys WHERE tenant = $tenant AND wrapped_by = $id)";

    public const string DeleteOne = $"DELETE FROM encryption_keys WHERE {OfScope} AND id = $id";

    public const string Delete = $"DELETE FROM encryption_keys WHERE {OfScope}";

    public const string SelectAllOfTenant = $"SELECT {Columns} FROM encryption_keys WHERE tenant = $tenant AND kind IN (0, 1, 2)";

    public const string DeleteAllOfTenant = "DELETE FROM encryption_keys WHERE tenant = $tenant AND kind IN (0, 1, 2)";

    public const string InsertGone = "INSERT INTO encryption_gone_keys (id, scope, tenant, version, gone, destroyed_with) VALUES ($id, $scope, $of_tenant, $version, $gone, $with)";

    public const string MarkRetired = "UPDATE encryption_gone_keys SET destroyed_with = $digest WHERE destroyed_with IS NULL AND (scope = $digest OR tenant = $digest)";

    public const string InsertDestroyed = "INSERT INTO encryption_destroyed_scopes (scope, destroyed, backups_expire) VALUES ($digest, $destroyed, $backups_expire)";

    public const string List = $"""
        SELECT {Columns} FROM encryption_keys
        WHERE (tenant, kind, purpose, subject, version) > ($after_tenant, $after_kind, $after_purpose, $after_subject, $after_version)
            AND ($of_tenant IS NULL OR tenant = $of_tenant) AND ($of_kind IS NULL OR kind = $of_kind) AND ($of_purpose IS NULL OR purpose = $of_purpose)
            AND ($of_subject IS NULL OR subject = $of_subject) AND ($not_wrapped_by IS NULL OR wrapped_by <> $not_wrapped_by)
        ORDER BY tenant, kind, purpose, subject, version LIMIT $limit
        """;

    private const string Columns = "kind, tenant, purpose, subject, version, id, wrapped, wrapped_by, created";

    private const string OfScope = "tenant = $tenant AND kind = $kind AND purpose = $purpose AND subject = $subject";
}
