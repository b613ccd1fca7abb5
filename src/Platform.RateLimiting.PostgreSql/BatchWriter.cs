using Npgsql;
using NpgsqlTypes;
using Platform.RateLimiting.Ledger;
using Platform.Shared;

namespace Platform.RateLimiting.PostgreSql;

/// <summary>A connection for batches: two round trips for a batch whose accounts are open. Used by one call at a time.</summary>
internal sealed class BatchWriter(NpgsqlConnection connection, LedgerTables tables) : IAsyncDisposable
{
    public async Task CommitAsync(LedgerBatch batch, CancellationToken cancellationToken)
    {
        var accounts = batch.Accounts;
        var states = new LedgerAccountState[accounts.Length];
        var isOpen = new bool[states.Length];
        byte[]? outcome = null;
        var load = new NpgsqlBatch(connection);
        await using (load.ConfigureAwait(false))
        {
            Add(load, "BEGIN");
            Add(load, tables.SelectWriter, Of(batch.Writer), Of(batch.Sequence));
            Add(load, tables.LockAccounts, KeysOf(accounts));
            var reader = await load.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
            await using var ending = reader.ConfigureAwait(false);
            if (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                outcome = reader.GetFieldValue<byte[]>(0);
            await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            await ReadAsync(reader, states, isOpen, cancellationToken).ConfigureAwait(false);
        }
        if (isOpen.Contains(false))
            await OpenAsync(batch, states, isOpen, cancellationToken).ConfigureAwait(false);

        var write = new NpgsqlBatch(connection);
        await using var closing = write.ConfigureAwait(false);
        if (outcome is not null)
        {
            batch.Recall(outcome, states);
        }
        else
        {
            var changes = batch.Decide(states);
            var after = changes.States;
            Add(write, tables.WriteAccounts, [
                .. KeysOf(accounts), Of(accounts.Select(account => account.Allowance)), Of(after.Select(state => state.Used)),
                Of(after.Select(state => state.Held)), Of(after.Select(state => state.WarnedPercent))]);
            if (changes.Usage.Count > 0)
            {
                // In one order for all writers, as accounts are.
                var usage = changes.Usage.OrderBy(slice => slice.Policy, StringComparer.Ordinal).ThenBy(slice => slice.Consumer, StringComparer.Ordinal).ThenBy(slice => slice.Start).ToList();
                Add(
                    write, tables.AddUsage, Of(usage.Select(slice => slice.Policy)), Of(usage.Select(slice => slice.Consumer)),
                    Of(usage.Select(slice => slice.Start)), Of(usage.Select(slice => slice.End)), Of(usage.Select(slice => slice.Amount)));
            }
            Add(write, tables.WriteWriter, Of(batch.Writer), Of(batch.Sequence), new NpgsqlParameter { Value = changes.Outcome.ToArray(), NpgsqlDbType = NpgsqlDbType.Bytea }, Of(batch.At));
        }
        Add(write, "COMMIT");
        await write.ExecuteNonQueryAsync(cancellationToken).ConfigureAwait(false);
    }

    public ValueTask DisposeAsync() => connection.DisposeAsync();

    /// <summary>Opens accounts that are not there, with what is carried into them. Another host may be faster; what it carried stands.</summary>
    private async Task OpenAsync(LedgerBatch batch, LedgerAccountState[] states, bool[] isOpen, CancellationToken cancellationToken)
    {
        int[] missing = [.. Enumerable.Range(0, isOpen.Length).Where(i => !isOpen[i])];
        var accounts = missing.Select(i => batch.Accounts[i]).ToList();
        var carried = new long[missing.Length];
        if (accounts.Any(account => account.Rollover > 0))
        {
            var earlier = await connection.ReadAsync(
                tables.SelectEarlier,
                [.. KeysOf(accounts), Of(accounts.Select(account => account.Calendar))],
                static reader => (Number: (int)reader.GetInt64(0) - 1, Index: reader.GetInt64(5), Allowance: reader.GetInt64(6), State: StateOf(reader)),
                cancellationToken).ConfigureAwait(false);
            foreach (var (number, index, allowance, state) in earlier)
                carried[number] = accounts[number].CarriedFrom(index, allowance, state);
        }

        var open = new NpgsqlBatch(connection);
        await using var closing = open.ConfigureAwait(false);
        Add(open, tables.OpenAccounts, [
            .. KeysOf(accounts), Of(accounts.Select(account => account.WindowEnd)), Of(accounts.Select(account => account.Calendar)),
            Of(accounts.Select(account => account.WindowIndex)), Of(accounts.Select(account => account.Allowance)), Of(carried)]);
        Add(open, tables.LockAccounts, KeysOf(accounts));
        var opened = new LedgerAccountState[missing.Length];
        var areOpen = new bool[missing.Length];
        var reader = await open.ExecuteReaderAsync(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
            await ReadAsync(reader, opened, areOpen, cancellationToken).ConfigureAwait(false);
        for (var i = 0; i < missing.Length; i++)
        {
            // Only another host that rolls up at this moment could have taken it away again.
            if (!areOpen[i])
                throw new InvalidOperationException("An account of the usage ledger vanished while it was opened.");
            states[missing[i]] = opened[i];
        }
    }

    private static async Task ReadAsync(NpgsqlDataReader reader, LedgerAccountState[] states, bool[] isOpen, CancellationToken cancellationToken)
    {
        while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
        {
            var i = (int)reader.GetInt64(0) - 1;
            (states[i], isOpen[i]) = (StateOf(reader), true);
        }
    }

    private static LedgerAccountState StateOf(NpgsqlDataReader reader) => new(reader.GetInt64(1), reader.GetInt64(2), reader.GetInt64(3), reader.GetInt32(4));

    private static void Add(NpgsqlBatch batch, string text, params NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(text);
        command.Parameters.AddRange(parameters);
        batch.BatchCommands.Add(command);
    }

    private static NpgsqlParameter[] KeysOf(IReadOnlyCollection<LedgerAccount> accounts) =>
        [Of(accounts.Select(account => account.Policy)), Of(accounts.Select(account => account.Quota)), Of(accounts.Select(account => account.Consumer)), Of(accounts.Select(account => account.WindowStart))];

    private static NpgsqlParameter<string> Of(string value) => new() { TypedValue = value };

    private static NpgsqlParameter<long> Of(long value) => new() { TypedValue = value };

    private static NpgsqlParameter<DateTime> Of(DateTimeOffset value) => new() { TypedValue = value.UtcDateTime };

    private static NpgsqlParameter<string[]> Of(IEnumerable<string> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<long[]> Of(IEnumerable<long> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<int[]> Of(IEnumerable<int> values) => new() { TypedValue = [.. values] };

    private static NpgsqlParameter<DateTime[]> Of(IEnumerable<DateTimeOffset> values) => new() { TypedValue = [.. values.Select(value => value.UtcDateTime)] };
}
