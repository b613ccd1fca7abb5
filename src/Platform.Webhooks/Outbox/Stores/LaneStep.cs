namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What a change of a receiver does to its lane.</summary>
public enum LaneStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is disabled: what is published for it waits.</summary>
    Disable,

    /// <summary>It is enabled, unless <see cref="IOutboxStore.SwitchAsync"/> has disabled it.</summary>
    Enable,

    /// <summary>
    /// It is closed: nobody finds it any more, nothing comes into it, and <see cref="IEndpointStore.PurgeAsync"/> deletes what waits in it.
    /// </summary>
    Close,
}
