using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Endpoints;

/// <summary>Whether a receiver gets anything.</summary>
public enum WebhookEndpointState
{
    /// <summary>
    /// Whoever is at its URL has not said yet that webhooks are wanted there. Before the first time nothing is kept for it; after a change
    /// of its URL what is published waits.
    /// </summary>
    Unconfirmed,

    /// <summary>It gets what is published.</summary>
    Active,

    /// <summary>Somebody has paused it. What is published waits.</summary>
    Paused,

    /// <summary>
    /// It has failed for so long that it was disabled. What is published waits until it is resumed.
    /// </summary>
    Disabled,

    /// <summary>
    /// Whoever runs the host has disabled it (<see cref="IOutboxStore.SwitchAsync"/>), and alone enables it. What is published waits.
    /// </summary>
    Barred,
}
