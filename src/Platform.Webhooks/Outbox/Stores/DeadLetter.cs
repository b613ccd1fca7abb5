namespace Platform.Webhooks.Outbox.Stores;

/// <summary>A delivery that was given up.</summary>
/// <param name="Place">Its place in the lane.</param>
/// <param name="MessageId">The id of the event.</param>
/// <param name="Type">The type of the event.</param>
/// <param name="Attempts">How many attempts were made.</param>
/// <param name="DiedAt">When it was given up.</param>
/// <param name="Reason">Why the last attempt failed.</param>
public sealed record DeadLetter(long Place, string MessageId, string Type, int Attempts, DateTimeOffset DiedAt, string Reason);
