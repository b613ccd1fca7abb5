using Microsoft.EntityFrameworkCore;
using Microsoft.EntityFrameworkCore.Infrastructure;
using Microsoft.EntityFrameworkCore.Storage;
using Npgsql;

namespace CityDesk.Data;

/// <summary>A session-level advisory lock: the server gives it back when the connection ends, however it ends.</summary>
internal sealed class PostgreSqlStartupLock : IStartupLock
{
    // Any number that no other program on the same database uses: the bytes of "CityDesk".
    private const long LockId = 0x43_69_74_79_44_65_73_6B;

    public async Task<IAsyncDisposable> AcquireAsync(DeskDbContext context, CancellationToken cancellationToken)
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(context.Database.GetConnectionString()!) { Pooling = false }.ConnectionString);
        try
        {
            await OpenOrCreateAsync(context, connection, cancellationToken);
            await using var command = new NpgsqlCommand("SELECT pg_advisory_lock(@id)", connection) { CommandTimeout = 0 };
            command.Parameters.AddWithValue("id", LockId);
            await command.ExecuteNonQueryAsync(cancellationToken);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync();
            throw;
        }
    }

    /// <summary>Opens the database, and makes it first where the server does not have it yet.</summary>
    private static async Task OpenOrCreateAsync(DeskDbContext context, NpgsqlConnection connection, CancellationToken cancellationToken)
    {
        try
        {
            await connection.OpenAsync(cancellationToken);
        }
        catch (PostgresException missing) when (missing.SqlState == PostgresErrorCodes.InvalidCatalogName)
        {
            try
            {
                await context.GetService<IRelationalDatabaseCreator>().CreateAsync(cancellationToken);
            }
            catch (PostgresException exists) when (exists.SqlState is PostgresErrorCodes.DuplicateDatabase or PostgresErrorCodes.UniqueViolation)
            {
                // Another instance that starts with us was faster: what we wanted is there.
            }

            await connection.OpenAsync(cancellationToken);
        }
    }
}
