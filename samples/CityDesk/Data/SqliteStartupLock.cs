using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.Options;

namespace CityDesk.Data;

/// <summary>A file beside the database that the operating system locks, and unlocks when its holder dies.</summary>
internal sealed class SqliteStartupLock(IOptions<DatabaseOptions> options, TimeProvider time) : IStartupLock
{
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(50);

    public async Task<IAsyncDisposable> AcquireAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        var connection = new SqliteConnectionStringBuilder(context.Database.GetConnectionString());
        FileStream file;
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(connection.DataSource)) is { } folder)
                PrivateFiles.CreateFolder(folder);
            file = await OpenAloneAsync(connection.DataSource + ".starting", cancellationToken);
            if (connection.Mode == SqliteOpenMode.ReadWriteCreate && !connection.DataSource.StartsWith("file:", StringComparison.OrdinalIgnoreCase))
            {
                // The audit log is in the database, and keeps its index and its lock beside it.
                foreach (var end in (string[])["", ".search", ".lock"])
                    MakePrivate(connection.DataSource + end);
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            var setting = options.Value.ConnectionString.Length > 0 ? "Database:ConnectionString" : "Desk:DataFolder";
            throw new OperatorException($"{setting}: the folder cannot be used: {e.Message.TrimEnd('.')}. Name another with --Desk:DataFolder=PATH.");
        }

        await ForgetDeadMigratorAsync(context, cancellationToken);
        return file;
    }

    /// <summary>SQLite would make the file as the umask says. Its journal beside it is made with the rights of the file.</summary>
    private static void MakePrivate(string database)
    {
        // Never opened where it is there: POSIX would give back the locks of every other connection of this process with it.
        if (!File.Exists(database))
            PrivateFiles.Open(database, FileMode.CreateNew, FileAccess.Write, FileShare.ReadWrite).Dispose();
        foreach (var end in (string[])["", "-journal", "-wal", "-shm"])
            PrivateFiles.CloseToOthers(database + end);
    }

    private async Task<FileStream> OpenAloneAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return PrivateFiles.Open(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
            }
            catch (IOException held) when (IsSharingViolation(held))
            {
                await Task.Delay(Pause, time, cancellationToken);
            }
        }
    }

    /// <summary>Any other failure, such as a full disk, does not pass by waiting. The number is that of Windows, Linux, and macOS.</summary>
    private static bool IsSharingViolation(IOException failure) => failure.HResult is unchecked((int)0x80070020) or 11 or 35;

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
