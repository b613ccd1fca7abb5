using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.Outbox.Dispatch;

/// <summary>A change of a lane's condition.</summary>
/// <param name="Number">Greater with each change: attempts end side by side, and an earlier change must not overwrite a later one.</param>
/// <param name="Condition">What holds from then on.</param>
/// <param name="Told">What is published of it, before it is written down: after a crash in between it is published again.</param>
internal sealed record LaneNote(long Number, LaneCondition Condition, IReadOnlyList<OutboxEvent> Told);
