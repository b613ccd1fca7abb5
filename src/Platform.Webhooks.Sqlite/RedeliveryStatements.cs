namespace Platform.Webhooks.Sqlite;

/// <summary>Jobs that deliver again. The place of an event is that of its commit for good, so it is the place of its redelivery too.</summary>
internal static class RedeliveryStatements
{
    /// <summary>Of an event <c>e</c> whether a job delivers it again. Neither what waits in the lane nor what routing will bring there.</summary>
    private const string IsWanted = """
        e.occurred_at >= @since AND e.occurred_at < @until AND (@types IS NULL OR e.type IN (SELECT value FROM json_each(@types)))
            AND CASE @scope WHEN 0 THEN EXISTS (SELECT 1 FROM outbox_dead x WHERE x.lane = @lane AND x.place = e.place)
                ELSE EXISTS (
                    SELECT 1 FROM outbox_lane l JOIN outbox_subscription s ON s.lane = l.id
                    WHERE l.id = @lane AND (l.tenant IS NULL OR l.tenant = e.tenant)
                        AND (l.channels IS NULL OR e.channel IN (SELECT value FROM json_each(l.channels)))
                        AND s.type IN (e.type, CASE WHEN e.type GLOB 'platform.*' THEN e.type ELSE '*' END)) END
            AND NOT EXISTS (SELECT 1 FROM outbox_delivery d WHERE d.lane = @lane AND d.place = e.place)
            AND NOT EXISTS (SELECT 1 FROM outbox_pending p WHERE p.place = e.place)
        """;

    public const string LaneOf = "SELECT id FROM outbox_lane WHERE name = @name";

    public const string Estimate = $"""
        SELECT count(*), min(occurred_at), max(occurred_at), (SELECT min(occurred_at) FROM outbox_event)
        FROM (SELECT e.occurred_at FROM outbox_event e WHERE {IsWanted} LIMIT @most)
        """;

    public const string RunningOf = """
        SELECT coalesce(sum(NOT l.is_disabled), 0), coalesce(sum(l.id = @lane), 0),
            coalesce(sum(l.tenant = (SELECT tenant FROM outbox_lane WHERE id = @lane)), 0)
        FROM outbox_redelivery r JOIN outbox_lane l ON l.id = r.lane WHERE r.ended_at IS NULL
        """;

    public const string Start = """
        INSERT INTO outbox_redelivery (lane, scope, since, until, types, cursor, last, started_at, ended_at)
        SELECT @lane, @scope, @since, @until, @types, coalesce(min(place), 1) - 1, coalesce(max(place), 0), @now, CASE WHEN min(place) IS NULL THEN @now END
        FROM outbox_event WHERE occurred_at >= @since AND occurred_at < @until
        RETURNING id
        """;

    public const string Cancel = "UPDATE outbox_redelivery SET ended_at = @now, is_cancelled = 1 WHERE id = @id AND ended_at IS NULL";

    public const string List = """
        SELECT r.id, l.name, r.scope, r.since, r.until, r.added, r.started_at, r.ended_at, r.is_cancelled
        FROM outbox_redelivery r JOIN outbox_lane l ON l.id = r.lane ORDER BY r.id DESC
        """;

    /// <summary>Those that have not ended, and whether each may take its turn.</summary>
    public const string Running = """
        SELECT r.id, r.lane, r.scope, r.since, r.until, r.types, r.cursor, r.last,
            l.held_back_until <= @now AND (SELECT count(*) FROM (SELECT 1 FROM outbox_delivery d WHERE d.lane = l.id LIMIT @most)) < @most
        FROM outbox_redelivery r JOIN outbox_lane l ON l.id = r.lane WHERE r.ended_at IS NULL AND NOT l.is_disabled ORDER BY r.id
        """;

    public const string Waiting = "SELECT count(*) FROM (SELECT 1 FROM outbox_delivery WHERE lane = @lane LIMIT @most)";

    /// <summary>The last of the events that are looked at in one step, and how many they are.</summary>
    public const string LookedAt = """
        SELECT coalesce(max(place), @cursor), count(*) FROM (SELECT place FROM outbox_event WHERE place > @cursor AND place <= @last ORDER BY place LIMIT @most)
        """;

    /// <summary>Of three dead letters in ten million events three are looked at.</summary>
    public const string DeadLookedAt = """
        SELECT coalesce(max(place), @cursor), count(*) FROM (SELECT place FROM outbox_dead
            WHERE lane = @lane AND place > @cursor AND place <= @last ORDER BY place LIMIT @most)
        """;

    public const string ChooseDead = $"""
        SELECT e.place FROM outbox_dead x JOIN outbox_event e ON e.place = x.place
            WHERE x.lane = @lane AND x.place > @cursor AND x.place <= @upto AND {IsWanted} ORDER BY x.place LIMIT @room
        """;

    public const string Choose = $"SELECT e.place FROM outbox_event e WHERE e.place > @cursor AND e.place <= @upto AND {IsWanted} ORDER BY e.place LIMIT @room";

    public const string Add = """
        DELETE FROM outbox_dead WHERE lane = @lane AND place IN (SELECT value FROM json_each(@places));
        INSERT INTO outbox_delivery (lane, place, order_key, due_at)
        SELECT @lane, place, order_key, @now FROM outbox_event WHERE place IN (SELECT value FROM json_each(@places));
        """;

    public const string Advance = "UPDATE outbox_redelivery SET cursor = @cursor, added = added + @added, ended_at = @ended WHERE id = @id";
}
