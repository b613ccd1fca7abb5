using Microsoft.EntityFrameworkCore;

namespace CityDesk.Data;

public sealed class PostgreSqlDeskDbContext(DbContextOptions<PostgreSqlDeskDbContext> options) : DeskDbContext(options)
{
    internal override async Task RewriteCookieKeysAsync(CancellationToken cancellationToken)
    {
        await using var transaction = await Database.BeginTransactionAsync(cancellationToken);
        await Database.ExecuteSqlRawAsync("""LOCK TABLE "DataProtectionKeys" IN ACCESS EXCLUSIVE MODE""", cancellationToken);
        // Into a new file. VACUUM, also a full one, keeps a version that somebody's snapshot might still see.
        await Database.ExecuteSqlRawAsync(
            """
            CREATE TEMPORARY TABLE kept_keys ON COMMIT DROP AS SELECT * FROM "DataProtectionKeys";
            TRUNCATE "DataProtectionKeys";
            INSERT INTO "DataProtectionKeys" OVERRIDING SYSTEM VALUE SELECT * FROM kept_keys
            """,
            cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
