namespace Platform.Webhooks.PostgreSql;

/// <summary>
/// Receivers that come and go. The one row of <c>outbox_endpoint_change</c> is locked until a change is committed, so revisions become
/// visible in their
/// order; a sequence would give them in another.
/// </summary>
internal sealed class EndpointStatements(string schema)
{
    private readonly string _columns = $"""
        SELECT e.id, e.tenant, e.version, e.is_confirmed, e.is_paused, e.has_lane, e.is_deleted, e.document, e.secrets, e.created_at,
            e.changed_at, e.revision, coalesce(l.is_disabled, false), coalesce(l.is_barred, false)
        FROM {schema}.outbox_endpoint e LEFT JOIN {schema}.outbox_lane l ON l.name = e.id
        """;

    public string Create => $"""
        CREATE TABLE IF NOT EXISTS {schema}.outbox_endpoint (
            id text COLLATE "C" PRIMARY KEY, tenant text COLLATE "C", version bigint NOT NULL, is_confirmed boolean NOT NULL,
            is_paused boolean NOT NULL, has_lane boolean NOT NULL, is_deleted boolean NOT NULL, document text NOT NULL,
            secrets bytea NOT NULL, created_at bigint NOT NULL, changed_at bigint NOT NULL, revision bigint NOT NULL UNIQUE);
        CREATE INDEX IF NOT EXISTS outbox_endpoint_tenant ON {schema}.outbox_endpoint (tenant, id) WHERE NOT is_deleted;
        CREATE TABLE IF NOT EXISTS {schema}.outbox_endpoint_change (one boolean PRIMARY KEY CHECK (one), revision bigint NOT NULL);
        INSERT INTO {schema}.outbox_endpoint_change VALUES (true, 0) ON CONFLICT DO NOTHING;
        CREATE TABLE IF NOT EXISTS {schema}.outbox_attempt (
            number bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, endpoint text COLLATE "C" NOT NULL, message_id text NOT NULL, type text NOT NULL,
            attempt bigint NOT NULL, ended_at bigint NOT NULL, duration bigint NOT NULL, outcome bigint NOT NULL, status integer,
            request bytea NOT NULL, request_length bigint NOT NULL, answer bytea NOT NULL);
        CREATE INDEX IF NOT EXISTS outbox_attempt_endpoint ON {schema}.outbox_attempt (endpoint, number);
        CREATE INDEX IF NOT EXISTS outbox_attempt_age ON {schema}.outbox_attempt (ended_at);
        """;

    public string NextRevision => $"UPDATE {schema}.outbox_endpoint_change SET revision = revision + 1 RETURNING revision";

    public string CountOfTenant => $"SELECT count(*) FROM {schema}.outbox_endpoint WHERE tenant IS NOT DISTINCT FROM $1 AND NOT is_deleted";

    public string Add => $"INSERT INTO {schema}.outbox_endpoint VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12) RETURNING 1";

    public string Replace => $"""
        UPDATE {schema}.outbox_endpoint SET version = $3, is_confirmed = $4, is_paused = $5, has_lane = $6, is_deleted = $7, document = $8,
            secrets = $9, changed_at = $11, revision = $12
        WHERE id = $1 AND tenant IS NOT DISTINCT FROM $2 AND version = $3 - 1 AND created_at = $10 AND NOT is_deleted RETURNING 1
        """;

    public string Find => $"{_columns} WHERE e.id = $1 AND NOT e.is_deleted";

    /// <summary>Two statements, so that the index serves both: <c>IS NOT DISTINCT FROM</c> uses none.</summary>
    public string List(bool ofTenant)
    {
        var isTheirs = ofTenant ? "e.tenant = $1" : "e.tenant IS NULL AND $1::text IS NULL";
        return $"{_columns} WHERE {isTheirs} AND NOT e.is_deleted AND e.id > $2 ORDER BY e.id LIMIT $3";
    }

    public string Changed => $"{_columns} WHERE e.revision > $1 ORDER BY e.revision LIMIT $2";

    public string Trim => $"DELETE FROM {schema}.outbox_endpoint WHERE is_deleted AND changed_at < $1";

    /// <summary>The event that is told of the change wakes whoever dispatches.</summary>
    public string SwitchLane =>
        $"UPDATE {schema}.outbox_lane SET is_disabled = ($2 OR is_barred), held_back_until = 0, health = NULL WHERE name = $1";

    /// <summary>
    /// From then on nobody finds it: no consumer's name has a space. Whoever routes at this moment may still put something into it; that is
    /// left to <see cref="PurgeDeliveries"/>, with all that is in it.
    /// </summary>
    public string RetireLane => $"""
        WITH retired AS (
            UPDATE {schema}.outbox_lane SET name = ' ' || id, is_closing = true, is_disabled = true, held_until = 0, fence = fence + 1
            WHERE name = $1 RETURNING id),
        subscriptions AS (DELETE FROM {schema}.outbox_subscription USING retired WHERE lane = retired.id)
        DELETE FROM {schema}.outbox_redelivery USING retired WHERE lane = retired.id
        """;

    public string IsAnyRetired => $"SELECT EXISTS (SELECT 1 FROM {schema}.outbox_lane WHERE is_closing)";

    public string PurgeDeliveries => Purge("outbox_delivery");

    public string PurgeDead => Purge("outbox_dead");

    /// <summary>Behind the lock of whoever routes: what he has put into one is there by then.</summary>
    public string PurgeLanes => $"""
        DELETE FROM {schema}.outbox_lane l WHERE l.is_closing AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_delivery d WHERE d.lane = l.id)
            AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_dead d WHERE d.lane = l.id)
        """;

    public string AgeAttempts => $"DELETE FROM {schema}.outbox_attempt WHERE ended_at < $1";

    public string AddAttempt => $"""
        INSERT INTO {schema}.outbox_attempt (
            endpoint, message_id, type, attempt, ended_at, duration, outcome, status, request, request_length, answer)
        SELECT $1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11
        WHERE EXISTS (SELECT 1 FROM {schema}.outbox_endpoint WHERE id = $1 AND NOT is_deleted)
        """;

    public string TrimAttempts => $"""
        DELETE FROM {schema}.outbox_attempt WHERE endpoint = $1
            AND number <= (SELECT number FROM {schema}.outbox_attempt WHERE endpoint = $1 ORDER BY number DESC LIMIT 1 OFFSET $2)
        """;

    public string ForgetAttempts => $"DELETE FROM {schema}.outbox_attempt WHERE endpoint = $1";

    public string ListAttempts => $"""
        SELECT number, endpoint, message_id, type, attempt, ended_at, duration, outcome, status, request, request_length, answer
        FROM {schema}.outbox_attempt WHERE endpoint = $1 AND number < $2 ORDER BY number DESC LIMIT $3
        """;

    private string Purge(string table) => $"""
        WITH left_behind AS MATERIALIZED (
            SELECT d.lane, d.place FROM {schema}.{table} d WHERE d.lane IN (SELECT id FROM {schema}.outbox_lane WHERE is_closing)
            LIMIT $1 FOR UPDATE OF d SKIP LOCKED),
        gone AS (DELETE FROM {schema}.{table} d USING left_behind b WHERE d.lane = b.lane AND d.place = b.place RETURNING 1)
        SELECT count(*) FROM gone
        """;
}
