using Npgsql;
using NpgsqlTypes;
using Platform.Shared;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.PostgreSql;

/// <summary>Keeps an outbox in PostgreSQL 13 or later, for any number of processes. Thread-safe.</summary>
/// <remarks>
/// An event gets its place from a trigger that runs when its transaction commits: whoever waited for a lock of another transaction has the later place. The tables are made where they
/// are missing; a user who may not make any can use those that are there, and one who only publishes needs to insert into <c>outbox_event</c> alone.
/// </remarks>
public sealed partial class PostgreSqlOutboxStore : IOutboxStore, IAsyncDisposable, IDisposable
{
    /// <summary>The schema of the tables unless another is said.</summary>
    public const string DefaultSchema = "platform_outbox";

    private const int MostBytesFetched = 4 * 1024 * 1024;
    private static readonly TimeSpan MarksEvery = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan ForgetsMarkEvery = TimeSpan.FromMinutes(10);

    private readonly NpgsqlDataSource _dataSource;
    private readonly PostgreSqlTables _database;
    private readonly OutboxTables _tables;
    private readonly OutboxDays _days;
    private readonly RedeliveryStatements _redeliveries;
    private readonly EndpointStatements _endpoints;
    private readonly RoutingMark _mark = new(MarksEvery, ForgetsMarkEvery, TimeProvider.System);
    private bool _isDisposed;

    /// <summary>Uses a data source.</summary>
    /// <param name="dataSource">Where the database is.</param>
    /// <param name="schema">The schema of the tables, made where it is missing.</param>
    /// <param name="ownsDataSource">Whether it is disposed of with this.</param>
    /// <exception cref="ArgumentException"><paramref name="schema"/> is no plain name.</exception>
    public PostgreSqlOutboxStore(NpgsqlDataSource dataSource, string schema = DefaultSchema, bool ownsDataSource = false)
    {
        ArgumentNullException.ThrowIfNull(dataSource);
        PostgreSqlSchemaName.Require(schema);
        (_dataSource, _tables) = (dataSource, new OutboxTables(schema));
        _endpoints = new EndpointStatements(schema);
        _database = new PostgreSqlTables(
            dataSource, ownsDataSource, $"{schema}.outbox", _tables.Create + _endpoints.Create, OutboxTables.Version, "outbox",
            _tables.Upgrade + _endpoints.Create + _tables.UpgradeBars);
        (_days, _redeliveries) = (new OutboxDays(_tables), new RedeliveryStatements(schema, _tables.Channel));
        (InsertEvent, InsertInbox) = (_tables.InsertEvent, _tables.InsertInbox);
    }

    /// <inheritdoc/>
    public string InsertEvent { get; }

    /// <inheritdoc/>
    public string InsertInbox { get; }

    internal RoutingMark Mark
    {
        get => _mark;
        init => _mark = value;
    }

    internal ListeningTimes Times { get; init; } = ListeningTimes.Usual;

    /// <inheritdoc/>
    public async ValueTask PrepareAsync(CancellationToken cancellationToken) =>
        await (await _database.OpenAsync(cancellationToken).ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);

    /// <inheritdoc/>
    /// <exception cref="NpgsqlException">PostgreSQL does not answer, or refuses.</exception>
    public async ValueTask PublishAsync(OutboxRecord record, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(record);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var insert = new NpgsqlCommand(InsertEvent, connection);
        await using var ending = insert.ConfigureAwait(false);
        record.AddTo(insert);
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask OpenLaneAsync(LaneDefinition definition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(definition);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await OpenLaneAsync(connection, definition, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CloseLaneAsync(string name, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        var isClosed = await CloseLaneAsync(connection, name, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return isClosed;
    }

    /// <inheritdoc/>
    public async ValueTask<int> RouteAsync(DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var (after, settled) = _mark.Begin();
        var (count, highest) = await RouteAsync(connection, OutboxTime.Microseconds(now), most, after, cancellationToken).ConfigureAwait(false);
        _mark.Routed(settled, highest, count < most);
        if (_mark.WantsWriters)
            _mark.Saw(await connection.ReadAsync(_tables.PlaceWriters, [], static reader => reader.GetString(0), cancellationToken).ConfigureAwait(false));
        return count;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LaneLease>> ClaimAsync(IReadOnlyCollection<string> names, DateTimeOffset now, TimeSpan lease, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            _tables.Claim, [Of(names), Of(OutboxTime.Microseconds(now)), Of(OutboxTime.Microseconds(now + lease))],
            static reader => new LaneLease(reader.GetInt64(0), reader.GetString(1), reader.GetInt64(2), reader.IsDBNull(3) ? null : reader.GetString(3)), cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<HeldLaneSet> RenewAsync(IReadOnlyCollection<LaneLease> leases, DateTimeOffset now, TimeSpan lease,
        CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var found = await connection.ReadAsync(
            _tables.Renew, [.. FencesOf(leases), Of(OutboxTime.Microseconds(now + lease))],
            static reader => (Lane: reader.GetInt64(0), IsRenewed: reader.GetBoolean(1)), cancellationToken).ConfigureAwait(false);
        return new HeldLaneSet(
            [.. found.Where(static each => each.IsRenewed).Select(static each => each.Lane)],
            [.. found.Where(static each => !each.IsRenewed).Select(static each => each.Lane)]);
    }

    /// <inheritdoc/>
    /// <remarks>A lane that somebody has locked for two seconds stays the caller's until the lease runs out.</remarks>
    public async ValueTask ReleaseAsync(IReadOnlyCollection<LaneLease> leases, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(leases);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var ending = batch.ConfigureAwait(false);
        Add(batch, OutboxTables.PatienceOfOne);
        Add(batch, _tables.Release, FencesOf(leases));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<OutboxMessage>> FetchAsync(LaneLease lease, IReadOnlyCollection<long> inHand, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var command = new NpgsqlCommand(_tables.Fetch, connection);
        await using var ending = command.ConfigureAwait(false);
        command.Parameters.AddRange(new NpgsqlParameter[] { Of(lease.Lane), Of(OutboxTime.Microseconds(now)), Of(inHand), Of((long)most), Of(lease.Fence) });
        var reader = await command.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        var messages = new List<OutboxMessage>();
        for (var bytes = 0; bytes < MostBytesFetched && await reader.ReadAsync(cancellationToken).ConfigureAwait(false); bytes += messages[^1].Body.Length)
            messages.Add(OutboxMessage.Read(reader));
        return messages;
    }

    /// <inheritdoc/>
    public async ValueTask<HeldLaneSet> CompleteAsync(IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(results);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        try
        {
            return new HeldLaneSet(await CompleteAsync(connection, results, now, null, cancellationToken).ConfigureAwait(false));
        }
        catch (PostgresException locked) when (locked.SqlState == PostgresErrorCodes.LockNotAvailable)
        {
            // One of the lanes. The others do not wait for it.
        }
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        var leases = FencesOf([.. results.Select(result => result.Lease).Distinct()]);
        var free = await connection.ReadAsync(_tables.LockFreeLanes, leases, static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        if (free.Count > 0)
        {
            var unlocked = results.Where(result => free.Contains(result.Lease.Lane)).ToList();
            await CompleteAsync(connection, unlocked, now, transaction, cancellationToken).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        var seen = await connection.ReadAsync(
            _tables.HeldUnlocked, FencesOf([.. results.Select(result => result.Lease).Distinct()]),
            static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false);
        return new HeldLaneSet(free, [.. seen.Except(free)]);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> NoteAsync(LaneLease lease, LaneCondition condition, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(condition);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var ending = batch.ConfigureAwait(false);
        Add(batch, OutboxTables.PatienceOfOne);
        Add(
            batch, _tables.Note, Of(lease.Lane), Of(lease.Fence), Of(OutboxTime.Microseconds(condition.HeldBackUntil)),
            new NpgsqlParameter<bool> { TypedValue = condition.IsDisabled }, Text(condition.Health));
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> SwitchAsync(string name, bool isDisabled, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return (long)(await connection.ScalarAsync(_tables.Switch, [name, isDisabled], cancellationToken).ConfigureAwait(false))! > 0;
    }

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> NextDueAsync(IReadOnlyCollection<string> names, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ScalarAsync(_tables.NextDue, [Of(names)], cancellationToken).ConfigureAwait(false) is long due ? OutboxTime.Instant(due) : null;
    }

    /// <inheritdoc/>
    public async ValueTask<DateTimeOffset?> NextDueInLaneAsync(LaneLease lease, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var due = await connection.ScalarAsync(_tables.NextDueInLane, [lease.Lane, lease.Fence, OutboxTime.Microseconds(now)], cancellationToken).ConfigureAwait(false);
        return due is long at ? OutboxTime.Instant(at) : null;
    }

    /// <inheritdoc/>
    public async Task ListenAsync(Action wake, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(wake);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await new OutboxListener(_dataSource, connection, _tables.Channel, Times).RunAsync(wake, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<LaneStanding>> MeasureAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            _tables.Measure, [],
            static reader => new LaneStanding(reader.GetString(0), reader.GetInt64(1), reader.IsDBNull(2) ? null : OutboxTime.Instant(reader.GetInt64(2)), reader.GetInt64(3), reader.GetBoolean(4)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<DeadLetter>> ListDeadAsync(string lane, long after, int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            _tables.ListDead, [lane, after, most],
            static reader => new DeadLetter(reader.GetInt64(0), reader.GetString(1), reader.GetString(2), reader.GetInt32(3), OutboxTime.Instant(reader.GetInt64(4)), reader.GetString(5)),
            cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<int> ReviveAsync(string lane, IReadOnlyCollection<long> places, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var batch = new NpgsqlBatch(connection);
        await using var ending = batch.ConfigureAwait(false);
        // As redeliveries do: else both could put the same dead letter back, each under a place of its own.
        Add(batch, _tables.LockRouting);
        Add(batch, _tables.Revive, new NpgsqlParameter<string> { TypedValue = lane }, Of(places), Of(OutboxTime.Microseconds(now)));
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return (int)reader.GetInt64(0);
    }

    /// <inheritdoc/>
    public async ValueTask TrimAsync(DateTimeOffset before, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await _days.MakeAsync(connection, now, cancellationToken).ConfigureAwait(false);
        await _days.DropAsync(connection, before, cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(
            _tables.TrimRedeliveries, [OutboxTime.Microseconds(before), OutboxTime.Microseconds(now)], cancellationToken)
            .ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<(int GivenUp, int Forgotten)> ExpireAsync(
        DateTimeOffset publishedBefore, DateTimeOffset diedBefore, DateTimeOffset now, int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var forgotten = (long)(await connection.ScalarAsync(_tables.Forget, [Of(OutboxTime.Microseconds(diedBefore)), Of((long)most)],
            cancellationToken).ConfigureAwait(false))!;
        var givenUp = (long)(await connection.ScalarAsync(
            _tables.GiveUp,
            [Of(OutboxTime.Microseconds(publishedBefore)), Of(Day(publishedBefore, MostDaysOff)), Of((long)most), Of(OutboxTime.Microseconds(now)),
                Text(IOutboxStore.WaitedTooLong)],
            cancellationToken).ConfigureAwait(false))!;
        return ((int)givenUp, (int)forgotten);
    }

    /// <inheritdoc/>
    public async ValueTask TrimInboxAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await connection.ExecuteAsync(_tables.TrimInbox, [OutboxTime.Microseconds(before)], cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Disposes of the data source where it is its own.</summary>
    /// <returns>A task that ends when it is closed.</returns>
    public async ValueTask DisposeAsync()
    {
        if (_isDisposed)
            return;
        _isDisposed = true;
        await _database.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>The same, for hosts that cannot wait asynchronously.</summary>
    public void Dispose() => DisposeAsync().AsTask().GetAwaiter().GetResult();

    private async Task OpenLaneAsync(NpgsqlConnection connection, LaneDefinition definition, CancellationToken cancellationToken)
    {
        string[] types = [.. definition.Types];
        var id = (long)(await connection.ScalarAsync(
            _tables.UpsertLane, [definition.Name, Text(definition.Tenant), Texts(definition.Channels)], cancellationToken).ConfigureAwait(false))!;
        await connection.ExecuteAsync(_tables.ForgetSubscriptions, [id, types], cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(_tables.AddSubscriptions, [id, types], cancellationToken).ConfigureAwait(false);
    }

    private async Task<bool> CloseLaneAsync(NpgsqlConnection connection, string name, CancellationToken cancellationToken)
    {
        // Whoever routes at this moment may still put something into the lane.
        await connection.ExecuteAsync(_tables.LockRouting, [], cancellationToken).ConfigureAwait(false);
        return (long)(await connection.ScalarAsync(_tables.CloseLane, [name], cancellationToken).ConfigureAwait(false))! > 0;
    }

    private async Task<List<long>> CompleteAsync(
        NpgsqlConnection connection, IReadOnlyCollection<DeliveryResult> results, DateTimeOffset now, NpgsqlTransaction? transaction,
            CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection, transaction);
        await using var ending = batch.ConfigureAwait(false);
        Add(batch, OutboxTables.Patience);
        Add(batch, _tables.LockLanes, FencesOf([.. results.Select(result => result.Lease).Distinct()]));
        foreach (var verdict in results.GroupBy(result => result.Verdict))
        {
            var of = verdict.ToList();
            NpgsqlParameter[] places = [.. FencesOf([.. of.Select(result => result.Lease)]), Of(of.Select(result => result.Place))];
            if (verdict.Key == DeliveryVerdict.Done)
            {
                Add(batch, _tables.Finish, places);
            }
            else if (verdict.Key is DeliveryVerdict.Retry or DeliveryVerdict.Later)
            {
                var counts = new NpgsqlParameter<int> { TypedValue = verdict.Key == DeliveryVerdict.Retry ? 1 : 0 };
                Add(batch, _tables.Postpone, [.. places, Of(of.Select(result => OutboxTime.Microseconds(result.DueAt))), counts]);
            }
            else
            {
                Add(batch, _tables.Bury, [.. places, Of(of.Select(result => result.Reason ?? "")), Of(OutboxTime.Microseconds(now))]);
            }
        }
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        var held = new List<long>();
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            held.Add(reader.GetInt64(0));
        // To the end, where a failure of a later statement would show.
        while (await reader.NextResultAsync(cancellationToken).ConfigureAwait(false))
        {
        }
        return held;
    }

    private async Task<(int Count, long Highest)> RouteAsync(NpgsqlConnection connection, long now, int most, long after, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using var ending = batch.ConfigureAwait(false);
        // One transaction, since it is one batch; and the second statement sees what was committed while the first waited.
        Add(batch, _tables.LockRouting);
        Add(batch, _tables.Route, Of(now), Of((long)most), Of(after));
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        await reader.ReadAsync(cancellationToken).ConfigureAwait(false);
        return ((int)reader.GetInt64(0), reader.GetInt64(1));
    }

    private static void Add(NpgsqlBatch batch, string text, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter[] FencesOf(IReadOnlyCollection<LaneLease> leases) => [Of(leases.Select(lease => lease.Lane)), Of(leases.Select(lease => lease.Fence))];

    private static NpgsqlParameter<long> Of(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<long[]> Of(IEnumerable<long> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<string[]> Of(IEnumerable<string> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter Texts(IReadOnlyList<string> values) =>
        new() { Value = values is [] ? DBNull.Value : values.ToArray(), NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Text };

    private static NpgsqlParameter Text(string? value) => new() { Value = (object?)value ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Text };
}
