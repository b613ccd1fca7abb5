namespace Platform.Webhooks.Outbox.Stores;

/// <summary>What an attempt came to.</summary>
/// <param name="Lease">Under which lease it was made.</param>
/// <param name="Place">Which delivery of the lane it was.</param>
/// <param name="Verdict">What becomes of it.</param>
/// <param name="DueAt">When it is tried again, for <see cref="DeliveryVerdict.Retry"/> and <see cref="DeliveryVerdict.Later"/>.</param>
/// <param name="Reason">Why it failed, for people to read.</param>
public readonly record struct DeliveryResult(LaneLease Lease, long Place, DeliveryVerdict Verdict, DateTimeOffset DueAt, string? Reason);
