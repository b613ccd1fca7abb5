namespace Platform.Webhooks.Outbox.Stores;

/// <summary>How a lane is doing.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Waiting">How many deliveries are not done, those that are tried again later among them.</param>
/// <param name="OldestAt">When the oldest of their events was published; <see langword="null"/> when there is none.</param>
/// <param name="Dead">How many dead letters there are.</param>
/// <param name="IsDisabled">Whether nobody works on it until it is enabled.</param>
public sealed record LaneStanding(string Name, long Waiting, DateTimeOffset? OldestAt, long Dead, bool IsDisabled = false);
