using Microsoft.Data.Sqlite;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Sqlite;

/// <content>The latest attempts.</content>
public sealed partial class SqliteOutboxStore : IAttemptStore
{
    /// <inheritdoc/>
    public ValueTask WriteAttemptsAsync(IReadOnlyCollection<KeptAttempt> attempts, int kept, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(attempts);
        using var connection = Open();
        using var transaction = connection.BeginTransaction(deferred: false);
        foreach (var attempt in attempts)
        {
            Run(
                connection, transaction, EndpointStatements.AddAttempt, ("@endpoint", attempt.Endpoint), ("@message", attempt.MessageId),
                ("@type", attempt.Type), ("@attempt", attempt.Attempt), ("@at", OutboxTime.Microseconds(attempt.At)),
                ("@duration", attempt.Duration.Ticks), ("@outcome", (int)attempt.Outcome), ("@status", attempt.Status),
                ("@request", attempt.Request.ToArray()), ("@length", attempt.RequestLength), ("@answer", attempt.Answer.ToArray()));
        }
        foreach (var endpoint in attempts.Select(static attempt => attempt.Endpoint).Distinct(StringComparer.Ordinal))
            Run(connection, transaction, EndpointStatements.TrimAttempts, ("@endpoint", endpoint), ("@kept", kept));
        transaction.Commit();
        return default;
    }

    /// <inheritdoc/>
    public ValueTask<IReadOnlyList<KeptAttempt>> ListAttemptsAsync(string endpoint, long? before, int most,
        CancellationToken cancellationToken)
    {
        using var connection = Open();
        return new(Read(
            connection, null, EndpointStatements.ListAttempts, Attempt, ("@endpoint", endpoint), ("@before", before ?? long.MaxValue),
                ("@most", most)));
    }

    /// <inheritdoc/>
    public ValueTask TrimAttemptsAsync(DateTimeOffset before, CancellationToken cancellationToken)
    {
        using var connection = Open();
        using var trim = Command(connection, null, EndpointStatements.AgeAttempts, ("@before", OutboxTime.Microseconds(before)));
        trim.ExecuteNonQuery();
        return default;
    }

    private static KeptAttempt Attempt(SqliteDataReader reader) => new()
    {
        Number = reader.GetInt64(0),
        Endpoint = reader.GetString(1),
        MessageId = reader.GetString(2),
        Type = reader.GetString(3),
        Attempt = reader.GetInt32(4),
        At = OutboxTime.Instant(reader.GetInt64(5)),
        Duration = TimeSpan.FromTicks(reader.GetInt64(6)),
        Outcome = (WebhookOutcome)reader.GetInt32(7),
        Status = reader.IsDBNull(8) ? null : reader.GetInt32(8),
        Request = reader.GetFieldValue<byte[]>(9),
        RequestLength = reader.GetInt32(10),
        Answer = reader.GetFieldValue<byte[]>(11),
    };
}
