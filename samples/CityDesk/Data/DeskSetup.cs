using CityDesk.Auditing;
using CityDesk.Data.TextIndex;
using CityDesk.Generation;
using CityDesk.Residents;
using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Microsoft.Extensions.Options;
using Platform.Webhooks.Outbox.Stores;

namespace CityDesk.Data;

/// <summary>Brings the database up to date, and fills it with a generated city when it is new.</summary>
internal sealed class DeskSetup(DeskDbContext context, IStartupLock startupLock, ITextIndex textIndex, ResidentKeys keys, AuditTables audit, IOutboxStore outbox, IOptions<DeskOptions> options, TimeProvider time)
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
        await RefuseUnsealedAsync(cancellationToken);
        // An index over many requests takes as long as it takes; half a minute, as for a query, would leave the desk unable to start.
        var patience = context.Database.GetCommandTimeout();
        context.Database.SetCommandTimeout(TimeSpan.Zero);
        await context.Database.MigrateAsync(cancellationToken);
        context.Database.SetCommandTimeout(patience);
        await textIndex.PrepareAsync(context, cancellationToken);
        var isNew = !await context.Jurisdictions.AnyAsync(cancellationToken);
        await keys.PrepareAsync(isNew, cancellationToken);
        await audit.PrepareAsync(cancellationToken);
        await outbox.PrepareAsync(cancellationToken);
        if (!isNew)
            return null;
        return await CityGenerator.FillAsync(context, options.Value, Place, time.GetUtcNow(), cancellationToken);
    }

    /// <summary>A desk from before residents' data was sealed has it in plaintext, also where its pages were freed: sealing what is left would promise too much. Nothing is touched.</summary>
    /// <exception cref="OperatorException">It is such a desk, and somebody has used it.</exception>
    private async Task RefuseUnsealedAsync(CancellationToken cancellationToken)
    {
        if (!await context.GetService<IRelationalDatabaseCreator>().ExistsAsync(cancellationToken))
            return;
        var applied = (await context.Database.GetAppliedMigrationsAsync(cancellationToken)).ToList();
        if (applied.Count > 0 && !applied.Any(static name => name.EndsWith("_Encryption", StringComparison.Ordinal)) && await context.Jurisdictions.AnyAsync(cancellationToken))
            throw new OperatorException($"{Place} holds residents' data in plaintext, from before the desk sealed it. Begin a new desk elsewhere with {WhereSetting}, and import what is to be kept.");
    }
}
