namespace Platform.Audit.Stores;

/// <summary>A row of the intake.</summary>
/// <param name="Id">Which, from 1.</param>
/// <param name="Record">What is in it, as <see cref="Intake.AuditIntakeRecord"/> writes it; others may have written anything.</param>
/// <param name="IsRelayed">Whether a process that appends to the log, and does not have it, has left it (<see cref="IAuditIntakeStore.RelayAsync"/>): with
/// its own producer and number.</param>
public readonly record struct AuditIntakeRow(long Id, ReadOnlyMemory<byte> Record, bool IsRelayed = false);
