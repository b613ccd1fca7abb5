using System.Globalization;
using Npgsql;
using Platform.Shared;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.PostgreSql;

/// <content>Jobs that deliver again.</content>
public sealed partial class PostgreSqlOutboxStore : IRedeliveryStore
{
    /// <summary>Whoever asks waits, and so does the vacuum of everything that is delivered meanwhile.</summary>
    private const int MostSecondsLooked = 5;

    private static readonly string Hurry = string.Create(CultureInfo.InvariantCulture, $"SET LOCAL statement_timeout = '{MostSecondsLooked}s'");

    private long _lastStepped;

    /// <summary>By how many days the clock of who publishes may be off that of the server.</summary>
    internal int MostDaysOff { get; init; } = 1;

    /// <inheritdoc/>
    public async ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(Hurry, [], cancellationToken).ConfigureAwait(false);
        var found = await connection.ReadAsync(
            _redeliveries.Estimate, [.. Wanted(request, now), Of((long)RedeliveryEstimate.MostCounted)],
            static reader => new RedeliveryEstimate(reader.GetInt64(0), Instant(reader, 1), Instant(reader, 2), Instant(reader, 3)), cancellationToken).ConfigureAwait(false);
        return found is [var estimate] ? estimate : null;
    }

    /// <inheritdoc/>
    public async ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(Hurry, [], cancellationToken).ConfigureAwait(false);
        await connection.ExecuteAsync(_redeliveries.LockStarts, [], cancellationToken).ConfigureAwait(false);
        var (all, ofLane, ofTenant) = (await connection.ReadAsync(
            _redeliveries.RunningOf, [Text(request.Consumer)],
            static reader => (reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2)), cancellationToken).ConfigureAwait(false))[0];
        if (ofLane > 0)
            throw RedeliveryLimitException.OfConsumer(request.Consumer);
        if (ofTenant >= IRedeliveryStore.MostRunningOfTenant)
            throw RedeliveryLimitException.OfTenant(IRedeliveryStore.MostRunningOfTenant);
        if (all >= IRedeliveryStore.MostRunning)
            throw RedeliveryLimitException.OfAll(IRedeliveryStore.MostRunning);
        var started = await connection.ReadAsync(_redeliveries.Start, [.. Wanted(request, now), Of(OutboxTime.Microseconds(now))], Job, cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return started is [var job] ? job : null;
    }

    /// <inheritdoc/>
    public async ValueTask<bool> CancelAsync(long id, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ScalarAsync(_redeliveries.Cancel, [Of(id), Of(OutboxTime.Microseconds(now))], cancellationToken).ConfigureAwait(false) is not null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(_redeliveries.List, [], Job, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<RedeliveryProgress> StepAsync(DateTimeOffset now, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        // Read first, without a lock: there is a turn at most when there is room.
        var running = await RunningAsync(connection, now, cancellationToken).ConfigureAwait(false);
        if (running.Count == 0)
            return default;
        var last = Volatile.Read(ref _lastStepped);
        if ((running.Find(job => job.HasTurn && job.Id > last) ?? running.Find(static job => job.HasTurn)) is not { } turn)
            return new RedeliveryProgress(running.Count, 0, false);
        // Also where the step fails: then another job has its turn.
        Volatile.Write(ref _lastStepped, turn.Id);
        var added = await StepAsync(connection, turn.Id, now, cancellationToken).ConfigureAwait(false);
        running = await RunningAsync(connection, now, cancellationToken).ConfigureAwait(false);
        return new RedeliveryProgress(running.Count, (int)added, running.Exists(static job => job.HasTurn));
    }

    private async Task<long> StepAsync(NpgsqlConnection connection, long job, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var batch = new NpgsqlBatch(connection);
        await using var ending = batch.ConfigureAwait(false);
        // One step at a time, and none while events are routed: else what is on its way to the lane would be added to it once more.
        Add(batch, _tables.LockRouting);
        Add(batch, _redeliveries.Step, Of(job), Of((long)IRedeliveryStore.MostBeforeNew), Of((long)IRedeliveryStore.MostLookedAt),
            Of(OutboxTime.Microseconds(now)));
        var reader = await batch.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using var reading = reader.ConfigureAwait(false);
        await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
        // None where it was cancelled, or its lane closed.
        return await reader.ReadAsync(cancellationToken).ConfigureAwait(false) ? reader.GetInt64(0) : 0;
    }

    private Task<List<Turn>> RunningAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken) => connection.ReadAsync(
        _redeliveries.Running, [Of(OutboxTime.Microseconds(now)), Of((long)IRedeliveryStore.MostBeforeNew)],
        static reader => new Turn(reader.GetInt64(0), reader.GetBoolean(1)), cancellationToken);

    private NpgsqlParameter[] Wanted(RedeliveryRequest request, DateTimeOffset now) =>
    [
        Text(request.Consumer),
        new NpgsqlParameter<int> { TypedValue = (int)request.Scope },
        Of(OutboxTime.Microseconds(request.From)),
        Of(OutboxTime.Microseconds(request.Until ?? now)),
        Texts(request.Types),
        Of(Day(request.From, -MostDaysOff)),
        Of(Day(request.Until ?? now, MostDaysOff)),
    ];

    private static NpgsqlParameter<DateOnly> Of(DateOnly value) => new() { TypedValue = value };

    private static DateOnly Day(DateTimeOffset time, int off) =>
        DateOnly.FromDayNumber(Math.Clamp(DateOnly.FromDateTime(time.UtcDateTime).DayNumber + off, DateOnly.MinValue.DayNumber, DateOnly.MaxValue.DayNumber));

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : OutboxTime.Instant(reader.GetInt64(column));

    private static RedeliveryJob Job(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), (RedeliveryScope)reader.GetInt32(2), OutboxTime.Instant(reader.GetInt64(3)), OutboxTime.Instant(reader.GetInt64(4)),
        reader.GetInt64(5),
        OutboxTime.Instant(reader.GetInt64(6)), Instant(reader, 7), reader.GetBoolean(8));

    private sealed record Turn(long Id, bool HasTurn);
}
