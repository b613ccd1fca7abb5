using Npgsql;
using Platform.Shared;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.PostgreSql;

/// <content>Jobs that deliver again.</content>
public sealed partial class PostgreSqlOutboxStore : IRedeliveryStore
{
    /// <inheritdoc/>
    public async ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var found = await connection.ReadAsync(
            _redeliveries.Estimate, Wanted(request, now),
            static reader => new RedeliveryEstimate(reader.GetInt64(0), Instant(reader, 1), Instant(reader, 2), Instant(reader, 3)), cancellationToken).ConfigureAwait(false);
        return found is [var estimate] ? estimate : null;
    }

    /// <inheritdoc/>
    public async ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, DateTimeOffset now, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var started = await connection.ReadAsync(_redeliveries.Start, [.. Wanted(request, now), Of(OutboxTime.Microseconds(now))], Job, cancellationToken).ConfigureAwait(false);
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
        if (!(bool)(await connection.ScalarAsync(_redeliveries.IsAnyRunning, [], cancellationToken).ConfigureAwait(false))!)
            return default;
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        // One step at a time, and none while events are routed: else what is on its way to the lane would be added to it once more.
        await connection.ExecuteAsync(_tables.LockRouting, [], cancellationToken).ConfigureAwait(false);
        var (running, added, hasMore) = (0, 0L, false);
        foreach (var id in await connection.ReadAsync(_redeliveries.Running, [], static reader => reader.GetInt64(0), cancellationToken).ConfigureAwait(false))
        {
            var steps = await connection.ReadAsync(
                _redeliveries.Step, [Of(id), Of((long)IRedeliveryStore.MostBeforeNew), Of((long)IRedeliveryStore.MostLookedAt), Of(OutboxTime.Microseconds(now))],
                static reader => (Added: reader.GetInt64(0), IsAll: reader.GetBoolean(1), HasRoom: reader.GetBoolean(2)), cancellationToken).ConfigureAwait(false);
            // None where the lane was closed.
            if (steps is not [var step])
                continue;
            running += step.IsAll ? 0 : 1;
            added += step.Added;
            hasMore |= !step.IsAll && step.HasRoom;
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return new RedeliveryProgress(running, (int)added, hasMore);
    }

    private static NpgsqlParameter[] Wanted(RedeliveryRequest request, DateTimeOffset now) =>
    [
        Text(request.Consumer),
        new NpgsqlParameter<int> { TypedValue = (int)request.Scope },
        Of(OutboxTime.Microseconds(request.From)),
        Of(OutboxTime.Microseconds(request.Until ?? now)),
        Texts(request.Types),
    ];

    private static DateTimeOffset? Instant(NpgsqlDataReader reader, int column) => reader.IsDBNull(column) ? null : OutboxTime.Instant(reader.GetInt64(column));

    private static RedeliveryJob Job(NpgsqlDataReader reader) => new(
        reader.GetInt64(0), reader.GetString(1), (RedeliveryScope)reader.GetInt32(2), OutboxTime.Instant(reader.GetInt64(3)), OutboxTime.Instant(reader.GetInt64(4)),
        reader.GetInt64(5),
        OutboxTime.Instant(reader.GetInt64(6)), Instant(reader, 7), reader.GetBoolean(8));
}
