using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>What a lane leads to.</summary>
internal interface ILaneConsumer
{
    LaneDefinition Definition { get; }

    /// <summary>Whether it is of this program, and not a stranger's.</summary>
    bool IsOwn { get; }

    /// <summary>How many deliveries may be under way at once.</summary>
    int Concurrency { get; }

    /// <summary>When whoever takes the lane next may do at once all that is allowed at once. It is not given back before.</summary>
    DateTimeOffset FreeAt { get; }

    /// <summary>Asks to begin an attempt.</summary>
    /// <returns>When to ask again; <see langword="null"/> where it may begin, and then it must.</returns>
    DateTimeOffset? Admit(DateTimeOffset now);

    /// <summary>Begins with a lane, which whoever held it before has left as the lease says.</summary>
    void Take(LaneLease lease);

    /// <summary>Makes one attempt. It throws only when it is cancelled; then the delivery stays as it was.</summary>
    ValueTask<Attempt> DeliverAsync(OutboxMessage message, CancellationToken cancellationToken);
}
