namespace Platform.RateLimiting.Sqlite;

/// <summary>The tables and the statements on them. Times are seconds since 1970; names compare byte by byte.</summary>
internal static class LedgerTables
{
    public const long Version = 1;

    public const string Create = """
        CREATE TABLE IF NOT EXISTS rate_limit_ledger (
            one INTEGER PRIMARY KEY CHECK (one = 1), version INTEGER NOT NULL, id TEXT NOT NULL,
            last_number INTEGER NOT NULL, forgotten_through INTEGER NOT NULL);
        CREATE TABLE IF NOT EXISTS rate_limit_writers (
            writer TEXT NOT NULL PRIMARY KEY, sequence INTEGER NOT NULL, outcome BLOB NOT NULL, seen INTEGER NOT NULL) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rate_limit_accounts (
            policy TEXT NOT NULL, quota TEXT NOT NULL, consumer TEXT NOT NULL, window_start INTEGER NOT NULL, window_end INTEGER NOT NULL,
            calendar TEXT NOT NULL, window_index INTEGER NOT NULL, allowance INTEGER NOT NULL,
            carried INTEGER NOT NULL, used INTEGER NOT NULL, held INTEGER NOT NULL, warned_percent INTEGER NOT NULL,
            PRIMARY KEY (policy, quota, consumer, window_start)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rate_limit_usage_open (
            policy TEXT NOT NULL, consumer TEXT NOT NULL, slice_start INTEGER NOT NULL, slice_end INTEGER NOT NULL, amount INTEGER NOT NULL,
            PRIMARY KEY (policy, consumer, slice_start)) WITHOUT ROWID;
        CREATE TABLE IF NOT EXISTS rate_limit_usage (
            number INTEGER PRIMARY KEY, policy TEXT NOT NULL, consumer TEXT NOT NULL, slice_start INTEGER NOT NULL, slice_end INTEGER NOT NULL, amount INTEGER NOT NULL);
        CREATE INDEX IF NOT EXISTS rate_limit_usage_by_time ON rate_limit_usage (slice_start);
        CREATE INDEX IF NOT EXISTS rate_limit_usage_by_consumer ON rate_limit_usage (consumer, slice_start);
        CREATE TABLE IF NOT EXISTS rate_limit_usage_days (
            policy TEXT NOT NULL, consumer TEXT NOT NULL, day INTEGER NOT NULL, amount INTEGER NOT NULL,
            PRIMARY KEY (policy, consumer, day)) WITHOUT ROWID;
        """;

    public const string InsertLedger = "INSERT OR IGNORE INTO rate_limit_ledger VALUES (1, $version, $id, 0, 0)";

    public const string SelectLedger = "SELECT version, id, last_number, forgotten_through FROM rate_limit_ledger";

    public const string SelectWriter = "SELECT outcome FROM rate_limit_writers WHERE writer = $writer AND sequence = $sequence";

    public const string SelectAccount = $"SELECT carried, used, held, warned_percent FROM rate_limit_accounts WHERE {OfConsumer} AND window_start = $start";

    public const string SelectEarlier = $"""
        SELECT carried, used, held, warned_percent, window_index, allowance FROM rate_limit_accounts
        WHERE {OfConsumer} AND window_start < $start AND calendar = $calendar ORDER BY window_start DESC LIMIT 1
        """;

    public const string WriteAccount = """
        INSERT INTO rate_limit_accounts VALUES ($policy, $quota, $consumer, $start, $end, $calendar, $index, $allowance, $carried, $used, $held, $warned)
        ON CONFLICT DO UPDATE SET allowance = excluded.allowance, used = excluded.used, held = excluded.held, warned_percent = excluded.warned_percent
        """;

    public const string AddUsage = """
        INSERT INTO rate_limit_usage_open VALUES ($policy, $consumer, $start, $end, $amount)
        ON CONFLICT DO UPDATE SET amount = amount + excluded.amount
        """;

    public const string WriteWriter = """
        INSERT INTO rate_limit_writers VALUES ($writer, $sequence, $outcome, $seen)
        ON CONFLICT DO UPDATE SET sequence = excluded.sequence, outcome = excluded.outcome, seen = excluded.seen
        """;

    public const string Number = """
        INSERT INTO rate_limit_usage
        SELECT (SELECT last_number FROM rate_limit_ledger) + row_number() OVER (ORDER BY slice_start, policy, consumer), policy, consumer, slice_start, slice_end, amount
        FROM rate_limit_usage_open WHERE slice_end <= $ended AND amount <> 0;
        DELETE FROM rate_limit_usage_open WHERE slice_end <= $ended;
        UPDATE rate_limit_ledger SET last_number = max(last_number, (SELECT coalesce(max(number), 0) FROM rate_limit_usage));
        """;

    public const string SelectUsage = "SELECT number, policy, consumer, slice_start, slice_end, amount FROM rate_limit_usage WHERE number > $after ORDER BY number LIMIT $most";

    private const string OfConsumer = "policy = $policy AND quota = $quota AND consumer = $consumer";

    private const string AllUsage = """
        FROM (SELECT policy, consumer, slice_start, slice_end, amount FROM rate_limit_usage_open
            UNION ALL SELECT policy, consumer, slice_start, slice_end, amount FROM rate_limit_usage
            UNION ALL SELECT policy, consumer, day, day + 86400, amount FROM rate_limit_usage_days)
        WHERE slice_start >= $from AND slice_start < $to AND ($policy IS NULL OR policy = $policy) AND ($consumer IS NULL OR consumer = $consumer)
        """;

    public const string SumUsage = $"SELECT policy, consumer, sum(amount) {AllUsage} GROUP BY policy, consumer HAVING sum(amount) <> 0 ORDER BY policy, consumer";

    public const string SumUsageBySlice = $"""
        SELECT policy, consumer, sum(amount), slice_start, slice_end {AllUsage}
        GROUP BY policy, consumer, slice_start, slice_end HAVING sum(amount) <> 0 ORDER BY policy, consumer, slice_start, slice_end
        """;

    /// <summary>Up to the first that stays, so that what can still be exported has no gap.</summary>
    public const string LastToRollUp = """
        SELECT coalesce((SELECT min(number) - 1 FROM rate_limit_usage WHERE number > $through OR slice_end > $before), (SELECT max(number) FROM rate_limit_usage), 0)
        """;

    public const string RollUp = """
        INSERT INTO rate_limit_usage_days
        SELECT policy, consumer, slice_start - slice_start % 86400, sum(amount) FROM rate_limit_usage WHERE number <= $last GROUP BY 1, 2, 3
        ON CONFLICT DO UPDATE SET amount = amount + excluded.amount;
        UPDATE rate_limit_ledger SET forgotten_through = max(forgotten_through, $last) WHERE EXISTS (SELECT 1 FROM rate_limit_usage WHERE number <= $last);
        DELETE FROM rate_limit_usage WHERE number <= $last;
        """;

    public const string Forget = """
        DELETE FROM rate_limit_accounts WHERE window_end <= $before AND EXISTS (
            SELECT 1 FROM rate_limit_accounts later WHERE later.policy = rate_limit_accounts.policy AND later.quota = rate_limit_accounts.quota
            AND later.consumer = rate_limit_accounts.consumer AND later.window_start > rate_limit_accounts.window_start);
        DELETE FROM rate_limit_writers WHERE seen < $before;
        """;
}
