using CityDesk.Data.TextIndex;
using CityDesk.Generation;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;

namespace CityDesk.Data;

/// <summary>Brings the database up to date, and fills it with a generated city when it is new.</summary>
internal sealed class DeskSetup(DeskDbContext context, IStartupLock startupLock, ITextIndex textIndex, IOptions<DeskOptions> options, TimeProvider time)
{
    /// <summary>The database, as a person would name it: without its password.</summary>
    public string Place => context.Database.GetDbConnection() is var connection && context.Database.IsNpgsql()
        ? $"{connection.Database} at {connection.DataSource}"
        : Path.GetFullPath(connection.DataSource);

    /// <summary>The setting that names another, as it is written.</summary>
    public string WhereSetting => context.Database.IsNpgsql() ? "--Database:ConnectionString=…" : "--Desk:DataFolder=PATH";

    /// <summary>Whether there is a city. Looks, and creates nothing.</summary>
    public async Task<bool> IsDoneAsync(CancellationToken cancellationToken) =>
        await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken)
        && (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).Any()
        && await context.Jurisdictions.AnyAsync(cancellationToken);

    /// <returns>What a person should be told once; <see langword="null"/> when the desk was set up before.</returns>
    public async Task<FirstStart?> PrepareAsync(CancellationToken cancellationToken)
    {
        await using var held = await startupLock.AcquireAsync(context, cancellationToken);
        await context.Database.MigrateAsync(cancellationToken);
        await textIndex.PrepareAsync(context, cancellationToken);
        if (await context.Jurisdictions.AnyAsync(cancellationToken))
            return null;
        return await CityGenerator.FillAsync(context, options.Value, Place, time.GetUtcNow(), cancellationToken);
    }
}
