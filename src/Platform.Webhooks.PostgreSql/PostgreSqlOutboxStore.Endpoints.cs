using Npgsql;
using Platform.Shared;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.PostgreSql;

/// <content>Receivers that come and go.</content>
public sealed partial class PostgreSqlOutboxStore : IEndpointStore
{
    /// <inheritdoc/>
    public ValueTask<bool> AddEndpointAsync(EndpointUpdate update, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ChangeAsync(update, _endpoints.Add, most, cancellationToken);
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceEndpointAsync(EndpointUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return ChangeAsync(update, _endpoints.Replace, null, cancellationToken);
    }

    /// <inheritdoc/>
    public async ValueTask<EndpointRow?> FindEndpointAsync(string id, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(_endpoints.Find, [id], Endpoint, cancellationToken).ConfigureAwait(false) is [var found] ? found
            : null;
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointRow>> ListEndpointsAsync(string? tenant, string? after, int most,
        CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            _endpoints.List(tenant is not null), [Text(tenant), after ?? "", most], Endpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<EndpointRow>> ReadChangedEndpointsAsync(long after, int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(_endpoints.Changed, [after, most], Endpoint, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask TrimEndpointsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await connection.ExecuteAsync(_endpoints.Trim, [OutboxTime.Microseconds(before)], cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<bool> PurgeAsync(int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        // There is seldom any, and whoever closes one for good waits for whoever routes.
        if (!(bool)(await connection.ScalarAsync(_endpoints.IsAnyRetired, [], cancellationToken).ConfigureAwait(false))!)
            return false;
        var count = 0L;
        foreach (var text in (string[])[_endpoints.PurgeDeliveries, _endpoints.PurgeDead])
            count += (long)(await connection.ScalarAsync(text, [Of((long)most)], cancellationToken).ConfigureAwait(false))!;
        if (count > 0)
            return true;
        var batch = new NpgsqlBatch(connection);
        await using var ending = batch.ConfigureAwait(false);
        Add(batch, _tables.LockRouting);
        Add(batch, _endpoints.PurgeLanes);
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        return false;
    }

    private async ValueTask<bool> ChangeAsync(EndpointUpdate update, string text, int? most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        // First, so that whoever counts the receivers of a tenant has seen all of them.
        var revision = (long)(await connection.ScalarAsync(_endpoints.NextRevision, [], cancellationToken).ConfigureAwait(false))!;
        var row = update.Row;
        if (most is { } limit)
        {
            var count = (long)(await connection.ScalarAsync(_endpoints.CountOfTenant, [Text(row.Tenant)],
                cancellationToken).ConfigureAwait(false))!;
            if (count >= limit)
                return false;
        }
        var changed = await connection.ScalarAsync(
            text,
            [row.Id, Text(row.Tenant), row.Version, row.IsConfirmed, row.IsPaused, row.HasLane, row.IsDeleted, row.Document,
                row.Secrets.ToArray(),
                OutboxTime.Microseconds(row.CreatedAt), OutboxTime.Microseconds(row.ChangedAt), revision],
            cancellationToken).ConfigureAwait(false);
        if (changed is null)
            return false;
        await ChangeLaneAsync(connection, update, cancellationToken).ConfigureAwait(false);
        var insert = new NpgsqlCommand(InsertEvent, connection, transaction);
        await using (insert.ConfigureAwait(false))
        {
            update.Told.AddTo(insert);
            await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
        }
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return true;
    }

    private async Task ChangeLaneAsync(NpgsqlConnection connection, EndpointUpdate update, CancellationToken cancellationToken)
    {
        if (update.Lane is { } lane)
            await OpenLaneAsync(connection, lane, cancellationToken).ConfigureAwait(false);
        if (update.Row.IsDeleted)
            await connection.ExecuteAsync(_endpoints.ForgetAttempts, [update.Row.Id], cancellationToken).ConfigureAwait(false);
        if (update.Step == LaneStep.Close)
            await connection.ExecuteAsync(_endpoints.RetireLane, [update.Row.Id], cancellationToken).ConfigureAwait(false);
        else if (update.Step != LaneStep.None)
            await connection.ExecuteAsync(_endpoints.SwitchLane, [update.Row.Id, update.Step == LaneStep.Disable],
                cancellationToken).ConfigureAwait(false);
    }

    private static EndpointRow Endpoint(NpgsqlDataReader reader) => new()
    {
        Id = reader.GetString(0),
        Tenant = reader.IsDBNull(1) ? null : reader.GetString(1),
        Version = reader.GetInt64(2),
        IsConfirmed = reader.GetBoolean(3),
        IsPaused = reader.GetBoolean(4),
        HasLane = reader.GetBoolean(5),
        IsDeleted = reader.GetBoolean(6),
        Document = reader.GetString(7),
        Secrets = reader.GetFieldValue<byte[]>(8),
        CreatedAt = OutboxTime.Instant(reader.GetInt64(9)),
        ChangedAt = OutboxTime.Instant(reader.GetInt64(10)),
        Revision = reader.GetInt64(11),
        IsLaneDisabled = reader.GetBoolean(12),
        IsLaneBarred = reader.GetBoolean(13),
    };
}
