using System.Globalization;
using System.Text.Json;
using Microsoft.Data.Sqlite;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Sqlite;

/// <summary>Keeps an outbox in a SQLite file, for the processes of one machine. Thread-safe.</summary>
/// <remarks>
/// What is published is as durable as the transaction that publishes it; what the store writes itself is on the disk when its calls return (write-ahead log, <c>synchronous = FULL</c>).
/// SQLite works synchronously, and so do the calls.
/// </remarks>
public sealed partial class SqliteOutboxStore : IOutboxStore
{
    private const int BusyTimeoutSeconds = 30;

    /// <summary>
    /// For 200 milliseconds SQLite waits for who writes, and looks again after 1, 2, 5, 10 and then at most 50; the driver, which by itself looks each 150, then has it begin anew. Without it,
    /// writers that never pause leave whoever looks so seldom to chance.
    /// </summary>
    private const string Settings = "PRAGMA synchronous = FULL; PRAGMA busy_timeout = 200";

    private const int MostBytesFetched = 4 * 1024 * 1024;
    private static readonly TimeSpan LooksEvery = TimeSpan.FromMilliseconds(50);

    private readonly string _connectionString;

    /// <summary>Names the file, which is opened when it is first needed.</summary>
    /// <param name="path">The file; it and its tables are made where they are missing.</param>
    /// <exception cref="ArgumentException"><paramref name="path"/> is <see langword="null"/> or empty.</exception>
    public SqliteOutboxStore(string path)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        _connectionString = new SqliteConnectionStringBuilder { DataSource = path, DefaultTimeout = BusyTimeoutSeconds }.ToString();
    }

    /// <inheritdoc/>
    public string InsertEvent => OutboxTables.InsertEvent;

    /// <inheritdoc/>
    public string InsertInbox => OutboxTables.InsertInbox;

    /// <inheritdoc/>
    /// <exception cref="SqliteException">The file cannot be opened, read or written, or stays locked for half a minute.</exception>
    public ValueTask PrepareAsync(CancellationToken cancellationToken)
    {
        using var connection = Open();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask PublishAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        cancellationToken.ThrowIfCancellationRequested();
        using var connection = Open();
        using var insert = Command(connection, null, OutboxTables.InsertEvent);
        record.AddTo(insert);
        insert.ExecuteNonQuery();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask OpenLaneAsync(LaneDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        OpenLane(connection, transaction, definition);
        transaction.Commit();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> CloseLaneAsync(string name, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var closed = CloseLane(connection, transaction, name);
        transaction.Commit();
        return new(closed);
    }

    /// <inheritdoc/>
    public ValueTask<int> RouteAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        using var connection = Open();
        // Read first: looking must not wait for who writes.
        if (Read(connection, null, OutboxTables.LastToRoute, static reader => reader.GetInt64(1), ("@most", 1))[0] == 0)
            return new(0);
        using var transaction = connection.BeginTransaction(deferred: false);
        var (last, count) = Read(connection, transaction, OutboxTables.LastToRoute, static reader => reader.IsDBNull(0) ? (0, 0) : (reader.GetInt64(0), reader.GetInt64(1)), ("@most", most))[0];
        Run(connection, transaction, OutboxTables.Route, ("@now", OutboxTime.Microseconds(now)), ("@last", last));
        transaction.Commit();
        return new((int)count);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LaneLease>> ClaimAsync(IReadOnlyCollection<string> names, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        using var connection = Open();
        // Read first, here too: an update waits for who writes even where it changes nothing.
        if (Read(connection, null, OutboxTables.IsAnyClaimable, static reader => reader.GetInt64(0), ("@names", Json(names)), ("@now", OutboxTime.Microseconds(now)))[0] == 0)
            return new([]);
        return new(Read(
            connection, null, OutboxTables.Claim, static reader => new LaneLease(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetString(3)),
            ("@names", Json(names)), ("@now", OutboxTime.Microseconds(now)), ("@until", OutboxTime.Microseconds(now + lease))));
    }

    /// <inheritdoc/>
    public ValueTask<HeldLaneSet> RenewAsync(IReadOnlyCollection<LaneLease> leases, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var until = OutboxTime.Microseconds(now + lease);
        long[] held = [.. leases.Where(each => Run(connection, transaction, OutboxTables.Renew, ("@lane", each.Lane), ("@fence", each.Fence), ("@until", until)) > 0).Select(each => each.Lane)];
        transaction.Commit();
        return new(new HeldLaneSet(held));
    }

    /// <inheritdoc/>
    public ValueTask ReleaseAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var each in leases)
            Run(connection, transaction, OutboxTables.Release, ("@lane", each.Lane), ("@fence", each.Fence));
        transaction.Commit();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<OutboxMessage>> FetchAsync(LaneLease lease, IReadOnlyCollection<long> inHand, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(inHand);
        using var connection = Open();
        using var command = Command(
            connection, null, OutboxTables.Fetch, ("@lane", lease.Lane), ("@fence", lease.Fence), ("@in_hand", Json(inHand)), ("@now", OutboxTime.Microseconds(now)), ("@most", most));
        using var reader = command.ExecuteReader();
        var messages = new List<OutboxMessage>();
        for (var bytes = 0; bytes < MostBytesFetched && reader.Read(); bytes += messages[^1].Body.Length)
            messages.Add(OutboxMessage.Read(reader));
        return new(messages);
    }

    /// <inheritdoc/>
    public ValueTask<HeldLaneSet> CompleteAsync(IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(results);
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        using var finish = Command(connection, transaction, OutboxTables.Finish, ("@lane", 0L), ("@place", 0L));
        HashSet<long> held = [];
        foreach (var lane in results.GroupBy(result => result.Lease))
        {
            if (Read(connection, transaction, OutboxTables.IsHeld, static reader => reader.GetInt64(0), ("@lane", lane.Key.Lane), ("@fence", lane.Key.Fence))[0] == 0)
                continue;
            held.Add(lane.Key.Lane);
            foreach (var result in lane)
            {
                if (result.Verdict is DeliveryVerdict.Retry or DeliveryVerdict.Later)
                {
                    Run(
                        connection, transaction, OutboxTables.Postpone, ("@lane", lane.Key.Lane), ("@place", result.Place),
                        ("@due", OutboxTime.Microseconds(result.DueAt)), ("@failed", result.Verdict == DeliveryVerdict.Retry ? 1 : 0));
                }
                else if (result.Verdict == DeliveryVerdict.Dead)
                {
                    Run(
                        connection, transaction, OutboxTables.Bury,
                        ("@lane", lane.Key.Lane), ("@place", result.Place), ("@now", OutboxTime.Microseconds(now)), ("@reason", result.Reason ?? ""));
                }
                else
                {
                    (finish.Parameters[0].Value, finish.Parameters[1].Value) = (lane.Key.Lane, result.Place);
                    finish.ExecuteNonQuery();
                }
            }
        }
        transaction.Commit();
        return new(new HeldLaneSet(held));
    }

    /// <inheritdoc/>
    public ValueTask<bool> NoteAsync(LaneLease lease, LaneCondition condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        using var connection = Open();
        using var note = Command(
            connection, null, OutboxTables.Note,
            ("@lane", lease.Lane), ("@fence", lease.Fence), ("@until", OutboxTime.Microseconds(condition.HeldBackUntil)), ("@disabled", condition.IsDisabled), ("@health", condition.Health));
        return new(note.ExecuteNonQuery() > 0);
    }

    /// <inheritdoc/>
    public ValueTask<bool> SwitchAsync(string name, bool isDisabled, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var command = Command(connection, null, OutboxTables.Switch, ("@name", name), ("@disabled", isDisabled));
        return new(command.ExecuteNonQuery() > 0);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(connection, null, OutboxTables.NextDue, static reader => Instant(reader, 0), ("@names", Json(names)))[0]);
    }

    /// <inheritdoc/>
    public ValueTask<DateTimeOffset?> NextDueInLaneAsync(LaneLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(
            connection, null, OutboxTables.NextDueInLane, static reader => Instant(reader, 0), ("@lane", lease.Lane), ("@fence", lease.Fence), ("@now", OutboxTime.Microseconds(now)))[0]);
    }

    /// <inheritdoc/>
    public async Task ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wake);
        using var connection = Open();
        using var timer = new PeriodicTimer(LooksEvery, TimeProvider.System);
        var seen = -1L;
        while (true)
        {
            // A number that changes with every commit of another connection. It is read from the memory that processes share, and touches no table.
            var version = Read(connection, null, "PRAGMA data_version", static reader => reader.GetInt64(0))[0];
            if (version != seen)
                wake();
            seen = version;
            await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<LaneStanding>> MeasureAsync(CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(connection, null, OutboxTables.Measure, static reader => new LaneStanding(reader.GetString(0), reader.GetInt64(1), Instant(reader, 2), reader.GetInt64(3), reader.GetBoolean(4))));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<DeadLetter>> ListDeadAsync(string lane, long after, int most, CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(
            connection, null, OutboxTables.ListDead,
            static reader => new DeadLetter(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), OutboxTime.Instant(reader.GetInt64(4)), reader.GetString(5)),
            ("@name", lane), ("@after", after), ("@most", most)));
    }

    /// <inheritdoc/>
    public ValueTask<int> ReviveAsync(string lane, IReadOnlyCollection<long> places, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, transaction, OutboxTables.Revive, ("@name", lane), ("@places", Json(places)), ("@now", OutboxTime.Microseconds(now)));
        var count = Run(connection, transaction, OutboxTables.DeleteRevived, ("@name", lane), ("@places", Json(places)));
        transaction.Commit();
        return new(count);
    }

    /// <inheritdoc/>
    public ValueTask TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(
            connection, transaction, OutboxTables.Trim,
            ("@before", OutboxTime.Microseconds(before)), ("@now", OutboxTime.Microseconds(now)));
        transaction.Commit();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<(int GivenUp, int Forgotten)> ExpireAsync(DateTimeOffset publishedBefore, DateTimeOffset diedBefore, DateTimeOffset now, int most,
        CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        var forgotten = Run(connection, transaction, OutboxTables.Forget, ("@before", OutboxTime.Microseconds(diedBefore)), ("@most", most));
        var late = Read(
            connection, transaction, OutboxTables.Late, static reader => (Lane: reader.GetInt64(0), Place: reader.GetInt64(1)),
            ("@before", OutboxTime.Microseconds(publishedBefore)), ("@most", most));
        foreach (var (lane, place) in late)
        {
            Run(
                connection, transaction, OutboxTables.GiveUp,
                ("@lane", lane), ("@place", place), ("@now", OutboxTime.Microseconds(now)), ("@reason", IOutboxStore.WaitedTooLong));
        }
        transaction.Commit();
        return new((late.Count, forgotten));
    }

    /// <inheritdoc/>
    public ValueTask TrimInboxAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var trim = Command(connection, null, OutboxTables.TrimInbox, ("@before", OutboxTime.Microseconds(before)));
        trim.ExecuteNonQuery();
        return default;
    }

    private static void OpenLane(SqliteConnection connection, SqliteTransaction transaction, LaneDefinition definition) => Run(
        connection, transaction, OutboxTables.OpenLane, ("@name", definition.Name), ("@tenant", definition.Tenant),
        ("@channels", definition.Channels is [] ? null : Json(definition.Channels)), ("@types", Json(definition.Types)));

    private static bool CloseLane(SqliteConnection connection, SqliteTransaction transaction, string name)
    {
        Run(connection, transaction, OutboxTables.CloseLane, ("@name", name));
        return Run(connection, transaction, OutboxTables.DeleteLane, ("@name", name)) > 0;
    }

    private static DateTimeOffset? Instant(SqliteDataReader reader, int column) => reader.IsDBNull(column) ? null : OutboxTime.Instant(reader.GetInt64(column));

    private static string Json(IEnumerable<long> values) => $"[{string.Join(',', values.Select(static value => value.ToString(CultureInfo.InvariantCulture)))}]";

    private static string Json(IEnumerable<string> values) => $"[{string.Join(',', values.Select(static value => $"\"{JsonEncodedText.Encode(value)}\""))}]";

    private static int Run(SqliteConnection connection, SqliteTransaction transaction, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, transaction, text, parameters);
        return command.ExecuteNonQuery();
    }

    private static List<TRow> Read<TRow>(
        SqliteConnection connection, SqliteTransaction? transaction, string text, Func<SqliteDataReader, TRow> read, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        using var command = Command(connection, transaction, text, parameters);
        using var reader = command.ExecuteReader();
        List<TRow> rows = [];
        while (reader.Read())
            rows.Add(read(reader));
        return rows;
    }

    private static SqliteCommand Command(SqliteConnection connection, SqliteTransaction? transaction, string text, params ReadOnlySpan<(string Name, object? Value)> parameters)
    {
        var command = connection.CreateCommand();
        (command.CommandText, command.Transaction) = (text, transaction);
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value ?? DBNull.Value);
        return command;
    }

    /// <summary>From the driver's pool, so opening is cheap.</summary>
    private SqliteConnection Open()
    {
        var connection = new SqliteConnection(_connectionString);
        try
        {
            connection.Open();
            using (var settings = Command(connection, null, Settings))
                settings.ExecuteNonQuery();
            if (Read(connection, null, OutboxTables.Exists, static reader => reader.GetInt64(0))[0] == 0)
                Make(connection);
            if (VersionOf(connection) is >= OutboxTables.OldestVersion and < OutboxTables.Version)
                Upgrade(connection);
            if (VersionOf(connection) is not OutboxTables.Version and var version)
                throw new InvalidOperationException($"The outbox in {connection.DataSource} is of version {version}, and this package knows version {OutboxTables.Version}: use the package that wrote it, or a newer one.");
            return connection;
        }
        catch
        {
            connection.Dispose();
            throw;
        }
    }

    private static long VersionOf(SqliteConnection connection, SqliteTransaction? transaction = null) =>
        Read(connection, transaction, OutboxTables.SelectVersion, static reader => reader.GetInt64(0))[0];

    /// <summary>Whoever was faster has done it.</summary>
    private static void Upgrade(SqliteConnection connection)
    {
        using var transaction = connection.BeginTransaction(deferred: false);
        if (VersionOf(connection, transaction) >= OutboxTables.Version)
            return;
        Run(connection, transaction, OutboxTables.Upgrade);
        Run(connection, transaction, EndpointStatements.Create);
        Run(connection, transaction, OutboxTables.UpgradeBars);
        transaction.Commit();
    }

    private static void Make(SqliteConnection connection)
    {
        using (var journal = Command(connection, null, "PRAGMA journal_mode = WAL"))
            journal.ExecuteNonQuery();
        using var transaction = connection.BeginTransaction(deferred: false);
        Run(connection, transaction, OutboxTables.Create);
        Run(connection, transaction, EndpointStatements.Create);
        transaction.Commit();
    }
}
