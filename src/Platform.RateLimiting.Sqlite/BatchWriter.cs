using Microsoft.Data.Sqlite;
using Platform.RateLimiting.Ledger;
using Platform.Shared;

namespace Platform.RateLimiting.Sqlite;

/// <summary>A connection with the statements of a batch, compiled once. Used by one thread at a time.</summary>
internal sealed class BatchWriter : IDisposable
{
    private static readonly string[] OfAccount = ["$policy", "$quota", "$consumer", "$start"];

    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _selectWriter;
    private readonly SqliteCommand _selectAccount;
    private readonly SqliteCommand _selectEarlier;
    private readonly SqliteCommand _writeAccount;
    private readonly SqliteCommand _addUsage;
    private readonly SqliteCommand _writeWriter;

    public BatchWriter(SqliteConnection connection)
    {
        _connection = connection;
        _selectWriter = connection.Prepare(LedgerTables.SelectWriter, "$writer", "$sequence");
        _selectAccount = connection.Prepare(LedgerTables.SelectAccount, OfAccount);
        _selectEarlier = connection.Prepare(LedgerTables.SelectEarlier, [.. OfAccount, "$calendar"]);
        _writeAccount = connection.Prepare(LedgerTables.WriteAccount, [.. OfAccount, "$end", "$calendar", "$index", "$allowance", "$carried", "$used", "$held", "$warned"]);
        _addUsage = connection.Prepare(LedgerTables.AddUsage, "$policy", "$consumer", "$start", "$end", "$amount");
        _writeWriter = connection.Prepare(LedgerTables.WriteWriter, "$writer", "$sequence", "$outcome", "$seen");
    }

    public void Commit(LedgerBatch batch)
    {
        // Immediate: nobody else writes from here on, so what is read stays true.
        using var transaction = _connection.BeginTransaction(deferred: false);
        foreach (var command in (SqliteCommand[])[_selectWriter, _selectAccount, _selectEarlier, _writeAccount, _addUsage, _writeWriter])
            command.Transaction = transaction;
        var states = new LedgerAccountState[batch.Accounts.Length];
        for (var i = 0; i < states.Length; i++)
            states[i] = Read(batch.Accounts[i]);

        _selectWriter.Set(batch.Writer, batch.Sequence);
        if (_selectWriter.ExecuteScalar() is byte[] outcome)
        {
            batch.Recall(outcome, states);
            return;
        }
        var changes = batch.Decide(states);
        for (var i = 0; i < states.Length; i++)
            Write(batch.Accounts[i], changes.States[i]);
        foreach (var slice in changes.Usage)
        {
            _addUsage.Set(slice.Policy, slice.Consumer, slice.Start.ToUnixTimeSeconds(), slice.End.ToUnixTimeSeconds(), slice.Amount);
            _addUsage.ExecuteNonQuery();
        }
        _writeWriter.Set(batch.Writer, batch.Sequence, changes.Outcome.ToArray(), batch.At.ToUnixTimeSeconds());
        _writeWriter.ExecuteNonQuery();
        transaction.Commit();
    }

    public void Dispose()
    {
        foreach (var command in (SqliteCommand[])[_selectWriter, _selectAccount, _selectEarlier, _writeAccount, _addUsage, _writeWriter])
            command.Dispose();
        _connection.Dispose();
    }

    private LedgerAccountState Read(LedgerAccount account)
    {
        _selectAccount.Set(account.Policy, account.Quota, account.Consumer, account.WindowStart.ToUnixTimeSeconds());
        using (var reader = _selectAccount.ExecuteReader())
        {
            if (reader.Read())
                return State(reader);
        }
        if (account.Rollover == 0)
            return default;
        _selectEarlier.Set(account.Policy, account.Quota, account.Consumer, account.WindowStart.ToUnixTimeSeconds(), account.Calendar);
        using var earlier = _selectEarlier.ExecuteReader();
        return earlier.Read() ? new LedgerAccountState(account.CarriedFrom(earlier.GetInt64(4), earlier.GetInt64(5), State(earlier)), 0, 0, 0) : default;
    }

    private void Write(LedgerAccount account, in LedgerAccountState state)
    {
        _writeAccount.Set(
            account.Policy, account.Quota, account.Consumer, account.WindowStart.ToUnixTimeSeconds(), account.WindowEnd.ToUnixTimeSeconds(),
            account.Calendar, account.WindowIndex, account.Allowance, state.Carried, state.Used, state.Held, state.WarnedPercent);
        _writeAccount.ExecuteNonQuery();
    }

    private static LedgerAccountState State(SqliteDataReader reader) => new(reader.GetInt64(0), reader.GetInt64(1), reader.GetInt64(2), reader.GetInt32(3));
}
