using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Tests.Outbox;

/// <summary>Against what is agreed with consumers.</summary>
internal sealed class Thrower : ILaneConsumer
{
    private int _delivered;

    public int Delivered => Volatile.Read(ref _delivered);

    public LaneDefinition Definition { get; } = new("thrower", ["*"]);

    public bool IsOwn => true;

    public int Concurrency => 2;

    public DateTimeOffset FreeAt => DateTimeOffset.UnixEpoch;

    public DateTimeOffset? Admit(DateTimeOffset now) => null;

    public void Take(LaneLease lease)
    {
    }

    public ValueTask<Attempt> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        if (message.Type == "bad")
            throw new InvalidOperationException("No.");
        Interlocked.Increment(ref _delivered);
        return new(Attempt.Delivered);
    }
}
