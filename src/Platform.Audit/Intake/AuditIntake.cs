using System.Data;
using System.Data.Common;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Audit.Stores;

namespace Platform.Audit.Intake;

/// <summary>Writes rows into transactions. It goes through the interfaces of ADO.NET alone, so that connections that others have wrapped work too.</summary>
internal sealed class AuditIntake(IAuditIntakeStore store, AuditLog log, TimeProvider time, IAuditContextProvider? context, IAuditContentProtector? protector) : IAuditIntake
{
    public async ValueTask AppendAsync<TEvent>(DbTransaction transaction, TEvent auditEvent, CancellationToken cancellationToken = default)
        where TEvent : IAuditEvent
    {
        ArgumentNullException.ThrowIfNull(transaction);
        cancellationToken.ThrowIfCancellationRequested();
        if (transaction.Connection is not { } connection)
            throw new ArgumentException("The transaction has ended.", nameof(transaction));
        var insert = connection.CreateCommand();
        await using var closing = insert.ConfigureAwait(false);
        var bytes = AuditIntakeRecord.Write(auditEvent, time.GetUtcNow(), context?.Current, protector);
        if (store is not IAuditPersonalStore && (RecordHeader.Flags(bytes) & Enclosure.Flag) != 0)
            throw new NotSupportedException("The store of this audit log cannot keep personal fields apart from records.");
        insert.Transaction = transaction;
        insert.CommandText = store.InsertIntake;
        var record = insert.CreateParameter();
        (record.ParameterName, record.DbType, record.Value) = ("@record", DbType.Binary, bytes);
        insert.Parameters.Add(record);
        await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public void Wake() => log.LookIntoIntake();
}
