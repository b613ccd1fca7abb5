namespace Platform.Audit.Sequencing;

/// <summary>A record in the memory of the queue.</summary>
/// <param name="Offset">Where its bytes begin.</param>
/// <param name="Length">How many there are.</param>
/// <param name="IsEvent">Whether it is lost with this process: not what the log says of itself, nor what waits in an intake.</param>
/// <param name="Waiter">Who waits for it, if anybody.</param>
/// <param name="IntakeRow">The row of the intake that it was taken from; 0 where it was appended.</param>
/// <param name="IsRelayed">Whether that row has the number of another producer.</param>
/// <param name="Enclosed">How many of its bytes, the last ones, are no part of the record but travel with it.</param>
internal readonly record struct QueuedRecord(int Offset, int Length, bool IsEvent, AppendWaiter? Waiter, long IntakeRow = 0, bool IsRelayed = false, int Enclosed = 0);
