namespace Platform.Audit.Sqlite;

/// <summary>The tables and the statements on them. Times are microseconds since 1970.</summary>
internal static class AuditTables
{
    public const long Version = 3;

    /// <summary>
    /// What replaces a row fires no trigger of deleting it (unless <c>recursive_triggers</c> is on), but that of inserting the new one: so each insert is
    /// looked at. The root of the tree stands with the last record of each transaction, and not in a row of its own that each of them would have to change:
    /// so a transaction
    /// of one record writes one page, as a bare insert does.
    /// </summary>
    public const string Create = """
        CREATE TABLE IF NOT EXISTS audit_records (
            idx INTEGER PRIMARY KEY, recorded_at INTEGER NOT NULL, record BLOB NOT NULL, hash BLOB NOT NULL, root BLOB) STRICT;
        CREATE TABLE IF NOT EXISTS audit_nodes (
            level INTEGER NOT NULL, idx INTEGER NOT NULL, hash BLOB NOT NULL, PRIMARY KEY (level, idx)) STRICT, WITHOUT ROWID;
        CREATE TRIGGER IF NOT EXISTS audit_records_never_change BEFORE UPDATE ON audit_records BEGIN SELECT RAISE(ABORT, 'records of an audit log never change'); END;
        CREATE TRIGGER IF NOT EXISTS audit_records_never_go BEFORE DELETE ON audit_records WHEN OLD.idx >= (SELECT kept_from FROM audit_log)
        BEGIN SELECT RAISE(ABORT, 'records of an audit log never go'); END;
        CREATE TRIGGER IF NOT EXISTS audit_nodes_never_change BEFORE UPDATE ON audit_nodes BEGIN SELECT RAISE(ABORT, 'nodes of an audit log never change'); END;
        CREATE TRIGGER IF NOT EXISTS audit_nodes_never_go BEFORE DELETE ON audit_nodes BEGIN SELECT RAISE(ABORT, 'nodes of an audit log never go'); END;
        CREATE TRIGGER IF NOT EXISTS audit_records_follow BEFORE INSERT ON audit_records WHEN NEW.idx <> (SELECT coalesce(max(idx) + 1, 0) FROM audit_records)
        BEGIN SELECT RAISE(ABORT, 'a record of an audit log follows the last one'); END;
        CREATE TRIGGER IF NOT EXISTS audit_nodes_are_new BEFORE INSERT ON audit_nodes WHEN EXISTS (SELECT 1 FROM audit_nodes WHERE level = NEW.level AND idx = NEW.idx)
        BEGIN SELECT RAISE(ABORT, 'nodes of an audit log never change'); END;
        CREATE TABLE IF NOT EXISTS audit_tiles (idx INTEGER PRIMARY KEY, hashes BLOB NOT NULL) STRICT;
        CREATE TRIGGER IF NOT EXISTS audit_tiles_never_change BEFORE UPDATE ON audit_tiles BEGIN SELECT RAISE(ABORT, 'hashes of an audit log never change'); END;
        CREATE TRIGGER IF NOT EXISTS audit_tiles_never_go BEFORE DELETE ON audit_tiles BEGIN SELECT RAISE(ABORT, 'hashes of an audit log never go'); END;
        CREATE TRIGGER IF NOT EXISTS audit_tiles_are_new BEFORE INSERT ON audit_tiles WHEN EXISTS (SELECT 1 FROM audit_tiles WHERE idx = NEW.idx)
        BEGIN SELECT RAISE(ABORT, 'hashes of an audit log never change'); END;
        CREATE TABLE IF NOT EXISTS audit_log (
            one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, epoch INTEGER NOT NULL, checkpoint BLOB NOT NULL,
            kept_from INTEGER NOT NULL DEFAULT 0, dropped_by INTEGER) STRICT;
        INSERT OR IGNORE INTO audit_log (one, version, epoch, checkpoint) VALUES (1, 3, 0, x'');
        CREATE TABLE IF NOT EXISTS audit_intake (
            id INTEGER PRIMARY KEY AUTOINCREMENT, record BLOB NOT NULL CHECK (length(record) BETWEEN 1 AND 65535), is_relayed INTEGER NOT NULL DEFAULT 0) STRICT;
        CREATE TABLE IF NOT EXISTS audit_producers (producer INTEGER PRIMARY KEY, last INTEGER NOT NULL) STRICT;
        CREATE TABLE IF NOT EXISTS audit_personal (
            idx INTEGER NOT NULL, place INTEGER NOT NULL, subject TEXT, tag BLOB, content BLOB, erased_by INTEGER, PRIMARY KEY (idx, place)) STRICT;
        CREATE INDEX IF NOT EXISTS audit_personal_tag ON audit_personal (tag, idx) WHERE tag IS NOT NULL;
        CREATE INDEX IF NOT EXISTS audit_personal_subject ON audit_personal (subject, idx) WHERE subject IS NOT NULL;
        CREATE TRIGGER IF NOT EXISTS audit_personal_once BEFORE INSERT ON audit_personal WHEN EXISTS (SELECT 1 FROM audit_personal WHERE idx = NEW.idx AND place = NEW.place)
            BEGIN SELECT RAISE(ABORT, 'contents of an audit log never change'); END;
        CREATE TRIGGER IF NOT EXISTS audit_personal_only_erased BEFORE UPDATE ON audit_personal
            WHEN NEW.idx IS NOT OLD.idx OR NEW.place IS NOT OLD.place OR NEW.subject IS NOT NULL OR NEW.tag IS NOT NULL OR NEW.content IS NOT NULL OR NEW.erased_by IS NULL OR OLD.erased_by IS NOT NULL
            BEGIN SELECT RAISE(ABORT, 'contents of an audit log never change'); END;
        CREATE TRIGGER IF NOT EXISTS audit_personal_never_go BEFORE DELETE ON audit_personal BEGIN SELECT RAISE(ABORT, 'contents of an audit log are erased, and their places stay'); END;
        """;

    public const string IsMade = "SELECT count(*) FROM sqlite_master WHERE name = 'audit_log'";

    /// <summary>From version 2, which dropped nothing: what is missing is added, and what guards records lets go of those before the beginning.</summary>
    public const string Upgrade = $"""
        ALTER TABLE audit_log ADD COLUMN kept_from INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE audit_log ADD COLUMN dropped_by INTEGER;
        DROP TRIGGER IF EXISTS audit_records_never_go;
        {Create}
        UPDATE audit_log SET version = 3;
        """;

    public const string SelectVersion = "SELECT version FROM audit_log";

    public const string SelectLog = "SELECT version, epoch, checkpoint, kept_from, dropped_by FROM audit_log";

    public const string SelectKeptFrom = "SELECT kept_from FROM audit_log";

    public const string SelectTile = "SELECT hashes FROM audit_tiles WHERE idx = $idx";

    public const string HasTile = "SELECT count(*) FROM audit_tiles WHERE idx = $idx";

    public const string InsertTile = "INSERT INTO audit_tiles VALUES ($idx, $hashes)";

    public const string MoveBeginning = """
        UPDATE audit_log SET kept_from = $end, dropped_by = $by WHERE kept_from = $first
        """;

    /// <summary>That range and nothing else, wherever somebody has said that the log begins.</summary>
    public const string DeletePartition = "DELETE FROM audit_records WHERE idx >= $first AND idx < $end";

    /// <summary>Whether a range begins the log, was sealed, and is not its end.</summary>
    public const string CanDrop = """
        SELECT kept_from = $first AND EXISTS (SELECT 1 FROM audit_records WHERE idx >= $end)
            AND (SELECT count(*) FROM audit_tiles WHERE idx >= $first / 256 AND idx < $end / 256 AND length(hashes) = 8192) = ($end - $first) / 256
        FROM audit_log
        """;

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
    public const string SelectIntake = "SELECT id, record, is_relayed FROM audit_intake ORDER BY id LIMIT $most";

    public const string InsertIntake = "INSERT INTO audit_intake (record) VALUES (@record)";

    public const string HasIntake = "SELECT count(*) FROM audit_intake WHERE id = $id";

    /// <summary>Once, however often it is sent: whoever sends it again after an answer was lost finds its numbers there already.</summary>
    public const string CountProducer = """
        INSERT INTO audit_producers VALUES ($producer, $last) ON CONFLICT (producer) DO UPDATE SET last = excluded.last WHERE last < $first
        """;

    public const string Relay = "INSERT INTO audit_intake (record, is_relayed) VALUES ($record, 1)";

    public const string DeleteIntake = "DELETE FROM audit_intake WHERE id = $id";

    public const string InsertPersonal = "INSERT INTO audit_personal VALUES ($idx, $place, $subject, $tag, $content, NULL)";

    public const string ErasePersonal = "UPDATE audit_personal SET subject = NULL, tag = NULL, content = NULL, erased_by = $by WHERE idx = $idx AND erased_by IS NULL";

    public const string SelectPersonal = "SELECT idx, place, subject, tag, content, erased_by FROM audit_personal WHERE idx >= $first AND idx < $end ORDER BY idx, place";

    public const string SelectTag = "SELECT DISTINCT idx FROM audit_personal WHERE tag = $value AND idx > $after ORDER BY idx LIMIT $most";

    public const string SelectSubject = "SELECT DISTINCT idx FROM audit_personal WHERE subject = $value AND idx > $after ORDER BY idx LIMIT $most";

    public const string SelectRecords = "SELECT idx, record FROM audit_records WHERE idx >= $first AND idx < $end ORDER BY idx";

    public const string SelectHashes = "SELECT idx, hash FROM audit_records WHERE idx >= $first AND idx < $end ORDER BY idx";

    public const string SelectNodes = "SELECT idx, hash FROM audit_nodes WHERE level = $level AND idx >= $first AND idx < $end ORDER BY idx";
}
