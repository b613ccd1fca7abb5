using System.Data;
using System.Data.Common;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox;

/// <summary>Writes rows into transactions, by the classes of ADO.NET alone.</summary>
internal sealed class DatabaseOutbox(IOutboxStore store, TimeProvider time) : IOutbox, IInbox
{
    public async ValueTask PublishAsync(OutboxEvent outboxEvent, DbTransaction transaction, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(outboxEvent);
        var insert = Command(transaction, store.InsertEvent);
        await using var closing = insert.ConfigureAwait(false);
        OutboxRecord.Of(outboxEvent, time.GetUtcNow()).AddTo(insert);
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask PublishAsync(OutboxEvent outboxEvent, CancellationToken cancellationToken) => store.PublishAsync(OutboxRecord.Of(outboxEvent, time.GetUtcNow()), cancellationToken);

    public async ValueTask<bool> EnterAsync(string consumer, string messageId, DbTransaction transaction, CancellationToken cancellationToken)
    {
        RequireName(consumer, nameof(consumer));
        RequireName(messageId, nameof(messageId));
        var insert = Command(transaction, store.InsertInbox);
        await using var closing = insert.ConfigureAwait(false);
        OutboxRecord.Add(insert, "@consumer", DbType.String, consumer);
        OutboxRecord.Add(insert, "@message_id", DbType.String, messageId);
        OutboxRecord.Add(insert, "@entered_at", DbType.Int64, OutboxTime.Microseconds(time.GetUtcNow()));
        return await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false) > 0;
    }

    private static void RequireName(string name, string parameter)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name, parameter);
        if (name.Length > OutboxEvent.MaxNameLength)
            throw new ArgumentException($"It has at most {OutboxEvent.MaxNameLength} characters.", parameter);
    }

    private static DbCommand Command(DbTransaction transaction, string? text)
    {
        ArgumentNullException.ThrowIfNull(transaction);
        if (text is null)
            throw new InvalidOperationException("The outbox is kept in memory, which takes part in no transaction. Keep it in the database: UseSqlite or UsePostgreSql.");
        if (transaction.Connection is not { } connection)
            throw new ArgumentException("The transaction has ended.", nameof(transaction));
        var command = connection.CreateCommand();
        (command.Transaction, command.CommandText) = (transaction, text);
        return command;
    }
}
