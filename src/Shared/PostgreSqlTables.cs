using System.Data.Common;
using Npgsql;

namespace Platform.Shared;

/// <summary>Gives connections to a package's tables, which are made where they are missing before the first is given. For packages of the PostgreSQL engine. Thread-safe.</summary>
/// <param name="source">Where the database is.</param>
/// <param name="ownsSource">Whether it is disposed of with this.</param>
/// <param name="versioned">The table, of one row, that says the version of all of them.</param>
/// <param name="create">Makes them, in one transaction. Whoever comes at the same time must wait at its first statement. <see langword="null"/> where they are only read.</param>
/// <param name="version">The version that the package knows.</param>
/// <param name="what">What the tables hold, for whoever reads that it cannot be used.</param>
/// <param name="upgrade">
/// Brings the tables from the version before to this one, in one transaction, and writes the version down. Whoever comes at the same time must wait at
/// its first statement, and it must do no harm to be done twice. Where it sets a <c>lock_timeout</c> and meets who has a table open, it is
/// tried again for a minute. <see langword="null"/> where the version before is refused, and where they are only read.
/// </param>
internal sealed class PostgreSqlTables(
    NpgsqlDataSource source, bool ownsSource, string versioned, string? create, int version, string what, string? upgrade = null) : IAsyncDisposable
{
    private const int MostTries = 40;

    /// <summary>Those who have waited behind it get their turn.</summary>
    private static readonly TimeSpan PauseBetween = TimeSpan.FromSeconds(1);

    private readonly SemaphoreSlim _making = new(1);
    private bool _isMade;

    /// <summary>Connections of the owner of the tables, for making them and bringing them up. <see langword="null"/>: those of everybody else.</summary>
    public Func<NpgsqlDataSource?> OfOwner { get; init; } = static () => null;

    /// <summary>Reads a connection string at the start, so that a mistake shows there, and has the few statements of a store planned once for each connection, unless it says otherwise.</summary>
    public static NpgsqlConnectionStringBuilder Settings(string connectionString, int statementsKept)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(connectionString);
        var settings = new NpgsqlConnectionStringBuilder(connectionString);
        var said = new DbConnectionStringBuilder { ConnectionString = connectionString };
        if (!said.ContainsKey("Max Auto Prepare") && !said.ContainsKey("MaxAutoPrepare"))
            (settings.MaxAutoPrepare, settings.AutoPrepareMinUsages) = (statementsKept, 2);
        return settings;
    }

    public async Task<NpgsqlConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!Volatile.Read(ref _isMade))
                await MakeAsync(connection, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <exception cref="InvalidOperationException">It is another than the package knows.</exception>
    public void RequireVersion(int found)
    {
        if (found != version)
            throw new InvalidOperationException($"The {what} in PostgreSQL is of version {found}, and this package knows version {version}: use the package that wrote it, or a newer one.");
    }

    public async ValueTask DisposeAsync()
    {
        if (ownsSource)
            await source.DisposeAsync().ConfigureAwait(false);
        _making.Dispose();
    }

    private async Task MakeAsync(NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        await _making.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (!(bool)(await connection.ScalarAsync($"SELECT to_regclass('{versioned}') IS NOT NULL", [], cancellationToken).ConfigureAwait(false))!)
            {
                if (create is null)
                    throw new InvalidOperationException($"There is no {what} in the schema {versioned[..versioned.IndexOf('.', StringComparison.Ordinal)]}.");
                await OwnAsync(connection, create, cancellationToken).ConfigureAwait(false);
            }
            // Whoever may only write, as one that publishes, cannot look, and needs no more than the table that he writes to.
            if ((bool)(await connection.ScalarAsync($"SELECT has_table_privilege('{versioned}', 'SELECT')", [], cancellationToken).ConfigureAwait(false))!)
                RequireVersion(await UpgradeAsync(connection, await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false));
            Volatile.Write(ref _isMade, true);
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<int> ReadVersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (int)(await connection.ScalarAsync($"SELECT version FROM {versioned}", [], cancellationToken).ConfigureAwait(false) ?? 0);

    private async Task<int> UpgradeAsync(NpgsqlConnection connection, int found, CancellationToken cancellationToken)
    {
        if (upgrade is null || found != version - 1)
            return found;
        for (var tries = 1; ; tries++)
        {
            try
            {
                await OwnAsync(connection, upgrade, cancellationToken).ConfigureAwait(false);
                return await ReadVersionAsync(connection, cancellationToken).ConfigureAwait(false);
            }
            // Others that bring it up at the same time, or use it, lock the same tables in another order: PostgreSQL ends one of them.
            catch (PostgresException exception) when (exception.SqlState is (PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected) && tries < MostTries)
            {
                await Task.Delay(PauseBetween, TimeProvider.System, cancellationToken).ConfigureAwait(false);
            }
            catch (PostgresException exception) when (exception.SqlState == PostgresErrorCodes.InsufficientPrivilege)
            {
                throw new InvalidOperationException(
                    $"The {what} in PostgreSQL is of version {found}: whoever owns its tables has to open it once, which brings it to version {version}.", exception);
            }
            catch (PostgresException exception) when (exception.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.ObjectInUse)
            {
                throw new InvalidOperationException(
                    $"The {what} in PostgreSQL is of version {found}, and cannot be brought to version {version} now: {exception.MessageText}.", exception);
            }
        }
    }

    private async Task OwnAsync(NpgsqlConnection connection, string statements, CancellationToken cancellationToken)
    {
        if (OfOwner() is not { } owner)
        {
            await ExecuteAsync(connection, statements, cancellationToken).ConfigureAwait(false);
            return;
        }
        var owning = await owner.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var closing = owning.ConfigureAwait(false);
        await ExecuteAsync(owning, statements, cancellationToken).ConfigureAwait(false);
    }

    private static async Task ExecuteAsync(NpgsqlConnection connection, string statements, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(statements, [], cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
