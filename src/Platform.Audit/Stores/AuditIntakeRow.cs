namespace Platform.Audit.Stores;

/// <summary>A row of the intake.</summary>
/// <param name="Id">Which, from 1.</param>
/// <param name="Record">What is in it, as <see cref="Intake.AuditIntakeRecord"/> writes it; others may have written anything.</param>
public readonly record struct AuditIntakeRow(long Id, ReadOnlyMemory<byte> Record);
