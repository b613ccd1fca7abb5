using Npgsql;
using Platform.Shared;
using Platform.Webhooks.Outbox;

namespace Platform.Webhooks.PostgreSql;

/// <summary>Makes the partitions of coming days and drops those that nobody needs. Events of a day that has none go to the one for the rest, so nothing depends on it.</summary>
internal sealed class OutboxDays(OutboxTables tables)
{
    private const int DaysAhead = 3;

    /// <summary>Publishing must not wait for a day to be dropped or made; what cannot be locked soon is left for the next time.</summary>
    private const string Patience = "SET LOCAL lock_timeout = '1s'";

    public async Task MakeAsync(NpgsqlConnection connection, DateTimeOffset now, CancellationToken cancellationToken)
    {
        var made = await connection.ReadAsync(tables.Days, [], static reader => reader.GetFieldValue<DateOnly>(0), cancellationToken).ConfigureAwait(false);
        var today = DateOnly.FromDateTime(now.UtcDateTime);
        // From tomorrow on: what is published today may be among the rest already, where no partition could take it from.
        for (var day = today.AddDays(1); day <= today.AddDays(DaysAhead); day = day.AddDays(1))
        {
            if (!made.Contains(day))
                await TryAsync(connection, tables.MakeDay(day), cancellationToken).ConfigureAwait(false);
        }
    }

    public async Task DropAsync(NpgsqlConnection connection, DateTimeOffset before, CancellationToken cancellationToken)
    {
        var (first, since) = (DateOnly.FromDateTime(before.UtcDateTime), OutboxTime.Microseconds(before));
        foreach (var day in await connection.ReadAsync(tables.Days, [], static reader => reader.GetFieldValue<DateOnly>(0), cancellationToken).ConfigureAwait(false))
        {
            if (day < first)
                await TryDropAsync(connection, day, since, cancellationToken).ConfigureAwait(false);
        }
        await connection.ExecuteAsync(tables.TrimRest, [first, since], cancellationToken).ConfigureAwait(false);
    }

    private static async Task TryAsync(NpgsqlConnection connection, string statement, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync(Patience, [], cancellationToken).ConfigureAwait(false);
            await connection.ExecuteAsync(statement, [], cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.CheckViolation or PostgresErrorCodes.DuplicateTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            // Locked; or events of the day are among the rest; or another process was faster; or the user may not.
        }
    }

    private async Task TryDropAsync(NpgsqlConnection connection, DateOnly day, long since, CancellationToken cancellationToken)
    {
        var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        await using var ending = transaction.ConfigureAwait(false);
        try
        {
            await connection.ExecuteAsync(Patience, [], cancellationToken).ConfigureAwait(false);
            // Looked at under the lock: who still publishes into the day holds one of it until its event waits for its place.
            await connection.ExecuteAsync(tables.LockDay(day), [], cancellationToken).ConfigureAwait(false);
            if ((bool)(await connection.ScalarAsync(tables.IsNeeded, [day, since], cancellationToken).ConfigureAwait(false))!)
                return;
            await connection.ExecuteAsync(tables.DropDay(day), [], cancellationToken).ConfigureAwait(false);
            await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (PostgresException refusal) when (refusal.SqlState is PostgresErrorCodes.LockNotAvailable or PostgresErrorCodes.UndefinedTable or PostgresErrorCodes.InsufficientPrivilege)
        {
            // Locked; or another process was faster; or the user may not.
        }
    }
}
