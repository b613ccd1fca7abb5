using Npgsql;
using NpgsqlTypes;
using Platform.Shared;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.PostgreSql;

/// <content>The latest attempts.</content>
public sealed partial class PostgreSqlOutboxStore : IAttemptStore
{
    /// <inheritdoc/>
    public async ValueTask WriteAttemptsAsync(IReadOnlyCollection<KeptAttempt> attempts, int kept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        // One transaction, since it is one batch.
        var batch = new NpgsqlBatch(connection);
        await using var ending = batch.ConfigureAwait(false);
        foreach (var attempt in attempts)
        {
            Add(
                batch, _endpoints.AddAttempt, Text(attempt.Endpoint), Text(attempt.MessageId), Text(attempt.Type),
                Of((long)attempt.Attempt), Of(OutboxTime.Microseconds(attempt.At)), Of(attempt.Duration.Ticks), Of((long)attempt.Outcome),
                new NpgsqlParameter { Value = (object?)attempt.Status ?? DBNull.Value, NpgsqlDbType = NpgsqlDbType.Integer },
                new NpgsqlParameter<byte[]> { TypedValue = attempt.Request.ToArray() }, Of((long)attempt.RequestLength),
                new NpgsqlParameter<byte[]> { TypedValue = attempt.Answer.ToArray() });
        }
        foreach (var endpoint in attempts.Select(static attempt => attempt.Endpoint).Distinct(StringComparer.Ordinal))
            Add(batch, _endpoints.TrimAttempts, Text(endpoint), Of((long)kept));
        await batch.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask<IReadOnlyList<KeptAttempt>> ListAttemptsAsync(
        string endpoint, long? before, int most, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        return await connection.ReadAsync(
            _endpoints.ListAttempts, [endpoint, before ?? long.MaxValue, most], Attempt, cancellationToken).ConfigureAwait(false);
    }

    /// <inheritdoc/>
    public async ValueTask TrimAttemptsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        var connection = await _database.OpenAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = connection.ConfigureAwait(false);
        await connection.ExecuteAsync(_endpoints.AgeAttempts, [OutboxTime.Microseconds(before)], cancellationToken).ConfigureAwait(false);
    }

    private static KeptAttempt Attempt(NpgsqlDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        Endpoint = reader.GetString(1),
        MessageId = reader.GetString(2),
        Type = reader.GetString(3),
        Attempt = (int)reader.GetInt64(4),
        At = OutboxTime.Instant(reader.GetInt64(5)),
        Duration = TimeSpan.FromTicks(reader.GetInt64(6)),
        Outcome = (WebhookOutcome)reader.GetInt64(7),
        Status = reader.IsDBNull(8) ? null : reader.GetInt32(8),
        Request = reader.GetFieldValue<byte[]>(9),
        RequestLength = (int)reader.GetInt64(10),
        Answer = reader.GetFieldValue<byte[]>(11),
    };
}
