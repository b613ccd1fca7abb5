namespace Platform.Webhooks.Sqlite;

/// <summary>The tables and the statements on them. Times are microseconds since 1970. Lists are JSON arrays, which a parameter can hold.</summary>
internal static class OutboxTables
{
    public const long Version = 2;

    /// <summary>The oldest that is brought up to <see cref="Version"/>.</summary>
    public const long OldestVersion = 1;

    /// <summary>One transaction writes at a time, so the number that an event gets when it is inserted is its place in the order of commits.</summary>
    public const string Create = """
        CREATE TABLE IF NOT EXISTS outbox_event (
            place INTEGER PRIMARY KEY AUTOINCREMENT, message_id TEXT NOT NULL, type TEXT NOT NULL, tenant TEXT, channel TEXT, order_key TEXT, content_type TEXT NOT NULL,
            occurred_at INTEGER NOT NULL, trace_parent TEXT, body BLOB NOT NULL);
        CREATE INDEX IF NOT EXISTS outbox_event_age ON outbox_event (occurred_at);
        CREATE TABLE IF NOT EXISTS outbox_pending (place INTEGER PRIMARY KEY);
        CREATE TABLE IF NOT EXISTS outbox_lane (
            id INTEGER PRIMARY KEY AUTOINCREMENT, name TEXT NOT NULL UNIQUE, tenant TEXT, channels TEXT, fence INTEGER NOT NULL DEFAULT 0, held_until INTEGER NOT NULL DEFAULT 0,
            held_back_until INTEGER NOT NULL DEFAULT 0, is_disabled INTEGER NOT NULL DEFAULT 0, health TEXT,
            is_barred INTEGER NOT NULL DEFAULT 0, is_closing INTEGER NOT NULL DEFAULT 0);
        CREATE TABLE IF NOT EXISTS outbox_subscription (lane INTEGER NOT NULL, type TEXT NOT NULL, PRIMARY KEY (lane, type)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS outbox_delivery (
            lane INTEGER NOT NULL, place INTEGER NOT NULL, order_key TEXT, failures INTEGER NOT NULL DEFAULT 0, due_at INTEGER NOT NULL, PRIMARY KEY (lane, place)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS outbox_delivery_due ON outbox_delivery (lane, due_at, place);
        CREATE INDEX IF NOT EXISTS outbox_delivery_order ON outbox_delivery (lane, order_key, place) WHERE order_key IS NOT NULL;
        CREATE INDEX IF NOT EXISTS outbox_delivery_event ON outbox_delivery (place);
        CREATE TABLE IF NOT EXISTS outbox_dead (
            lane INTEGER NOT NULL, place INTEGER NOT NULL, order_key TEXT, failures INTEGER NOT NULL, died_at INTEGER NOT NULL, reason TEXT NOT NULL, PRIMARY KEY (lane, place)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS outbox_inbox (
            consumer TEXT NOT NULL, message_id TEXT NOT NULL, entered_at INTEGER NOT NULL, PRIMARY KEY (consumer, message_id)) WITHOUT ROWID;
        CREATE INDEX IF NOT EXISTS outbox_inbox_age ON outbox_inbox (entered_at);
        CREATE TABLE IF NOT EXISTS outbox_redelivery (
            id INTEGER PRIMARY KEY AUTOINCREMENT, lane INTEGER NOT NULL, scope INTEGER NOT NULL, since INTEGER NOT NULL, until INTEGER NOT NULL, types TEXT,
            cursor INTEGER NOT NULL, last INTEGER NOT NULL, added INTEGER NOT NULL DEFAULT 0,
            started_at INTEGER NOT NULL, ended_at INTEGER, is_cancelled INTEGER NOT NULL DEFAULT 0);
        CREATE TRIGGER IF NOT EXISTS outbox_place AFTER INSERT ON outbox_event BEGIN INSERT INTO outbox_pending VALUES (NEW.place); END;
        CREATE TABLE IF NOT EXISTS outbox (one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL);
        INSERT OR IGNORE INTO outbox VALUES (1, 2);
        """;

    /// <summary>
    /// From version 1, which was made with the tables of receivers or without; these are made between this and <see cref="UpgradeBars"/>.
    /// </summary>
    public const string Upgrade = """
        ALTER TABLE outbox_lane ADD COLUMN is_barred INTEGER NOT NULL DEFAULT 0;
        ALTER TABLE outbox_lane ADD COLUMN is_closing INTEGER NOT NULL DEFAULT 0;
        """;

    /// <summary>
    /// What was disabled neither by its failures, which are noted, nor by a pause or a new URL of its receiver, an operator has disabled.
    /// </summary>
    public const string UpgradeBars = """
        UPDATE outbox_lane SET is_barred = 1 WHERE is_disabled AND health IS NULL
            AND NOT EXISTS (SELECT 1 FROM outbox_endpoint e WHERE e.id = outbox_lane.name AND (e.is_paused OR NOT e.is_confirmed));
        UPDATE outbox SET version = 2;
        """;

    public const string Exists = "SELECT count(*) FROM sqlite_master WHERE name = 'outbox'";

    public const string SelectVersion = "SELECT version FROM outbox";

    public const string InsertEvent = """
        INSERT INTO outbox_event (message_id, type, tenant, channel, order_key, content_type, occurred_at, trace_parent, body)
        VALUES (@message_id, @type, @tenant, @channel, @order_key, @content_type, @occurred_at, @trace_parent, @body)
        """;

    public const string InsertInbox = "INSERT INTO outbox_inbox VALUES (@consumer, @message_id, @entered_at) ON CONFLICT DO NOTHING";

    public const string OpenLane = """
        INSERT INTO outbox_lane (name, tenant, channels) VALUES (@name, @tenant, @channels)
        ON CONFLICT (name) DO UPDATE SET tenant = excluded.tenant, channels = excluded.channels;
        DELETE FROM outbox_subscription WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name);
        INSERT INTO outbox_subscription SELECT (SELECT id FROM outbox_lane WHERE name = @name), value FROM json_each(@types);
        """;

    public const string CloseLane = """
        DELETE FROM outbox_subscription WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name);
        DELETE FROM outbox_delivery WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name);
        DELETE FROM outbox_dead WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name);
        DELETE FROM outbox_redelivery WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name);
        """;

    public const string DeleteLane = "DELETE FROM outbox_lane WHERE name = @name";

    public const string LastToRoute = "SELECT max(place), count(*) FROM (SELECT place FROM outbox_pending ORDER BY place LIMIT @most)";

    /// <summary>Behind one of its key that is due later an event is due with it: before, it is not its turn, and nobody looks at it.</summary>
    public const string Route = """
        INSERT INTO outbox_delivery (lane, place, order_key, due_at)
        SELECT l.id, e.place, e.order_key, CASE WHEN e.order_key IS NULL THEN @now ELSE max(@now, coalesce((
            SELECT d.due_at FROM outbox_delivery d WHERE d.lane = l.id AND d.order_key = e.order_key ORDER BY d.place LIMIT 1), @now)) END
        FROM outbox_pending p JOIN outbox_event e ON e.place = p.place JOIN outbox_lane l ON (l.tenant IS NULL OR l.tenant = e.tenant)
            AND (l.channels IS NULL OR e.channel IN (SELECT value FROM json_each(l.channels)))
        WHERE p.place <= @last AND EXISTS (SELECT 1 FROM outbox_subscription s WHERE s.lane = l.id AND s.type IN (e.type, CASE WHEN e.type GLOB 'platform.*' THEN e.type ELSE '*' END));
        DELETE FROM outbox_pending WHERE place <= @last;
        """;

    /// <summary>
    /// Of an order key the earliest alone can be delivered. Whoever asks whether there is anything to do asks for the same as who reads it: else the one says yes and the other finds
    /// nothing, for ever.
    /// </summary>
    private const string IsHead =
        "(d.order_key IS NULL OR NOT EXISTS (SELECT 1 FROM outbox_delivery p WHERE p.lane = d.lane AND p.order_key = d.order_key AND p.place < d.place))";

    private const string IsClaimable = $"""
        name IN (SELECT value FROM json_each(@names)) AND held_until <= @now AND held_back_until <= @now AND NOT is_disabled
            AND EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.lane = outbox_lane.id AND d.due_at <= @now AND {IsHead})
        """;

    public const string IsAnyClaimable = $"SELECT EXISTS (SELECT 1 FROM outbox_lane WHERE {IsClaimable})";

    public const string Claim = $"UPDATE outbox_lane SET fence = fence + 1, held_until = @until WHERE {IsClaimable} RETURNING id, name, fence, health";

    public const string Renew = "UPDATE outbox_lane SET held_until = @until WHERE id = @lane AND fence = @fence AND NOT is_disabled";

    /// <summary>The fence goes on, so that a renewal that is on its way comes too late.</summary>
    public const string Release = "UPDATE outbox_lane SET held_until = 0, fence = fence + 1 WHERE id = @lane AND fence = @fence";

    public const string IsHeld = "SELECT count(*) FROM outbox_lane WHERE id = @lane AND fence = @fence";

    public const string Fetch = $"""
        SELECT d.place, d.failures, e.message_id, e.type, e.tenant, e.order_key, e.content_type, e.occurred_at, e.trace_parent, e.body
        FROM outbox_delivery d JOIN outbox_event e ON e.place = d.place
        WHERE d.lane = @lane AND d.due_at <= @now AND d.place NOT IN (SELECT value FROM json_each(@in_hand))
            AND EXISTS (SELECT 1 FROM outbox_lane l WHERE l.id = @lane AND l.fence = @fence AND NOT l.is_disabled)
            AND {IsHead}
        ORDER BY d.due_at, d.place LIMIT @most
        """;

    public const string Finish = "DELETE FROM outbox_delivery WHERE lane = @lane AND place = @place";

    /// <summary>With those that wait behind it in the order of its key.</summary>
    public const string Postpone = """
        UPDATE outbox_delivery SET due_at = @due, failures = failures + @failed WHERE lane = @lane AND place = @place;
        UPDATE outbox_delivery SET due_at = @due WHERE lane = @lane AND place > @place AND due_at < @due
            AND order_key = (SELECT order_key FROM outbox_delivery WHERE lane = @lane AND place = @place);
        """;

    public const string Bury = """
        INSERT OR IGNORE INTO outbox_dead SELECT lane, place, order_key, failures + 1, @now, @reason FROM outbox_delivery WHERE lane = @lane AND place = @place;
        DELETE FROM outbox_delivery WHERE lane = @lane AND place = @place;
        """;

    public const string NextDue = $"""
        SELECT min(max(l.held_until, l.held_back_until, (SELECT d.due_at FROM outbox_delivery d WHERE d.lane = l.id AND {IsHead} ORDER BY d.due_at, d.place LIMIT 1)))
        FROM outbox_lane l WHERE NOT l.is_disabled AND l.name IN (SELECT value FROM json_each(@names))
        """;

    public const string NextDueInLane = """
        SELECT min(due_at) FROM outbox_delivery
        WHERE lane = @lane AND due_at > @now AND EXISTS (SELECT 1 FROM outbox_lane WHERE id = @lane AND fence = @fence)
        """;

    public const string Note = "UPDATE outbox_lane SET held_back_until = @until, is_disabled = is_disabled OR @disabled, health = @health WHERE id = @lane AND fence = @fence";

    public const string Switch = """
        UPDATE outbox_lane SET is_disabled = @disabled, is_barred = @disabled, held_back_until = 0, health = NULL WHERE name = @name
        """;

    public const string Measure = """
        SELECT l.name, (SELECT count(*) FROM outbox_delivery d WHERE d.lane = l.id),
            (SELECT min(e.occurred_at) FROM outbox_delivery d JOIN outbox_event e ON e.place = d.place WHERE d.lane = l.id),
            (SELECT count(*) FROM outbox_dead d WHERE d.lane = l.id), l.is_disabled
        FROM outbox_lane l WHERE NOT l.is_closing ORDER BY l.name
        """;

    public const string ListDead = """
        SELECT d.place, e.message_id, e.type, d.failures, d.died_at, d.reason FROM outbox_dead d JOIN outbox_event e ON e.place = d.place
        WHERE d.lane = (SELECT id FROM outbox_lane WHERE name = @name) AND d.place > @after ORDER BY d.place LIMIT @most
        """;

    public const string Revive = """
        INSERT OR IGNORE INTO outbox_delivery SELECT lane, place, order_key, 0, @now FROM outbox_dead
        WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name) AND place IN (SELECT value FROM json_each(@places));
        """;

    public const string DeleteRevived = "DELETE FROM outbox_dead WHERE lane = (SELECT id FROM outbox_lane WHERE name = @name) AND place IN (SELECT value FROM json_each(@places))";

    public const string Trim = """
        DELETE FROM outbox_event WHERE occurred_at < @before AND place NOT IN (SELECT place FROM outbox_pending)
            AND NOT EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.place = outbox_event.place) AND place NOT IN (SELECT place FROM outbox_dead)
            AND NOT EXISTS (SELECT 1 FROM outbox_redelivery r WHERE r.ended_at IS NULL AND r.started_at >= @before AND outbox_event.place > r.cursor
                AND outbox_event.place <= r.last);
        UPDATE outbox_redelivery SET ended_at = @now, is_cancelled = 1
            WHERE ended_at IS NULL AND started_at < @before AND lane IN (SELECT id FROM outbox_lane WHERE is_disabled);
        DELETE FROM outbox_redelivery WHERE ended_at < @before;
        """;

    public const string Forget = """
        DELETE FROM outbox_dead WHERE (lane, place) IN (SELECT lane, place FROM outbox_dead WHERE died_at < @before LIMIT @most)
        """;

    public const string Late = """
        SELECT d.lane, d.place FROM outbox_event e JOIN outbox_delivery d ON d.place = e.place WHERE e.occurred_at < @before ORDER BY e.occurred_at LIMIT @most
        """;

    public const string GiveUp = """
        INSERT OR IGNORE INTO outbox_dead SELECT lane, place, order_key, failures, @now, @reason FROM outbox_delivery WHERE lane = @lane AND place = @place;
        DELETE FROM outbox_delivery WHERE lane = @lane AND place = @place;
        """;

    public const string TrimInbox = "DELETE FROM outbox_inbox WHERE entered_at < @before";
}
