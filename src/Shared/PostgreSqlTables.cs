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
/// Brings what is of the version before up to this one, in one transaction, and writes the version down. Whoever comes at the same time must wait at
/// its first statement, and it must do no harm to be done twice. <see langword="null"/> where there is no version before.
/// </param>
internal sealed class PostgreSqlTables(
    NpgsqlDataSource source, bool ownsSource, string versioned, string? create, int version, string what, string? upgrade = null) : IAsyncDisposable
{
    private readonly SemaphoreSlim _making = new(1);
    private bool _isMade;

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
                await InTransactionAsync(connection, create, cancellationToken).ConfigureAwait(false);
            }
            // Whoever may only write, as one that publishes, cannot look, and needs no more than the table that he writes to.
            if ((bool)(await connection.ScalarAsync($"SELECT has_table_privilege('{versioned}', 'SELECT')", [], cancellationToken).ConfigureAwait(false))!)
            {
                var found = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
                if (found == version - 1 && upgrade is not null)
                {
                    await InTransactionAsync(connection, upgrade, cancellationToken).ConfigureAwait(false);
                    found = await VersionAsync(connection, cancellationToken).ConfigureAwait(false);
                }
                RequireVersion(found);
            }
            Volatile.Write(ref _isMade, true);
        }
        finally
        {
            _making.Release();
        }
    }

    private async Task<int> VersionAsync(NpgsqlConnection connection, CancellationToken cancellationToken) =>
        (int)(await connection.ScalarAsync($"SELECT version FROM {versioned}", [], cancellationToken).ConfigureAwait(false) ?? 0);

    private static async Task InTransactionAsync(NpgsqlConnection connection, string text, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        await connection.ExecuteAsync(text, [], cancellationToken).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
    }
}
