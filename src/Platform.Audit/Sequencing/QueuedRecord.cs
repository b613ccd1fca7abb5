namespace Platform.Audit.Sequencing;

/// <summary>A record in the memory of the queue.</summary>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many there are.</param>
/// <param name="IsEvent">Whether somebody appended it; otherwise the log says it of itself.</param>
/// <param name="Waiter">Who waits for it, if anybody.</param>
internal readonly record struct QueuedRecord(int Offset, int Length, bool IsEvent, AppendWaiter? Waiter);
