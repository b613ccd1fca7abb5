using System.Data.Common;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Diagnostics;
using Transaction = System.Transactions.Transaction;

namespace Platform.Audit.EntityFrameworkCore.Capture;

/// <summary>A statement that changes rows of captured entities past the change tracker.</summary>
internal sealed class BulkChange
{
    private readonly DbContext _context;
    private readonly CapturePlan _plan;
    private readonly string _source;
    private readonly string _statement;
    private readonly List<string> _tables;

    private BulkChange(DbContext context, CapturePlan plan, string source, string statement, List<string> tables, bool needsTransaction) =>
        (_context, _plan, _source, _statement, _tables, NeedsTransaction) = (context, plan, source, statement, tables, needsTransaction);

    /// <summary>Whether nobody has begun one: then the statement and its row need one of their own.</summary>
    public bool NeedsTransaction { get; }

    /// <returns><see langword="null"/> where the statement is none, or names no table of a captured entity.</returns>
    public static BulkChange? Find(DbCommand command, DbContext? context, CommandSource source)
    {
        if (context is null || source is not (CommandSource.ExecuteUpdate or CommandSource.ExecuteDelete or CommandSource.ExecuteSqlRaw))
            return null;
        var plan = CapturePlan.Of(context);
        return plan.HasEntities && plan.FindTables(command.CommandText) is { Count: > 0 } tables
            ? new BulkChange(context, plan, SourceOf(source, command.CommandText), command.CommandText, tables, command.Transaction is null && Transaction.Current is null)
            : null;
    }

    /// <summary>EF Core has one word for updates and deletes. A statement may have lines of comment before it, from <c>TagWith</c>.</summary>
    private static string SourceOf(CommandSource source, string statement)
    {
        if (source == CommandSource.ExecuteSqlRaw)
            return nameof(CommandSource.ExecuteSqlRaw);
        foreach (var line in statement.AsSpan().EnumerateLines())
        {
            if (!line.IsWhiteSpace() && !line.StartsWith("--", StringComparison.Ordinal))
                return line.StartsWith("DELETE", StringComparison.OrdinalIgnoreCase) ? nameof(CommandSource.ExecuteDelete) : nameof(CommandSource.ExecuteUpdate);
        }
        return nameof(CommandSource.ExecuteUpdate);
    }

    /// <returns><see langword="null"/> where nothing was changed.</returns>
    public IntakeRows? Rows(int count) => count == 0 ? null : new IntakeRows(_context, _plan).Add(new BulkEvent(_source, _tables, _statement, count));
}
