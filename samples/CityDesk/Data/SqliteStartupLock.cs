using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;

namespace CityDesk.Data;

/// <summary>A file beside the database that the operating system locks, and unlocks when its holder dies.</summary>
internal sealed class SqliteStartupLock(TimeProvider time) : IStartupLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<IAsyncDisposable> AcquireAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        var database = new SqliteConnectionStringBuilder(context.Database.GetConnectionString()).DataSource;
        if (Path.GetDirectoryName(Path.GetFullPath(database)) is { } folder)
            Directory.CreateDirectory(folder);

        FileStream? file = null;
        while (file is null)
        {
            try
            {
                file = new FileStream(database + ".starting", FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
            }
            catch (IOException) when (!cancellationToken.IsCancellationRequested)
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }

        await ForgetDeadMigratorAsync(context, cancellationToken);
        return file;
    }

    /// <summary>
    /// EF Core keeps its own migration lock as a row in SQLite; a process killed while it migrated leaves that row behind,
    /// and the next start would wait for it for ever. Whoever holds our file knows that no such process lives.
    /// </summary>
    private static async Task ForgetDeadMigratorAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        await context.Database.OpenConnectionAsync(cancellationToken);
        try
        {
            await context.Database.ExecuteSqlRawAsync("DROP TABLE IF EXISTS \"__EFMigrationsLock\"", cancellationToken);
        }
        finally
        {
            await context.Database.CloseConnectionAsync();
        }
    }
}
