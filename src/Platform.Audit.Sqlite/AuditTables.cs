namespace Platform.Audit.Sqlite;

/// <summary>The tables and the statements on them. Times are microseconds since 1970.</summary>
internal static class AuditTables
{
    public const long Version = 1;

    /// <summary>
    /// The root of the tree stands with the last record of each transaction, and not in a row of its own that each of them would have to change: so a transaction
    /// of one record writes one page, as a bare insert does.
    /// </summary>
    public const string Create = """
        CREATE TABLE IF NOT EXISTS audit_records (
            idx INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, record BLOB NOT NULL, hash BLOB NOT NULL, root BLOB) STRICT;
        CREATE TABLE IF NOT EXISTS audit_nodes (
            level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS audit_records_never_change BEFORE UPDATE ON audit_records BEGIN SELECT RAISE(ABORT, 'records of an audit log never change'); END;
        CREATE TRIGGER IF NOT EXISTS audit_records_never_go BEFORE DELETE ON audit_records BEGIN SELECT RAISE(ABORT, 'records of an audit log never go'); END;
        CREATE TRIGGER IF NOT EXISTS audit_nodes_never_change BEFORE UPDATE ON audit_nodes BEGIN SELECT RAISE(ABORT, 'nodes of an audit log never change'); END;
        CREATE TRIGGER IF NOT EXISTS audit_nodes_never_go BEFORE DELETE ON audit_nodes BEGIN SELECT RAISE(ABORT, 'nodes of an audit log never go'); END;
        CREATE TABLE IF NOT EXISTS audit_log (
            one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, epoch INTEGER NOT NULL, checkpoint BLOB NOT NULL) STRICT;
        INSERT OR IGNORE INTO audit_log VALUES (1, 1, 0, x'');
        CREATE TABLE IF NOT EXISTS audit_intake (id INTEGER PRIMARY KEY AUTOINCREMENT, record BLOB NOT NULL) STRICT;
        """;

    public const string IsMade = "SELECT count(*) FROM sqlite_master WHERE name = 'audit_log'";

    public const string SelectLog = "SELECT version, epoch, checkpoint FROM audit_log";

    public const string SelectLast = "SELECT idx, recorded_at, root FROM audit_records ORDER BY idx DESC LIMIT 1";

    public const string SelectEnd = "SELECT epoch, (SELECT coalesce(max(idx) + 1, 0) FROM audit_records) FROM audit_log";

    public const string NextEpoch = "UPDATE audit_log SET epoch = epoch + 1";

    public const string SaveCheckpoint = "UPDATE audit_log SET checkpoint = $checkpoint WHERE epoch = $epoch";

    public const string InsertRecord = "INSERT INTO audit_records VALUES ($idx, $recorded, $record, $hash, $root)";

    /// <summary>A batch of one record, in a transaction that is this statement.</summary>
    public const string InsertAlone = """
        INSERT INTO audit_records SELECT $idx, $recorded, $record, $hash, $root
        WHERE $epoch = (SELECT epoch FROM audit_log) AND $idx = (SELECT coalesce(max(idx) + 1, 0) FROM audit_records)
        """;

    public const string InsertNode = "INSERT INTO audit_nodes VALUES ($level, $idx, $hash)";

    /// <summary>One transaction writes at a time, so this is the order of commits; and no number is ever used again, so one row is never taken for another.</summary>
    public const string SelectIntake = "SELECT id, record FROM audit_intake ORDER BY id LIMIT $most";

    public const string InsertIntake = "INSERT INTO audit_intake (record) VALUES (@record)";

    public const string DeleteIntake = "DELETE FROM audit_intake WHERE id = $id";

    public const string SelectRecords = "SELECT idx, record FROM audit_records WHERE idx >= $first AND idx < $end ORDER BY idx";

    public const string SelectHashes = "SELECT idx, hash FROM audit_records WHERE idx >= $first AND idx < $end ORDER BY idx";

    public const string SelectNodes = "SELECT idx, hash FROM audit_nodes WHERE level = $level AND idx >= $first AND idx < $end ORDER BY idx";
}
