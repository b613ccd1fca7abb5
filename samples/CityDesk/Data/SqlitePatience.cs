using System.Data.Common;
using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore.Diagnostics;
using SQLitePCL;

namespace CityDesk.Data;

/// <summary>
/// Has SQLite itself wait for whoever writes. Microsoft.Data.Sqlite looks again every 150 ms, which is a hundred times as long as most of what is waited for: sixteen who file at once
/// were done with some twenty a second.
/// </summary>
internal sealed class SqlitePatience : DbConnectionInterceptor
{
    /// <summary>Then it is asked again, up to the time that the command has.</summary>
    private const int Milliseconds = 1_000;

    /// <summary>One for all: it has no state.</summary>
    public static SqlitePatience Instance { get; } = new();

    public override void ConnectionOpened(DbConnection connection, ConnectionEndEventData eventData) => Wait(connection);

    public override Task ConnectionOpenedAsync(DbConnection connection, ConnectionEndEventData eventData, CancellationToken cancellationToken = default)
    {
        Wait(connection);
        return Task.CompletedTask;
    }

    private static void Wait(DbConnection connection) => raw.sqlite3_busy_timeout(((SqliteConnection)connection).Handle, Milliseconds);
}
