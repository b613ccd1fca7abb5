using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Npgsql;
using Platform.Errors;

namespace CityDesk.Data;

/// <summary>
/// What a failure of the database means to a caller: that it is away or overloaded passes by itself, and the same call may succeed
/// then; everything else is a fault of the desk.
/// </summary>
internal static class DatabaseFailures
{
    /// <summary>A restart of the database takes seconds.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    public static PlatformErrorsOptions MapDatabaseFailures(this PlatformErrorsOptions options) => options
        .Map<DbException>(static failure => ErrorOf(failure))
        .Map<DbUpdateException>(static failure => ErrorOf(failure.InnerException))
        // EF Core's provider for PostgreSQL wraps what is transient so where no execution strategy retries.
        .Map<InvalidOperationException>(static failure => ErrorOf(failure.InnerException));

    /// <summary>Whether saving failed because somebody else has stored a row of this table with the same key meanwhile.</summary>
    /// <remarks>By what the engine says, and not by the entries of the failure: in a batch those may be of a neighbour.</remarks>
    public static bool IsTaken(Exception failure, string table) => failure is DbUpdateException update && update.InnerException switch
    {
        PostgresException { SqlState: PostgresErrorCodes.UniqueViolation } unique => unique.TableName == table,
        SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT } unique => unique.Message.Contains(table, StringComparison.Ordinal),
        _ => false,
    };

    private static Error ErrorOf(Exception? failure) =>
        failure is DbException database && IsAway(database) ? CommonErrors.Unavailable().WithRetryAfter(RetryAfter) : CommonErrors.Internal();

    private static bool IsAway(DbException failure) => failure switch
    {
        // By class: 08 no connection, 53 out of something, 57P the server is stopped or starts; 55000 takes no connections to this database.
        PostgresException postgres => postgres.IsTransient || postgres.SqlState is ['0', '8', ..] or ['5', '3', ..] or ['5', '7', 'P', ..] or PostgresErrorCodes.ObjectNotInPrerequisiteState,
        NpgsqlException => failure.IsTransient || failure.InnerException is IOException or System.Net.Sockets.SocketException or TimeoutException,
        SqliteException sqlite => sqlite.SqliteErrorCode is SQLitePCL.raw.SQLITE_BUSY or SQLitePCL.raw.SQLITE_LOCKED or SQLitePCL.raw.SQLITE_IOERR or SQLitePCL.raw.SQLITE_FULL or SQLitePCL.raw.SQLITE_CANTOPEN,
        _ => false,
    };
}
