using CityDesk.Pages.Queue;
using Microsoft.EntityFrameworkCore;
using Npgsql;

namespace CityDesk.Data.TextIndex;

/// <summary>
/// A GIN index of pg_trgm. The extension comes with PostgreSQL's contrib modules and is trusted, so whoever may create objects in
/// the database may create it; where it is not installed, or the role may not, the desk searches without an index.
/// </summary>
/// <remarks>https://www.postgresql.org/docs/current/pgtrgm.html</remarks>
internal sealed partial class PostgreSqlTextIndex(ILogger<PostgreSqlTextIndex> logger) : ITextIndex
{
    private volatile bool _isThere;

    public async Task PrepareAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        _isThere = await IsThereAsync(context, cancellationToken);
        if (_isThere)
            return;
        try
        {
            await context.Database.ExecuteSqlRawAsync(
                """
                CREATE EXTENSION IF NOT EXISTS pg_trgm;
                CREATE INDEX IF NOT EXISTS "IX_Requests_Texts" ON "Requests" USING gin ("Address" gin_trgm_ops, "Description" gin_trgm_ops);
                """,
                cancellationToken);
            _isThere = true;
        }
        catch (PostgresException refused) when (refused.SqlState
            is PostgresErrorCodes.InsufficientPrivilege or PostgresErrorCodes.FeatureNotSupported or PostgresErrorCodes.UndefinedFile or PostgresErrorCodes.UndefinedObject)
        {
            LogNoIndex(logger, refused.MessageText);
        }
    }

    public async Task<IReadOnlyList<long>?> FindAsync(DeskDbContext context, string text, int most, CancellationToken cancellationToken)
    {
        if (!_isThere || text.EnumerateRunes().Count() < ITextIndex.FewestCharacters)
            return null;
        var pattern = TextSearch.Pattern(text);
        return await context.Requests
            .Where(r => EF.Functions.ILike(r.Location.Address!, pattern, TextSearch.Escape) || EF.Functions.ILike(r.Description, pattern, TextSearch.Escape))
            .Select(r => r.Id)
            .Take(most)
            .ToListAsync(cancellationToken);
    }

    private static async Task<bool> IsThereAsync(DeskDbContext context, CancellationToken cancellationToken) =>
        await context.Database.SqlQuery<bool>($"""SELECT to_regclass('"IX_Requests_Texts"') IS NOT NULL AS "Value" """).SingleAsync(cancellationToken);

    [LoggerMessage(EventId = 3135, Level = LogLevel.Information, Message = "Texts are searched without an index, because pg_trgm cannot be used here: {Reason}")]
    private static partial void LogNoIndex(ILogger logger, string reason);
}
