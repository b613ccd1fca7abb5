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
        FileStream file;
        try
        {
            if (Path.GetDirectoryName(Path.GetFullPath(database)) is { } folder)
                Directory.CreateDirectory(folder);
            file = await OpenAloneAsync(database + ".starting", cancellationToken);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new OperatorException($"The folder of the database cannot be used: {e.Message.TrimEnd('.')}. Name another with --Desk:DataFolder=PATH.");
        }

        await ForgetDeadMigratorAsync(context, cancellationToken);
        return file;
    }

    private async Task<FileStream> OpenAloneAsync(string path, CancellationToken cancellationToken)
    {
        while (true)
        {
            try
            {
                return new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None, bufferSize: 1);
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
