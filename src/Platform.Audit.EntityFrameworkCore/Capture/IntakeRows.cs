using System.Data;
using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit.Intake;
using Platform.Audit.PersonalData;
using Platform.Audit.Records;
using Platform.Shared;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>Rows for the intake, written into a transaction that is open: many with one statement.</summary>
internal sealed class IntakeRows(DbContext context, CapturePlan plan)
{
    private readonly List<byte[]> _rows = [];
    private readonly IServiceProvider? _services = context.HostServices();
    private AuditContext? _auditContext;
    private IAuditContentProtector? _protector;
    private DateTimeOffset? _now;

    public IntakeRows Add(List<CapturedChange> changes)
    {
        _rows.EnsureCapacity(_rows.Count + changes.Count);
        foreach (var change in changes)
            Add(new ChangeEvent(change));
        return this;
    }

    public IntakeRows Add<TEvent>(TEvent auditEvent)
        where TEvent : IAuditEvent
    {
        if (_now is null)
        {
            _now = DbContextHost.UtcNow(_services);
            (_auditContext, _protector) = (_services?.GetService<IAuditContextProvider>()?.Current, _services?.GetService<IAuditContentProtector>());
        }
        _rows.Add(AuditIntakeRecord.Write(auditEvent, _now.Value, _auditContext, _protector));
        return this;
    }

    public void Write(DbTransaction? transaction)
    {
        if (_rows.Count == 0)
            return;
        context.Database.OpenConnection();
        try
        {
            for (var first = 0; first < _rows.Count; first += CapturePlan.MaxRowsInStatement)
            {
                using var insert = Command(first, transaction);
                insert.ExecuteNonQuery();
            }
        }
        finally
        {
            context.Database.CloseConnection();
        }
    }

    public async Task WriteAsync(DbTransaction? transaction, CancellationToken cancellationToken)
    {
        if (_rows.Count == 0)
            return;
        await context.Database.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            for (var first = 0; first < _rows.Count; first += CapturePlan.MaxRowsInStatement)
            {
                var insert = Command(first, transaction);
                await using var closing = insert.ConfigureAwait(false);
                await insert.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            }
        }
        finally
        {
            await context.Database.CloseConnectionAsync().ConfigureAwait(false);
        }
    }

    private DbCommand Command(int first, DbTransaction? transaction)
    {
        var insert = context.Database.GetDbConnection().CreateCommand();
        insert.Transaction = transaction;
        if (context.Database.GetCommandTimeout() is { } timeout)
            insert.CommandTimeout = timeout;
        var count = Math.Min(CapturePlan.MaxRowsInStatement, _rows.Count - first);
        insert.CommandText = plan.InsertOf(count);
        for (var at = 0; at < count; at++)
        {
            var row = insert.CreateParameter();
            (row.ParameterName, row.DbType, row.Value) = (CapturePlan.ParameterNames[at], DbType.Binary, _rows[first + at]);
            insert.Parameters.Add(row);
        }
        return insert;
    }
}
