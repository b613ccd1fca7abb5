using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Platform.Webhooks.PostgreSql;

/// <summary>The tables and the statements on them. Times are microseconds since 1970, by the caller's clock; the day of an event is the server's, in UTC.</summary>
internal sealed class OutboxTables(string schema)
{
    public const int Version = 2;

    private const int LongestNamedByItself = 56;

    /// <summary>Statements that join a result to the lane that its lease is on; the lanes are locked by the first of them.</summary>
    private const string Results = "unnest($1::bigint[], $2::bigint[], $3::bigint[]) AS r (lane, fence, place)";

    private readonly string _underLease = $"{schema}.outbox_lane l WHERE l.id = r.lane AND l.fence = r.fence AND d.lane = r.lane AND d.place = r.place";

    /// <summary>A channel's name has at most 63 characters, as the name of a schema alone may have.</summary>
    public string Channel { get; } = schema.Length <= LongestNamedByItself
        ? $"{schema}_outbox"
        : $"outbox_{Convert.ToHexStringLower(SHA256.HashData(Encoding.ASCII.GetBytes(schema)).AsSpan(0, 16))}";

    /// <summary>Of an order key the earliest alone can be delivered. Whoever asks whether there is anything to do asks for the same as who reads it: else the one says yes and the other finds nothing, for ever.</summary>
    private string IsHead => $"(d.order_key IS NULL OR NOT EXISTS (SELECT 1 FROM {schema}.outbox_delivery p WHERE p.lane = d.lane AND p.order_key = d.order_key AND p.place < d.place))";

    /// <summary>One process makes them: the lock is this package's own number.</summary>
    public string Create => $"""
        SELECT pg_advisory_xact_lock(7237452813042);
        CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE SEQUENCE IF NOT EXISTS {schema}.outbox_event_id;
        CREATE TABLE IF NOT EXISTS {schema}.outbox_event (
            day date NOT NULL DEFAULT (now() AT TIME ZONE 'UTC')::date, id bigint NOT NULL DEFAULT nextval('{schema}.outbox_event_id'),
            message_id text NOT NULL, type text COLLATE "C" NOT NULL, tenant text COLLATE "C", channel text COLLATE "C", order_key text COLLATE "C", content_type text NOT NULL,
            occurred_at bigint NOT NULL, trace_parent text, body bytea NOT NULL,
            PRIMARY KEY (day, id)) PARTITION BY RANGE (day);
        CREATE TABLE IF NOT EXISTS {schema}.outbox_event_rest PARTITION OF {schema}.outbox_event DEFAULT;
        CREATE TABLE IF NOT EXISTS {schema}.outbox_pending (place bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, day date NOT NULL, event bigint NOT NULL);
        CREATE TABLE IF NOT EXISTS {schema}.outbox_lane (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, name text COLLATE "C" NOT NULL UNIQUE, tenant text COLLATE "C", channels text[] COLLATE "C",
            fence bigint NOT NULL DEFAULT 0, held_until bigint NOT NULL DEFAULT 0,
            held_back_until bigint NOT NULL DEFAULT 0, is_disabled boolean NOT NULL DEFAULT false, health text,
            is_barred boolean NOT NULL DEFAULT false, is_closing boolean NOT NULL DEFAULT false,
            CONSTRAINT outbox_lane_barred {BarredIsDisabled}) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS {schema}.outbox_subscription (
            lane bigint NOT NULL REFERENCES {schema}.outbox_lane ON DELETE CASCADE, type text COLLATE "C" NOT NULL, PRIMARY KEY (lane, type));
        CREATE TABLE IF NOT EXISTS {schema}.outbox_delivery (
            lane bigint NOT NULL, place bigint NOT NULL, day date NOT NULL, event bigint NOT NULL, order_key bigint, failures integer NOT NULL DEFAULT 0, due_at bigint NOT NULL,
            PRIMARY KEY (lane, place)) WITH (fillfactor = 70, autovacuum_vacuum_scale_factor = 0.02, autovacuum_vacuum_threshold = 1000);
        CREATE INDEX IF NOT EXISTS outbox_delivery_due ON {schema}.outbox_delivery (lane, due_at, place);
        CREATE INDEX IF NOT EXISTS outbox_delivery_order ON {schema}.outbox_delivery (lane, order_key, place) WHERE order_key IS NOT NULL;
        CREATE TABLE IF NOT EXISTS {schema}.outbox_dead (
            lane bigint NOT NULL, place bigint NOT NULL, day date NOT NULL, event bigint NOT NULL, order_key bigint, failures integer NOT NULL, died_at bigint NOT NULL, reason text NOT NULL,
            PRIMARY KEY (lane, place));
        CREATE TABLE IF NOT EXISTS {schema}.outbox_inbox (
            consumer text COLLATE "C" NOT NULL, message_id text COLLATE "C" NOT NULL, entered_at bigint NOT NULL, PRIMARY KEY (consumer, message_id));
        CREATE INDEX IF NOT EXISTS outbox_inbox_age ON {schema}.outbox_inbox (entered_at);
        CREATE INDEX IF NOT EXISTS outbox_dead_event ON {schema}.outbox_dead (lane, day, event);
        CREATE TABLE IF NOT EXISTS {schema}.outbox_redelivery (
            id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY, lane bigint NOT NULL REFERENCES {schema}.outbox_lane ON DELETE CASCADE, scope integer NOT NULL,
            since bigint NOT NULL, until bigint NOT NULL, types text[] COLLATE "C",
            cursor_day date NOT NULL, cursor_event bigint NOT NULL DEFAULT 0, last_day date NOT NULL, last_event bigint NOT NULL,
            added bigint NOT NULL DEFAULT 0, started_at bigint NOT NULL, ended_at bigint, is_cancelled boolean NOT NULL DEFAULT false);
        CREATE OR REPLACE FUNCTION {schema}.outbox_place() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $place$
            BEGIN
                INSERT INTO {schema}.outbox_pending (day, event) VALUES (NEW.day, NEW.id);
                PERFORM pg_notify('{Channel}', '');
                RETURN NULL;
            END $place$;
        DROP TRIGGER IF EXISTS outbox_place ON {schema}.outbox_event;
        CREATE CONSTRAINT TRIGGER outbox_place AFTER INSERT ON {schema}.outbox_event DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION {schema}.outbox_place();
        CREATE TABLE IF NOT EXISTS {schema}.outbox (one boolean PRIMARY KEY CHECK (one), version integer NOT NULL);
        INSERT INTO {schema}.outbox VALUES (true, {Version}) ON CONFLICT DO NOTHING;
        """;

    /// <summary>
    /// A process of the package before, which knows no bars and may still run, cannot enable what was barred: it is refused.
    /// </summary>
    private const string BarredIsDisabled = "CHECK (is_disabled OR NOT is_barred)";

    /// <summary>
    /// From version 1, which was made with the tables of receivers or without; these are made between this and <see cref="UpgradeBars"/>.
    /// What stays as it is is not touched: to make the trigger anew would wait for all that is being published. And whoever has the table
    /// open for long, as a dump has, is not waited for, since everybody else would wait behind: it is tried again a little later.
    /// </summary>
    public string Upgrade => $"""
        SELECT pg_advisory_xact_lock(7237452813042);
        SET LOCAL lock_timeout = '500ms';
        ALTER TABLE {schema}.outbox_lane ADD COLUMN IF NOT EXISTS is_barred boolean NOT NULL DEFAULT false,
            ADD COLUMN IF NOT EXISTS is_closing boolean NOT NULL DEFAULT false;
        """;

    /// <summary>
    /// What was disabled neither by its failures, which are noted, nor by a pause or a new URL of its receiver, an operator has disabled.
    /// </summary>
    public string UpgradeBars => $"""
        UPDATE {schema}.outbox_lane l SET is_barred = true
        WHERE l.is_disabled AND l.health IS NULL AND EXISTS (SELECT 1 FROM {schema}.outbox WHERE version < {Version})
            AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_endpoint e WHERE e.id = l.name AND (e.is_paused OR NOT e.is_confirmed));
        ALTER TABLE {schema}.outbox_lane DROP CONSTRAINT IF EXISTS outbox_lane_barred, ADD CONSTRAINT outbox_lane_barred {BarredIsDisabled};
        UPDATE {schema}.outbox SET version = {Version} WHERE version < {Version};
        """;

    public string InsertEvent => $"""
        INSERT INTO {schema}.outbox_event (message_id, type, tenant, channel, order_key, content_type, occurred_at, trace_parent, body)
        VALUES (@message_id, @type, @tenant, @channel, @order_key, @content_type, @occurred_at, @trace_parent, @body)
        """;

    public string InsertInbox => $"INSERT INTO {schema}.outbox_inbox VALUES (@consumer, @message_id, @entered_at) ON CONFLICT DO NOTHING";

    public string UpsertLane => $"INSERT INTO {schema}.outbox_lane (name, tenant, channels) VALUES ($1, $2, $3) ON CONFLICT (name) DO UPDATE SET tenant = excluded.tenant, channels = excluded.channels RETURNING id";

    public string ForgetSubscriptions => $"DELETE FROM {schema}.outbox_subscription WHERE lane = $1 AND type <> ALL ($2::text[])";

    public string AddSubscriptions => $"INSERT INTO {schema}.outbox_subscription SELECT $1, unnest($2::text[]) ON CONFLICT DO NOTHING";

    public string CloseLane => $"""
        WITH closed AS (DELETE FROM {schema}.outbox_lane WHERE name = $1 RETURNING id),
        deliveries AS (DELETE FROM {schema}.outbox_delivery USING closed WHERE lane = closed.id),
        dead AS (DELETE FROM {schema}.outbox_dead USING closed WHERE lane = closed.id)
        SELECT count(*) FROM closed
        """;

    /// <summary>Whoever routes holds it to the end of the transaction: were two to route side by side, a later place could be delivered while an earlier one is still on its way.</summary>
    public string LockRouting => $"SELECT pg_advisory_xact_lock(724528131, hashtext('{schema}'))";

    /// <summary>Behind one of its key that is due later an event is due with it: before, it is not its turn, and nobody looks at it.</summary>
    public string Route => $"""
        WITH taken AS (
            DELETE FROM {schema}.outbox_pending WHERE place IN (SELECT place FROM {schema}.outbox_pending WHERE place > $3 ORDER BY place LIMIT $2) RETURNING place, day, event),
        routed AS (
            INSERT INTO {schema}.outbox_delivery (lane, place, day, event, order_key, due_at)
            SELECT l.id, t.place, t.day, t.event, hashtextextended(e.order_key, 0),
                CASE WHEN e.order_key IS NULL THEN $1 ELSE greatest($1, (
                    SELECT d.due_at FROM {schema}.outbox_delivery d WHERE d.lane = l.id AND d.order_key = hashtextextended(e.order_key, 0)
                    ORDER BY d.place LIMIT 1)) END
            FROM taken t JOIN {schema}.outbox_event e ON e.day = t.day AND e.id = t.event
            JOIN {schema}.outbox_lane l ON (l.tenant IS NULL OR l.tenant = e.tenant) AND (l.channels IS NULL OR e.channel = ANY (l.channels))
                AND EXISTS (SELECT 1 FROM {schema}.outbox_subscription s WHERE s.lane = l.id AND s.type IN (e.type, CASE WHEN e.type LIKE 'platform.%' THEN e.type ELSE '*' END))
            ORDER BY l.id, t.place)
        SELECT count(*), coalesce(max(place), 0) FROM taken
        """;

    /// <summary>The transactions that have, or will have, a place. Whoever gives one holds this lock from before it does until the transaction ends; one that has only published has none yet.</summary>
    public string PlaceWriters => $"""
        SELECT virtualtransaction FROM pg_locks
        WHERE locktype = 'relation' AND database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND relation = '{schema}.outbox_pending'::regclass
            AND mode = 'RowExclusiveLock' AND pid IS DISTINCT FROM pg_backend_pid()
        """;

    /// <summary>Lanes and not deliveries are locked, so there are as few rows to lock as there are consumers. The CTE is a fence: inlined, the planner may lock more rows than it returns.</summary>
    public string Claim => $"""
        WITH claimable AS MATERIALIZED (
            SELECT l.id FROM {schema}.outbox_lane l
            WHERE l.name = ANY ($1::text[]) AND l.held_until <= $2 AND l.held_back_until <= $2 AND NOT l.is_disabled
                AND EXISTS (SELECT 1 FROM {schema}.outbox_delivery d WHERE d.lane = l.id AND d.due_at <= $2 AND {IsHead})
            FOR UPDATE OF l SKIP LOCKED)
        UPDATE {schema}.outbox_lane l SET fence = l.fence + 1, held_until = $3 FROM claimable c WHERE l.id = c.id RETURNING l.id, l.name, l.fence, l.health
        """;

    /// <summary>
    /// Rows that somebody has locked are passed over: one that is locked for long would cost all others their leases. Of them no more is known than what is
    /// seen without a lock.
    /// </summary>
    public string Renew => $"""
        WITH r AS (SELECT * FROM unnest($1::bigint[], $2::bigint[]) AS r (lane, fence)),
        free AS MATERIALIZED (
            SELECT l.id FROM {schema}.outbox_lane l JOIN r ON l.id = r.lane AND l.fence = r.fence
                WHERE NOT l.is_disabled ORDER BY l.id FOR NO KEY UPDATE OF l SKIP LOCKED),
        renewed AS (UPDATE {schema}.outbox_lane l SET held_until = $3 FROM free WHERE l.id = free.id RETURNING l.id)
        SELECT l.id, EXISTS (SELECT 1 FROM renewed WHERE renewed.id = l.id) FROM {schema}.outbox_lane l JOIN r ON l.id = r.lane AND l.fence = r.fence
            WHERE NOT l.is_disabled
        """;

    /// <summary>The fence goes on, so that a renewal that is on its way comes too late.</summary>
    public string Release => $"""
        UPDATE {schema}.outbox_lane l SET held_until = 0, fence = l.fence + 1
        FROM unnest($1::bigint[], $2::bigint[]) AS r (lane, fence) WHERE l.id = r.lane AND l.fence = r.fence
        """;

    /// <summary>For the transaction. Nobody but an operator, or a process that stands still, locks a lane for as long.</summary>
    public const string Patience = "SELECT set_config('lock_timeout', '100ms', true)";

    public const string PatienceOfOne = "SELECT set_config('lock_timeout', '2s', true)";

    public string Fetch => $"""
        SELECT d.place, d.failures, e.message_id, e.type, e.tenant, e.order_key, e.content_type, e.occurred_at, e.trace_parent, e.body
        FROM {schema}.outbox_delivery d JOIN {schema}.outbox_event e ON e.day = d.day AND e.id = d.event
        WHERE d.lane = $1 AND d.due_at <= $2 AND d.place <> ALL ($3::bigint[])
            AND EXISTS (SELECT 1 FROM {schema}.outbox_lane l WHERE l.id = $1 AND l.fence = $5 AND NOT l.is_disabled)
            AND {IsHead}
        ORDER BY d.due_at, d.place LIMIT $4
        """;

    /// <summary>Locked until the results are written, so that no other can claim a lane in between.</summary>
    public string LockLanes => $"""
        SELECT l.id FROM {schema}.outbox_lane l JOIN unnest($1::bigint[], $2::bigint[]) AS r (lane, fence) ON l.id = r.lane AND l.fence = r.fence ORDER BY l.id FOR SHARE OF l
        """;

    /// <summary>Those of them that nobody has locked.</summary>
    public string LockFreeLanes => $"{LockLanes} SKIP LOCKED";

    public string HeldUnlocked => $"""
        SELECT l.id FROM {schema}.outbox_lane l JOIN unnest($1::bigint[], $2::bigint[]) AS r (lane, fence) ON l.id = r.lane AND l.fence = r.fence
        """;

    public string Finish => $"DELETE FROM {schema}.outbox_delivery d USING {Results}, {_underLease}";

    /// <summary>
    /// With those that wait behind it in the order of its key: else every round would look through all of them, to find that it is not their turn.
    /// </summary>
    public string Postpone => $"""
        WITH postponed AS (
            UPDATE {schema}.outbox_delivery d SET due_at = r.due_at, failures = d.failures + $5::integer
            FROM unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::bigint[]) AS r (lane, fence, place, due_at), {_underLease}
            RETURNING d.lane, d.place, d.order_key, d.due_at)
        UPDATE {schema}.outbox_delivery f SET due_at = p.due_at FROM postponed p
        WHERE p.order_key IS NOT NULL AND f.lane = p.lane AND f.order_key = p.order_key AND f.place > p.place AND f.due_at < p.due_at
        """;

    public string Bury => $"""
        WITH buried AS (
            DELETE FROM {schema}.outbox_delivery d USING unnest($1::bigint[], $2::bigint[], $3::bigint[], $4::text[]) AS r (lane, fence, place, reason), {_underLease}
            RETURNING d.lane, d.place, d.day, d.event, d.order_key, d.failures + 1, r.reason)
        INSERT INTO {schema}.outbox_dead (lane, place, day, event, order_key, failures, reason, died_at) SELECT *, $5 FROM buried ON CONFLICT DO NOTHING
        """;

    public string Note => $"UPDATE {schema}.outbox_lane SET held_back_until = $3, is_disabled = is_disabled OR $4, health = $5 WHERE id = $1 AND fence = $2 RETURNING id";

    public string Switch => $"""
        WITH switched AS (UPDATE {schema}.outbox_lane SET is_disabled = $2, is_barred = $2, held_back_until = 0, health = NULL
            WHERE name = $1 RETURNING id),
        told AS (SELECT pg_notify('{Channel}', '') WHERE EXISTS (SELECT 1 FROM switched))
        SELECT (SELECT count(*) FROM switched) + 0 * (SELECT count(*) FROM told)
        """;

    public string NextDue => $"""
        SELECT min(greatest(l.held_until, l.held_back_until, d.due_at)) FROM {schema}.outbox_lane l
        CROSS JOIN LATERAL (SELECT d.due_at FROM {schema}.outbox_delivery d WHERE d.lane = l.id AND {IsHead} ORDER BY d.due_at, d.place LIMIT 1) d
        WHERE l.name = ANY ($1::text[]) AND NOT l.is_disabled
        """;

    public string NextDueInLane => $"""
        SELECT min(d.due_at) FROM {schema}.outbox_delivery d
        WHERE d.lane = $1 AND d.due_at > $3 AND EXISTS (SELECT 1 FROM {schema}.outbox_lane l WHERE l.id = $1 AND l.fence = $2)
        """;

    public string Measure => $"""
        SELECT l.name, (SELECT count(*) FROM {schema}.outbox_delivery d WHERE d.lane = l.id),
            (SELECT min(e.occurred_at) FROM {schema}.outbox_delivery d JOIN {schema}.outbox_event e ON e.day = d.day AND e.id = d.event WHERE d.lane = l.id),
            (SELECT count(*) FROM {schema}.outbox_dead d WHERE d.lane = l.id), l.is_disabled
        FROM {schema}.outbox_lane l WHERE NOT l.is_closing ORDER BY l.name
        """;

    public string ListDead => $"""
        SELECT d.place, e.message_id, e.type, d.failures, d.died_at, d.reason
        FROM {schema}.outbox_dead d JOIN {schema}.outbox_event e ON e.day = d.day AND e.id = d.event
        WHERE d.lane = (SELECT id FROM {schema}.outbox_lane WHERE name = $1) AND d.place > $2 ORDER BY d.place LIMIT $3
        """;

    public string Revive => $"""
        WITH revived AS (
            DELETE FROM {schema}.outbox_dead d USING {schema}.outbox_lane l WHERE l.name = $1 AND d.lane = l.id AND d.place = ANY ($2::bigint[])
            RETURNING d.lane, d.place, d.day, d.event, d.order_key),
        told AS (SELECT pg_notify('{Channel}', '') WHERE EXISTS (SELECT 1 FROM revived)),
        waiting AS (INSERT INTO {schema}.outbox_delivery (lane, place, day, event, order_key, due_at) SELECT *, $3 FROM revived ON CONFLICT DO NOTHING)
        SELECT (SELECT count(*) FROM revived) + 0 * (SELECT count(*) FROM told)
        """;

    /// <summary>The days that have a partition of their own.</summary>
    public string Days => $"""
        SELECT to_date(right(c.relname, 8), 'YYYYMMDD') FROM pg_inherits i JOIN pg_class c ON c.oid = i.inhrelid
        WHERE i.inhparent = '{schema}.outbox_event'::regclass AND c.relname ~ '^outbox_event_\d+$' ORDER BY 1
        """;

    public string TrimRest => $"""
        DELETE FROM {schema}.outbox_event_rest e WHERE e.day < $1
            AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_delivery d WHERE d.day = e.day AND d.event = e.id)
            AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_dead d WHERE d.day = e.day AND d.event = e.id)
            AND NOT EXISTS (SELECT 1 FROM {schema}.outbox_pending p WHERE p.day = e.day AND p.event = e.id)
            AND NOT EXISTS (
                SELECT 1 FROM {schema}.outbox_redelivery r
                WHERE r.ended_at IS NULL AND r.started_at >= $2 AND (e.day, e.id) > (r.cursor_day, r.cursor_event) AND (e.day, e.id) <= (r.last_day,
                    r.last_event))
        """;

    /// <summary>One that was begun so long ago, and whose lane is disabled, nobody waits for.</summary>
    public string TrimRedeliveries => $"""
        WITH ended AS (
            UPDATE {schema}.outbox_redelivery r SET ended_at = $2, is_cancelled = true FROM {schema}.outbox_lane l
            WHERE l.id = r.lane AND l.is_disabled AND r.ended_at IS NULL AND r.started_at < $1)
        DELETE FROM {schema}.outbox_redelivery WHERE ended_at < $1
        """;

    public string Forget => $"""
        WITH gone AS (
            DELETE FROM {schema}.outbox_dead x USING (SELECT lane, place FROM {schema}.outbox_dead WHERE died_at < $1 LIMIT $2) late
            WHERE x.lane = late.lane AND x.place = late.place RETURNING 1)
        SELECT count(*) FROM gone
        """;

    /// <summary>By the time of the publisher, but only what is of a day that can be so old has its event looked at.</summary>
    public string GiveUp => $"""
        WITH late AS MATERIALIZED (
            SELECT d.lane, d.place FROM {schema}.outbox_delivery d JOIN {schema}.outbox_event e ON e.day = d.day AND e.id = d.event
            WHERE d.day <= $2 AND e.occurred_at < $1 ORDER BY d.lane, d.place LIMIT $3 FOR UPDATE OF d SKIP LOCKED),
        gone AS (DELETE FROM {schema}.outbox_delivery d USING late
            WHERE d.lane = late.lane AND d.place = late.place RETURNING d.lane, d.place, d.day, d.event, d.order_key, d.failures),
        dead AS (
            INSERT INTO {schema}.outbox_dead (lane, place, day, event, order_key, failures, died_at, reason)
                SELECT lane, place, day, event, order_key, failures, $4, $5 FROM gone
            ON CONFLICT DO NOTHING)
        SELECT count(*) FROM gone
        """;

    public string TrimInbox => $"DELETE FROM {schema}.outbox_inbox WHERE entered_at < $1";

    /// <summary>
    /// A day is dropped as a whole, which takes no vacuum; while anything of it is needed it stays as a whole. A redelivery that has not ended for as long as
    /// events are kept keeps them no
    /// longer.
    /// </summary>
    public string IsNeeded => $"""
        SELECT EXISTS (SELECT 1 FROM {schema}.outbox_delivery WHERE day = $1) OR EXISTS (SELECT 1 FROM {schema}.outbox_dead WHERE day = $1)
            OR EXISTS (SELECT 1 FROM {schema}.outbox_pending WHERE day = $1)
            OR EXISTS (SELECT 1 FROM {schema}.outbox_redelivery WHERE ended_at IS NULL AND started_at >= $2 AND $1 BETWEEN cursor_day AND last_day)
        """;

    public string LockDay(DateOnly day) => $"LOCK TABLE {Partition(day)} IN ACCESS EXCLUSIVE MODE";

    public string DropDay(DateOnly day) => $"DROP TABLE {Partition(day)}";

    public string MakeDay(DateOnly day) => string.Create(
        CultureInfo.InvariantCulture, $"CREATE TABLE IF NOT EXISTS {Partition(day)} PARTITION OF {schema}.outbox_event FOR VALUES FROM ('{day:yyyy-MM-dd}') TO ('{day.AddDays(1):yyyy-MM-dd}')");

    private string Partition(DateOnly day) => string.Create(CultureInfo.InvariantCulture, $"{schema}.outbox_event_{day:yyyyMMdd}");
}
