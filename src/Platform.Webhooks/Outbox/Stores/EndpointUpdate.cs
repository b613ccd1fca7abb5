namespace Platform.Webhooks.Outbox.Stores;

/// <summary>A change of a receiver, which a store makes as a whole or not at all.</summary>
/// <param name="Row">What holds from then on; its version is one more than the one that is replaced.</param>
/// <param name="Lane">
/// The lane that it has from then on, opened or changed; <see langword="null"/> where it has none, or it is left as it is.
/// </param>
/// <param name="Step">What is done to the lane then.</param>
/// <param name="Told">The event that is published of it.</param>
public sealed record EndpointUpdate(EndpointRow Row, LaneDefinition? Lane, LaneStep Step, OutboxRecord Told);
