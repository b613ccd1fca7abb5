using Microsoft.Data.Sqlite;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Storage.ValueConversion;

namespace CityDesk.Data;

public sealed class SqliteDeskDbContext(DbContextOptions<SqliteDeskDbContext> options) : DeskDbContext(options)
{
    internal override async Task OverwriteErasedAsync(CancellationToken cancellationToken)
    {
        // It is said to a connection, which stays open as long as the context.
        await Database.OpenConnectionAsync(cancellationToken);
        await Database.ExecuteSqlRawAsync("PRAGMA secure_delete = ON", cancellationToken);
    }

    internal override async Task ForgetJournalAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Database.ExecuteSqlRawAsync("PRAGMA wal_checkpoint(TRUNCATE)", cancellationToken);
        }
        catch (SqliteException)
        {
            // Whoever checkpoints next takes it away.
        }
    }

    internal override async Task RewriteCookieKeysAsync(CancellationToken cancellationToken)
    {
        // It knows no smaller piece than the whole file: pages that were split or freed have kept what stood in them.
        await Database.ExecuteSqlRawAsync("VACUUM", cancellationToken);
        await ForgetJournalAsync(cancellationToken);
    }

    protected override void ConfigureConventions(ModelConfigurationBuilder configurationBuilder)
    {
        // SQLite has no time type that sorts with an offset in it: a whole number of microseconds does, and is as fine as
        // PostgreSQL's timestamptz, so both engines give the same answers.
        configurationBuilder.Properties<DateTimeOffset>().HaveConversion<UnixMicrosecondsConverter>();
        configurationBuilder.Properties<TimeSpan>().HaveConversion<TimeSpanToTicksConverter>();
    }

    private sealed class UnixMicrosecondsConverter() : ValueConverter<DateTimeOffset, long>(
        at => (at.UtcTicks - DateTimeOffset.UnixEpoch.Ticks) / TimeSpan.TicksPerMicrosecond,
        stored => new DateTimeOffset((stored * TimeSpan.TicksPerMicrosecond) + DateTimeOffset.UnixEpoch.Ticks, TimeSpan.Zero));
}
