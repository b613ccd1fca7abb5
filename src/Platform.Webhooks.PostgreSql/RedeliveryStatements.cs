namespace Platform.Webhooks.PostgreSql;

/// <summary>
/// Jobs that deliver again. The place that an event had is gone once it is delivered, so a redelivery has a place of its own; events are looked at in the
/// order in which they were inserted.
/// </summary>
internal sealed class RedeliveryStatements(string schema, string channel)
{
    /// <summary>Of an event <c>e</c> whether a job <c>r</c> delivers it again. Neither what waits in the lane nor what routing will bring there.</summary>
    private readonly string _isWanted = $"""
        e.occurred_at >= r.since AND e.occurred_at < r.until AND (r.types IS NULL OR e.type = ANY (r.types))
            AND CASE r.scope WHEN 0 THEN EXISTS (SELECT 1 FROM {schema}.outbox_dead x WHERE x.lane = r.lane AND x.day = e.day AND x.event = e.id)
                ELSE EXISTS (
                    SELECT 1 FROM {schema}.outbox_lane l JOIN {schema}.outbox_subscription s ON s.lane = l.id
                    WHERE l.id = r.lane AND (l.tenant IS NULL OR l.tenant = e.tenant) AND (l.channels IS NULL OR e.channel = ANY (l.channels))
                        AND s.type IN (e.type, CASE WHEN e.type LIKE 'platform.%' THEN e.type ELSE '*' END)) END
            AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_delivery d WHERE d.lane = r.lane AND d.day = e.day AND d.event = e.id)
            AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_pending p WHERE p.day = e.day AND p.event = e.id)
        """;

    /// <summary>Whoever begins a job holds it to the end of the transaction, so that two cannot both find that there is none yet.</summary>
    public string LockStarts => $"SELECT pg_advisory_xact_lock(724528132, hashtext('{schema}'))";

    /// <summary>Other days are not looked at: their partitions are not even opened.</summary>
    public string Estimate => $"""
        WITH r AS (SELECT id AS lane, $2::integer AS scope, $3::bigint AS since, $4::bigint AS until, $5::text[] AS types FROM {schema}.outbox_lane WHERE name = $1),
        found AS (
            SELECT count(*) AS count, min(occurred_at) AS oldest, max(occurred_at) AS newest
            FROM (SELECT e.occurred_at FROM r JOIN {schema}.outbox_event e ON {_isWanted} WHERE e.day BETWEEN $6 AND $7 LIMIT $8) counted)
        SELECT count, oldest, newest, (SELECT occurred_at FROM {schema}.outbox_event ORDER BY day, id LIMIT 1) FROM found WHERE EXISTS (SELECT 1 FROM r)
        """;

    public string RunningOf => $"""
        SELECT count(*) FILTER (WHERE NOT l.is_disabled), count(*) FILTER (WHERE l.name = $1),
            count(*) FILTER (WHERE l.tenant = (SELECT tenant FROM {schema}.outbox_lane WHERE name = $1))
        FROM {schema}.outbox_redelivery r JOIN {schema}.outbox_lane l ON l.id = r.lane WHERE r.ended_at IS NULL
        """;

    /// <summary>
    /// Where to look is found by the times of the events themselves, which are their publishers'; their days are the server's. Where nothing was published
    /// then, the job has ended.
    /// </summary>
    public string Start => $"""
        WITH oldest AS (SELECT day, id FROM {schema}.outbox_event WHERE occurred_at >= $3 AND day BETWEEN $6 AND $7 ORDER BY day, id LIMIT 1),
        newest AS (SELECT day, id FROM {schema}.outbox_event WHERE occurred_at < $4 AND day BETWEEN $6 AND $7 ORDER BY day DESC, id DESC LIMIT 1),
        started AS (
            INSERT INTO {schema}.outbox_redelivery (lane, scope, since, until, types, cursor_day, cursor_event, last_day, last_event, started_at, ended_at)
            SELECT l.id, $2, $3, $4, $5, coalesce(oldest.day, '0001-01-01'), coalesce(oldest.id, 1) - 1, coalesce(newest.day, '0001-01-01'),
                coalesce(newest.id, 0), $8,
                CASE WHEN (oldest.day, oldest.id) <= (newest.day, newest.id) THEN NULL ELSE $8 END
            FROM {schema}.outbox_lane l LEFT JOIN oldest ON true LEFT JOIN newest ON true WHERE l.name = $1 RETURNING *),
        told AS (SELECT pg_notify('{channel}', '') WHERE EXISTS (SELECT 1 FROM started WHERE ended_at IS NULL))
        SELECT r.id, $1, r.scope, r.since, r.until, r.added, r.started_at, r.ended_at, r.is_cancelled FROM started r LEFT JOIN told ON true
        """;

    public string Cancel => $"UPDATE {schema}.outbox_redelivery SET ended_at = $2, is_cancelled = true WHERE id = $1 AND ended_at IS NULL RETURNING id";

    public string List => $"""
        SELECT r.id, l.name, r.scope, r.since, r.until, r.added, r.started_at, r.ended_at, r.is_cancelled
        FROM {schema}.outbox_redelivery r JOIN {schema}.outbox_lane l ON l.id = r.lane ORDER BY r.id DESC
        """;

    /// <summary>Those that have not ended, and whether each may take its turn.</summary>
    public string Running => $"""
        SELECT r.id, l.held_back_until <= $1 AND (SELECT count(*) FROM (SELECT 1 FROM {schema}.outbox_delivery d WHERE d.lane = l.id LIMIT $2) w) < $2
        FROM {schema}.outbox_redelivery r JOIN {schema}.outbox_lane l ON l.id = r.lane WHERE r.ended_at IS NULL AND NOT l.is_disabled ORDER BY r.id
        """;

    /// <summary>
    /// One step of a job. With less than it has room for it has looked at all events, or dead letters, that it may look at in one step, and goes on behind
    /// them; and where these were
    /// fewer, there are no more.
    /// </summary>
    public string Step => $"""
        WITH r AS MATERIALIZED (SELECT * FROM {schema}.outbox_redelivery WHERE id = $1 AND ended_at IS NULL FOR UPDATE),
        room AS MATERIALIZED (
            SELECT greatest(0, $2 - (SELECT count(*) FROM (SELECT 1 FROM {schema}.outbox_delivery d WHERE d.lane = (SELECT lane FROM r) LIMIT $2) w)) AS free),
        looked AS MATERIALIZED (
            (SELECT e.day, e.id, e.type, e.tenant, e.channel, e.order_key, e.occurred_at FROM {schema}.outbox_event e
            WHERE (SELECT scope FROM r) <> 0 AND (e.day, e.id) > ((SELECT cursor_day FROM r), (SELECT cursor_event FROM r))
                AND (e.day, e.id) <= ((SELECT last_day FROM r), (SELECT last_event FROM r))
                AND e.day >= (SELECT cursor_day FROM r) AND e.day <= (SELECT last_day FROM r) AND (SELECT free FROM room) > 0
            ORDER BY e.day, e.id LIMIT $3)
            UNION ALL
            (SELECT e.day, e.id, e.type, e.tenant, e.channel, e.order_key, e.occurred_at
                FROM {schema}.outbox_dead x JOIN {schema}.outbox_event e ON e.day = x.day AND e.id = x.event
            WHERE (SELECT scope FROM r) = 0 AND x.lane = (SELECT lane FROM r) AND (x.day, x.event) > ((SELECT cursor_day FROM r), (SELECT cursor_event FROM r))
                AND (x.day, x.event) <= ((SELECT last_day FROM r), (SELECT last_event FROM r)) AND (SELECT free FROM room) > 0
            ORDER BY x.day, x.event LIMIT $3)),
        chosen AS MATERIALIZED (SELECT e.day, e.id, e.order_key FROM looked e JOIN r ON {_isWanted} ORDER BY e.day, e.id LIMIT (SELECT free FROM room)),
        undead AS (DELETE FROM {schema}.outbox_dead x USING chosen c, r WHERE x.lane = r.lane AND x.day = c.day AND x.event = c.id),
        added AS (
            INSERT INTO {schema}.outbox_delivery (lane, place, day, event, order_key, due_at)
            SELECT (SELECT lane FROM r), nextval(pg_get_serial_sequence('{schema}.outbox_pending', 'place')), c.day, c.id, hashtextextended(c.order_key, 0), $4
            FROM (SELECT * FROM chosen ORDER BY day, id) c),
        counted AS (
            SELECT (SELECT count(*) FROM chosen) AS added, (SELECT count(*) FROM looked) AS looked, (SELECT free FROM room) AS free),
        reached AS (
            SELECT day, id FROM (SELECT day, id, false AS is_all FROM chosen UNION ALL SELECT day, id, true FROM looked) seen, counted
            WHERE seen.is_all = (counted.added < counted.free) ORDER BY day DESC, id DESC LIMIT 1),
        told AS (SELECT pg_notify('{channel}', '') WHERE EXISTS (SELECT 1 FROM chosen))
        UPDATE {schema}.outbox_redelivery j SET
            cursor_day = coalesce((SELECT day FROM reached), j.cursor_day), cursor_event = coalesce((SELECT id FROM reached), j.cursor_event), added = j.added + counted.added,
            ended_at = CASE WHEN counted.free > 0 AND counted.added < counted.free AND counted.looked < $3 THEN $4 END
        FROM counted LEFT JOIN told ON true WHERE j.id = $1 AND j.ended_at IS NULL
        RETURNING counted.added
        """;
}
