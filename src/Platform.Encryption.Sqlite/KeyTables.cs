namespace Platform.Encryption.Sqlite;

/// <summary>The tables and the statements on them. Names compare byte by byte, as SQLite does without a collation.</summary>
internal static class KeyTables
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS encryption_keys (
            kind INTEGER NOT NULL, tenant TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL, version INTEGER NOT NULL,
            id TEXT NOT NULL, wrapped BLOB NOT NULL, created INTEGER NOT NULL,
            PRIMARY KEY (kind, tenant, purpose, subject, version)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS encryption_destroyed_keys (
            kind INTEGER NOT NULL, tenant TEXT NOT NULL, purpose TEXT NOT NULL, subject TEXT NOT NULL,
            ids TEXT NOT NULL, destroyed INTEGER NOT NULL,
            PRIMARY KEY (kind, tenant, purpose, subject)) WITHOUT ROWID;
        """;

    public const string Select = $"SELECT version, id, wrapped, created FROM encryption_keys WHERE {OfScope} ORDER BY version";

    public const string Insert = "INSERT INTO encryption_keys VALUES ($kind, $tenant, $purpose, $subject, $version, $id, $wrapped, $created)";

    public const string Delete = $"DELETE FROM encryption_keys WHERE {OfScope}";

    public const string SelectDestroyed = $"SELECT ids, destroyed FROM encryption_destroyed_keys WHERE {OfScope}";

    public const string InsertDestroyed = "INSERT INTO encryption_destroyed_keys VALUES ($kind, $tenant, $purpose, $subject, $ids, $destroyed)";

    private const string OfScope = "kind = $kind AND tenant = $tenant AND purpose = $purpose AND subject = $subject";
}
