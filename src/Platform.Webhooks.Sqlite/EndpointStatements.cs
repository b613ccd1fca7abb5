namespace Platform.Webhooks.Sqlite;

/// <summary>Receivers that come and go. One transaction writes at a time, so changes have their order.</summary>
internal static class EndpointStatements
{
    public const string Create = """
        CREATE TABLE IF NOT EXISTS outbox_endpoint (
            id TEXT PRIMARY KEY, tenant TEXT, version INTEGER NOT NULL, is_confirmed INTEGER NOT NULL, is_paused INTEGER NOT NULL,
            has_lane INTEGER NOT NULL, is_deleted INTEGER NOT NULL, document TEXT NOT NULL, secrets BLOB NOT NULL,
            created_at INTEGER NOT NULL, changed_at INTEGER NOT NULL, revision INTEGER NOT NULL) WITHOUT ROWID;
        CREATE UNIQUE INDEX IF NOT EXISTS outbox_endpoint_revision ON outbox_endpoint (revision);
        CREATE INDEX IF NOT EXISTS outbox_endpoint_tenant ON outbox_endpoint (tenant, id) WHERE NOT is_deleted;
        CREATE TABLE IF NOT EXISTS outbox_endpoint_change (one INTEGER PRIMARY KEY CHECK (one = 1), revision INTEGER NOT NULL);
        INSERT OR IGNORE INTO outbox_endpoint_change VALUES (1, 0);
        CREATE TABLE IF NOT EXISTS outbox_attempt (
            number INTEGER PRIMARY KEY AUTOINCREMENT, endpoint TEXT NOT NULL, message_id TEXT NOT NULL, type TEXT NOT NULL, attempt INTEGER NOT NULL,
            ended_at INTEGER NOT NULL, duration INTEGER NOT NULL, outcome INTEGER NOT NULL, status INTEGER, request BLOB NOT NULL,
            request_length INTEGER NOT NULL, answer BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS outbox_attempt_endpoint ON outbox_attempt (endpoint, number);
        CREATE INDEX IF NOT EXISTS outbox_attempt_age ON outbox_attempt (ended_at);
        """;

    public const string NextRevision = "UPDATE outbox_endpoint_change SET revision = revision + 1 RETURNING revision";

    public const string CountOfTenant = "SELECT count(*) FROM outbox_endpoint WHERE tenant IS @tenant AND NOT is_deleted";

    public const string Add = """
        INSERT INTO outbox_endpoint VALUES (
            @id, @tenant, @version, @confirmed, @paused, @lane, @deleted, @document, @secrets, @created, @changed, @revision)
        """;

    public const string Replace = """
        UPDATE outbox_endpoint SET version = @version, is_confirmed = @confirmed, is_paused = @paused, has_lane = @lane,
            is_deleted = @deleted, document = @document, secrets = @secrets, changed_at = @changed, revision = @revision
        WHERE id = @id AND version = @version - 1 AND NOT is_deleted
        """;

    private const string Columns = """
        SELECT e.id, e.tenant, e.version, e.is_confirmed, e.is_paused, e.has_lane, e.is_deleted, e.document, e.secrets, e.created_at,
            e.changed_at, e.revision, coalesce(l.is_disabled, 0), coalesce(l.is_barred, 0)
        FROM outbox_endpoint e LEFT JOIN outbox_lane l ON l.name = e.id
        """;

    public const string Find = $"{Columns} WHERE e.id = @id AND NOT e.is_deleted";

    public const string List = $"{Columns} WHERE e.tenant IS @tenant AND NOT e.is_deleted AND e.id > @after ORDER BY e.id LIMIT @most";

    public const string Changed = $"{Columns} WHERE e.revision > @after ORDER BY e.revision LIMIT @most";

    public const string Trim = "DELETE FROM outbox_endpoint WHERE is_deleted AND changed_at < @before";

    public const string SwitchLane = """
        UPDATE outbox_lane SET is_disabled = (@disabled OR is_barred), held_back_until = 0, health = NULL WHERE name = @name
        """;

    /// <summary>From then on nobody finds it: no consumer's name has a space. What is in it is left to <see cref="PurgeDeliveries"/>.</summary>
    public const string RetireLane = """
        DELETE FROM outbox_subscription WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name);
        DELETE FROM outbox_redelivery WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name);
        UPDATE outbox_lane SET name = ' ' || id, is_closing = 1, is_disabled = 1, held_until = 0, fence = fence + 1 WHERE name = @name;
        """;

    public const string IsAnyRetired = "SELECT count(*) FROM outbox_lane WHERE is_closing";

    public const string PurgeDeliveries = """
        DELETE FROM outbox_delivery WHERE (lane, place) IN (
            SELECT d.lane, d.place FROM outbox_lane l JOIN outbox_delivery d ON d.lane = l.id WHERE l.is_closing LIMIT @most)
        """;

    public const string PurgeDead = """
        DELETE FROM outbox_dead WHERE (lane, place) IN (
            SELECT d.lane, d.place FROM outbox_lane l JOIN outbox_dead d ON d.lane = l.id WHERE l.is_closing LIMIT @most)
        """;

    public const string PurgeLanes = """
        DELETE FROM outbox_lane WHERE is_closing AND NOT EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.lane = outbox_lane.id)
            AND NOT EXISTS (SELECT 1 FROM outbox_dead d WHERE d.lane = outbox_lane.id)
        """;

    public const string AgeAttempts = "DELETE FROM outbox_attempt WHERE ended_at < @before";

    public const string AddAttempt = """
        INSERT INTO outbox_attempt (endpoint, message_id, type, attempt, ended_at, duration, outcome, status, request, request_length, answer)
        SELECT @endpoint, @message, @type, @attempt, @at, @duration, @outcome, @status, @request, @length, @answer
        WHERE EXISTS (SELECT 1 FROM outbox_endpoint WHERE id = @endpoint AND NOT is_deleted)
        """;

    public const string TrimAttempts = """
        DELETE FROM outbox_attempt WHERE endpoint = @endpoint
            AND number <= (SELECT number FROM outbox_attempt WHERE endpoint = @endpoint ORDER BY number DESC LIMIT 1 OFFSET @kept)
        """;

    public const string ForgetAttempts = "DELETE FROM outbox_attempt WHERE endpoint = @id";

    public const string ListAttempts = """
        SELECT number, endpoint, message_id, type, attempt, ended_at, duration, outcome, status, request, request_length, answer
        FROM outbox_attempt WHERE endpoint = @endpoint AND number < @before ORDER BY number DESC LIMIT @most
        """;
}
