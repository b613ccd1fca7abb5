using Microsoft.Data.Sqlite;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Sqlite;

/// <content>Receivers that come and go.</content>
public sealed partial class SqliteOutboxStore : IEndpointStore
{
    /// <inheritdoc/>
    public ValueTask<bool> AddEndpointAsync(EndpointUpdate update, int most, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return new(Change(update, EndpointStatements.Add, (connection, transaction) => Read(
            connection, transaction, EndpointStatements.CountOfTenant, static reader => reader.GetInt64(0),
                ("@tenant", update.Row.Tenant))[0] < most));
    }

    /// <inheritdoc/>
    public ValueTask<bool> ReplaceEndpointAsync(EndpointUpdate update, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(update);
        return new(Change(update, EndpointStatements.Replace, static (_, _) => true));
    }

    /// <inheritdoc/>
    public ValueTask<EndpointRow?> FindEndpointAsync(string id, CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(connection, null, EndpointStatements.Find, Endpoint, ("@id", id)) is [var found] ? found : null);
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointRow>> ListEndpointsAsync(string? tenant, string? after, int most,
        CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(connection, null, EndpointStatements.List, Endpoint, ("@tenant", tenant), ("@after", after ?? ""),
            ("@most", most)));
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<EndpointRow>> ReadChangedEndpointsAsync(long after, int most, CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(connection, null, EndpointStatements.Changed, Endpoint, ("@after", after), ("@most", most)));
    }

    /// <inheritdoc/>
    public ValueTask TrimEndpointsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var trim = Command(connection, null, EndpointStatements.Trim, ("@before", OutboxTime.Microseconds(before)));
        trim.ExecuteNonQuery();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<bool> PurgeAsync(int most, CancellationToken cancellationToken)
    {
        using var connection = Open();
        // Read first: there is seldom any, and whoever writes waits for others who do.
        if (Read(connection, null, EndpointStatements.IsAnyRetired, static reader => reader.GetInt64(0))[0] == 0)
            return new(false);
        using var transaction = connection.BeginTransaction(deferred: false);
        var count = Run(connection, transaction, EndpointStatements.PurgeDeliveries, ("@most", most))
            + Run(connection, transaction, EndpointStatements.PurgeDead, ("@most", most));
        if (count == 0)
            Run(connection, transaction, EndpointStatements.PurgeLanes);
        transaction.Commit();
        return new(count > 0);
    }

    private bool Change(EndpointUpdate update, string text, Func<SqliteConnection, SqliteTransaction, bool> mayBegin)
    {
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        if (!mayBegin(connection, transaction))
            return false;
        var row = update.Row;
        var revision = Read(connection, transaction, EndpointStatements.NextRevision, static reader => reader.GetInt64(0))[0];
        var changed = Run(
            connection, transaction, text, ("@id", row.Id), ("@tenant", row.Tenant), ("@version", row.Version),
                ("@confirmed", row.IsConfirmed),
            ("@paused", row.IsPaused), ("@lane", row.HasLane), ("@deleted", row.IsDeleted), ("@document", row.Document),
            ("@secrets", row.Secrets.ToArray()), ("@created", OutboxTime.Microseconds(row.CreatedAt)),
            ("@changed", OutboxTime.Microseconds(row.ChangedAt)), ("@revision", revision));
        if (changed == 0)
            return false;
        if (update.Lane is { } lane)
            OpenLane(connection, transaction, lane);
        if (row.IsDeleted)
            Run(connection, transaction, EndpointStatements.ForgetAttempts, ("@id", row.Id));
        if (update.Step == LaneStep.Close)
            Run(connection, transaction, EndpointStatements.RetireLane, ("@name", row.Id));
        else if (update.Step != LaneStep.None)
            Run(connection, transaction, EndpointStatements.SwitchLane, ("@name", row.Id), ("@disabled", update.Step == LaneStep.Disable));
        using (var insert = Command(connection, transaction, OutboxTables.InsertEvent))
        {
            update.Told.AddTo(insert);
            insert.ExecuteNonQuery();
        }
        transaction.Commit();
        return true;
    }

    private static EndpointRow Endpoint(SqliteDataReader reader) => new()
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
