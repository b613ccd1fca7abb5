using Platform.Audit.Intake;

namespace Platform.Audit.EntityFrameworkCore;

/// <summary>A row of the intake. It is only ever added: the log takes it away when it has recorded it.</summary>
/// <param name="record">What <see cref="AuditIntakeRecord"/> has written.</param>
internal sealed class AuditIntakeEntry(byte[] record)
{
    public long Id { get; init; }

    public byte[] Record { get; } = record;
}
