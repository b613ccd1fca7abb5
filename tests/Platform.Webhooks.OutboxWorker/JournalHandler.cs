using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.OutboxWorker;

/// <summary>Writes down what it handles, with a time that all processes share.</summary>
internal sealed class JournalHandler(Journal journal, TimeProvider time) : IOutboxHandler
{
    public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        journal.Write($"> {message.Id} {message.OrderKey ?? "-"} {message.Place} {time.GetTimestamp()}");
        return default;
    }
}
