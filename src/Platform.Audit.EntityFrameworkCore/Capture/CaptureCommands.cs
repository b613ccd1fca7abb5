using System.Data.Common;
using System.Diagnostics;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Microsoft.EntityFrameworkCore.Diagnostics.Internal;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Logging;

namespace Platform.Audit.EntityFrameworkCore.Capture;

#pragma warning disable EF1001 // An interceptor of commands is told of each, seven times: that takes as long as all the rest of capturing.

/// <summary>
/// Hears of the commands of one context: of the first that saves, by which it is known that anything was sent, and of those that change rows past the change tracker. Of the others of a saving
/// it wants to know nothing, so that EF Core makes nothing for them.
/// </summary>
internal sealed class CaptureCommands(
    ILoggerFactory loggerFactory, ILoggingOptions loggingOptions, DiagnosticSource diagnosticSource, LoggingDefinitions loggingDefinitions, IDbContextLogger contextLogger, IDbContextOptions contextOptions,
    ICurrentDbContext current, IInterceptors? interceptors = null)
    : RelationalCommandDiagnosticsLogger(loggerFactory, loggingOptions, diagnosticSource, loggingDefinitions, contextLogger, contextOptions, interceptors)
{
    public override bool ShouldLogCommandExecute(DateTimeOffset now) => CaptureState.Find(current.Context)?.Current is not { IsSending: true } || base.ShouldLogCommandExecute(now);

    public override InterceptionResult<DbDataReader> CommandReaderExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId, Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
    {
        Mark(context, commandSource);
        return base.CommandReaderExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);
    }

    public override ValueTask<InterceptionResult<DbDataReader>> CommandReaderExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId, Guid connectionId, DateTimeOffset startTime, CommandSource commandSource,
        CancellationToken cancellationToken = default)
    {
        Mark(context, commandSource);
        return base.CommandReaderExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken);
    }

    public override InterceptionResult<int> CommandNonQueryExecuting(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId, Guid connectionId, DateTimeOffset startTime, CommandSource commandSource)
    {
        Mark(context, commandSource);
        var result = base.CommandNonQueryExecuting(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource);
        if (result.HasResult || BulkChange.Find(command, context, commandSource) is not { NeedsTransaction: true } bulk)
            return result;
        using var transaction = command.Connection!.BeginTransaction();
        command.Transaction = transaction;
        try
        {
            var count = command.ExecuteNonQuery();
            bulk.Rows(count)?.Write(transaction);
            transaction.Commit();
            return InterceptionResult<int>.SuppressWithResult(count);
        }
        finally
        {
            command.Transaction = null;
        }
    }

    public override async ValueTask<InterceptionResult<int>> CommandNonQueryExecutingAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId, Guid connectionId, DateTimeOffset startTime, CommandSource commandSource,
        CancellationToken cancellationToken = default)
    {
        Mark(context, commandSource);
        var result = await base.CommandNonQueryExecutingAsync(connection, command, logCommandText, context, commandId, connectionId, startTime, commandSource, cancellationToken).ConfigureAwait(false);
        if (result.HasResult || BulkChange.Find(command, context, commandSource) is not { NeedsTransaction: true } bulk)
            return result;
        var transaction = await command.Connection!.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = transaction.ConfigureAwait(false);
        command.Transaction = transaction;
        try
        {
            var count = await command.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
            if (bulk.Rows(count) is { } rows)
                await rows.WriteAsync(transaction, cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
            return InterceptionResult<int>.SuppressWithResult(count);
        }
        finally
        {
            command.Transaction = null;
        }
    }

    public override int CommandNonQueryExecuted(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId, Guid connectionId, int methodResult, DateTimeOffset startTime, TimeSpan duration,
        CommandSource commandSource)
    {
        if (BulkChange.Find(command, context, commandSource) is { NeedsTransaction: false } bulk)
            bulk.Rows(methodResult)?.Write(command.Transaction);
        return base.CommandNonQueryExecuted(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource);
    }

    public override async ValueTask<int> CommandNonQueryExecutedAsync(
        IRelationalConnection connection, DbCommand command, string logCommandText, DbContext? context, Guid commandId, Guid connectionId, int methodResult, DateTimeOffset startTime, TimeSpan duration,
        CommandSource commandSource, CancellationToken cancellationToken = default)
    {
        if (BulkChange.Find(command, context, commandSource) is { NeedsTransaction: false } bulk && bulk.Rows(methodResult) is { } rows)
            await rows.WriteAsync(command.Transaction, cancellationToken).ConfigureAwait(false);
        return await base.CommandNonQueryExecutedAsync(connection, command, logCommandText, context, commandId, connectionId, methodResult, startTime, duration, commandSource, cancellationToken).ConfigureAwait(false);
    }

    private static void Mark(DbContext? context, CommandSource source)
    {
        if (source == CommandSource.SaveChanges)
            CaptureState.Find(context)?.Current?.Sends();
    }
}
