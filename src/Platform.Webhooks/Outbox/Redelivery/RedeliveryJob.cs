namespace Platform.Webhooks.Outbox.Redelivery;

/// <summary>A redelivery that was begun. It is kept with the events, so any process goes on with it after a crash.</summary>
/// <param name="Id">Its number.</param>
/// <param name="Consumer">For whom.</param>
/// <param name="Scope">Which events.</param>
/// <param name="From">Published at this time or later.</param>
/// <param name="Until">Published before this time.</param>
/// <param name="Added">How many events it has put among those that wait for the consumer. Those that waited already are not counted.</param>
/// <param name="StartedAt">When it was begun.</param>
/// <param name="EndedAt">
/// When it had come to its end, or was cancelled; <see langword="null"/> while it runs. Then its last events may still wait for the consumer.
/// </param>
/// <param name="IsCancelled">Whether it was cancelled.</param>
public sealed record RedeliveryJob(
    long Id, string Consumer, RedeliveryScope Scope, DateTimeOffset From, DateTimeOffset Until, long Added,
    DateTimeOffset StartedAt, DateTimeOffset? EndedAt, bool IsCancelled);
