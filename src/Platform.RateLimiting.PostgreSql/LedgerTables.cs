namespace Platform.RateLimiting.PostgreSql;

/// <summary>The tables and the statements on them. Names compare byte by byte, as the batches order them.</summary>
internal sealed class LedgerTables(string schema)
{
    public const int Version = 1;

    private const string OfConsumer = "a.policy = r.policy AND a.quota = r.quota AND a.consumer = r.consumer";

    /// <summary>Accounts as four arrays, numbered in their order.</summary>
    private const string Requested = "unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[]) WITH ORDINALITY AS r (policy, quota, consumer, window_start, n)";

    /// <summary>One process makes them: the lock is this package's own number.</summary>
    public string Create => $"""
        SELECT pg_advisory_xact_lock(7237452813041);
        CREATE SCHEMA IF NOT EXISTS {schema};
        CREATE TABLE IF NOT EXISTS {schema}.rate_limit_writers (
            writer text COLLATE "C" PRIMARY KEY, sequence bigint NOT NULL, outcome bytea NOT NULL, seen timestamptz NOT NULL);
        CREATE TABLE IF NOT EXISTS {schema}.rate_limit_accounts (
            policy text COLLATE "C" NOT NULL, quota text COLLATE "C" NOT NULL, consumer text COLLATE "C" NOT NULL,
            window_start timestamptz NOT NULL, window_end timestamptz NOT NULL, calendar text COLLATE "C" NOT NULL, window_index bigint NOT NULL,
            allowance bigint NOT NULL, carried bigint NOT NULL, used bigint NOT NULL, held bigint NOT NULL, warned_percent integer NOT NULL,
            PRIMARY KEY (policy, quota, consumer, window_start)) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS {schema}.rate_limit_usage_open (
            policy text COLLATE "C" NOT NULL, consumer text COLLATE "C" NOT NULL, slice_start timestamptz NOT NULL, slice_end timestamptz NOT NULL, amount bigint NOT NULL,
            PRIMARY KEY (policy, consumer, slice_start)) WITH (fillfactor = 50);
        CREATE TABLE IF NOT EXISTS {schema}.rate_limit_usage (
            number bigint PRIMARY KEY, policy text COLLATE "C" NOT NULL, consumer text COLLATE "C" NOT NULL,
            slice_start timestamptz NOT NULL, slice_end timestamptz NOT NULL, amount bigint NOT NULL);
        CREATE INDEX IF NOT EXISTS rate_limit_usage_by_time ON {schema}.rate_limit_usage (slice_start);
        CREATE INDEX IF NOT EXISTS rate_limit_usage_by_consumer ON {schema}.rate_limit_usage (consumer, slice_start);
        CREATE TABLE IF NOT EXISTS {schema}.rate_limit_usage_days (
            policy text COLLATE "C" NOT NULL, consumer text COLLATE "C" NOT NULL, day timestamptz NOT NULL, amount bigint NOT NULL,
            PRIMARY KEY (policy, consumer, day));
        CREATE TABLE IF NOT EXISTS {schema}.rate_limit_ledger (
            one boolean PRIMARY KEY CHECK (one), version integer NOT NULL, id text NOT NULL, last_number bigint NOT NULL, forgotten_through bigint NOT NULL);
        INSERT INTO {schema}.rate_limit_ledger VALUES (true, {Version}, replace(gen_random_uuid()::text, '-', ''), 0, 0) ON CONFLICT DO NOTHING;
        """;

    public string SelectWriter => $"SELECT outcome FROM {schema}.rate_limit_writers WHERE writer = $1 AND sequence = $2";

    /// <summary>Sorted before they are locked, so that two batches never wait for each other.</summary>
    public string LockAccounts => $"""
        SELECT r.n, a.carried, a.used, a.held, a.warned_percent
        FROM {Requested} JOIN {schema}.rate_limit_accounts a ON {OfConsumer} AND a.window_start = r.window_start
        ORDER BY r.n FOR UPDATE OF a
        """;

    public string SelectEarlier => $"""
        SELECT r.n, e.carried, e.used, e.held, e.warned_percent, e.window_index, e.allowance
        FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::text[]) WITH ORDINALITY AS r (policy, quota, consumer, window_start, calendar, n)
        CROSS JOIN LATERAL (
            SELECT a.* FROM {schema}.rate_limit_accounts a WHERE {OfConsumer} AND a.window_start < r.window_start AND a.calendar = r.calendar
            ORDER BY a.window_start DESC LIMIT 1) e
        """;

    public string OpenAccounts => $"""
        INSERT INTO {schema}.rate_limit_accounts (policy, quota, consumer, window_start, window_end, calendar, window_index, allowance, carried, used, held, warned_percent)
        SELECT *, 0, 0, 0 FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::timestamptz[], $6::text[], $7::bigint[], $8::bigint[], $9::bigint[])
        ON CONFLICT DO NOTHING
        """;

    public string WriteAccounts => $"""
        UPDATE {schema}.rate_limit_accounts a SET allowance = r.allowance, used = r.used, held = r.held, warned_percent = r.warned_percent
        FROM unnest($1::text[], $2::text[], $3::text[], $4::timestamptz[], $5::bigint[], $6::bigint[], $7::bigint[], $8::integer[])
            AS r (policy, quota, consumer, window_start, allowance, used, held, warned_percent)
        WHERE {OfConsumer} AND a.window_start = r.window_start
        """;

    public string AddUsage => $"""
        INSERT INTO {schema}.rate_limit_usage_open AS u
        SELECT * FROM unnest($1::text[], $2::text[], $3::timestamptz[], $4::timestamptz[], $5::bigint[])
        ON CONFLICT (policy, consumer, slice_start) DO UPDATE SET amount = u.amount + excluded.amount
        """;

    public string WriteWriter => $"""
        INSERT INTO {schema}.rate_limit_writers VALUES ($1, $2, $3, $4)
        ON CONFLICT (writer) DO UPDATE SET sequence = excluded.sequence, outcome = excluded.outcome, seen = excluded.seen
        """;

    public string LockLedger => $"SELECT id, last_number, forgotten_through FROM {schema}.rate_limit_ledger FOR UPDATE";

    /// <summary>Locked in the order in which batches add to them.</summary>
    public string Number => $"""
        WITH ended AS (
            SELECT policy, consumer, slice_start FROM {schema}.rate_limit_usage_open WHERE slice_end <= $1 ORDER BY policy, consumer, slice_start FOR UPDATE),
        gone AS (
            DELETE FROM {schema}.rate_limit_usage_open o USING ended e
            WHERE o.policy = e.policy AND o.consumer = e.consumer AND o.slice_start = e.slice_start RETURNING o.*),
        numbered AS (
            INSERT INTO {schema}.rate_limit_usage
            SELECT $2 + row_number() OVER (ORDER BY slice_start, policy, consumer), policy, consumer, slice_start, slice_end, amount FROM gone WHERE amount <> 0
            RETURNING number)
        UPDATE {schema}.rate_limit_ledger SET last_number = last_number + (SELECT count(*) FROM numbered) WHERE EXISTS (SELECT 1 FROM numbered)
        """;

    public string SelectUsage => $"SELECT number, policy, consumer, slice_start, slice_end, amount FROM {schema}.rate_limit_usage WHERE number > $1 ORDER BY number LIMIT $2";

    public string SumUsage => $"SELECT policy, consumer, sum(amount)::bigint {AllUsage} GROUP BY policy, consumer HAVING sum(amount) <> 0 ORDER BY policy, consumer";

    public string SumUsageBySlice => $"""
        SELECT policy, consumer, sum(amount)::bigint, slice_start, slice_end {AllUsage}
        GROUP BY policy, consumer, slice_start, slice_end HAVING sum(amount) <> 0 ORDER BY policy, consumer, slice_start, slice_end
        """;

    /// <summary>Up to the first that stays, so that what can still be exported has no gap.</summary>
    public string LastToRollUp => $"""
        SELECT coalesce((SELECT min(number) - 1 FROM {schema}.rate_limit_usage WHERE number > $1 OR slice_end > $2), (SELECT max(number) FROM {schema}.rate_limit_usage), 0)
        """;

    public string RollUp => $"""
        WITH old AS (DELETE FROM {schema}.rate_limit_usage WHERE number <= $1 RETURNING *),
        days AS (
            INSERT INTO {schema}.rate_limit_usage_days AS d
            SELECT policy, consumer, date_trunc('day', slice_start, 'UTC'), sum(amount) FROM old GROUP BY 1, 2, 3
            ON CONFLICT (policy, consumer, day) DO UPDATE SET amount = d.amount + excluded.amount),
        marked AS (UPDATE {schema}.rate_limit_ledger SET forgotten_through = greatest(forgotten_through, $1) WHERE EXISTS (SELECT 1 FROM old))
        SELECT count(*) FROM old
        """;

    public string ForgetAccounts => $"""
        DELETE FROM {schema}.rate_limit_accounts a WHERE a.window_end <= $1 AND EXISTS (
            SELECT 1 FROM {schema}.rate_limit_accounts r WHERE {OfConsumer} AND r.window_start > a.window_start)
        """;

    public string ForgetWriters => $"DELETE FROM {schema}.rate_limit_writers WHERE seen < $1";

    private string AllUsage => $"""
        FROM (SELECT policy, consumer, slice_start, slice_end, amount FROM {schema}.rate_limit_usage_open
            UNION ALL SELECT policy, consumer, slice_start, slice_end, amount FROM {schema}.rate_limit_usage
            UNION ALL SELECT policy, consumer, day, day + interval '24 hours', amount FROM {schema}.rate_limit_usage_days) usage
        WHERE slice_start >= $1 AND slice_start < $2 AND ($3::text IS NULL OR policy = $3) AND ($4::text IS NULL OR consumer = $4)
        """;
}
