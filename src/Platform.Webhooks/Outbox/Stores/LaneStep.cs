namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What a change of a receiver does to its lane.</summary>
public enum LaneStep
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>It is disabled, as by <see cref="IOutboxStore.SwitchAsync"/>: what is published for it waits.</summary>
    Disable,

    /// <summary>It is enabled.</summary>
    Enable,

    /// <summary>It is closed with all that waits in it.</summary>
    Close,
}
