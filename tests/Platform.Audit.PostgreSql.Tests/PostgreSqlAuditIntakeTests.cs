using System.Collections.Concurrent;
using System.Data.Common;
using Npgsql;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.PostgreSql.Tests;

public sealed class PostgreSqlAuditIntakeTests(Database database) : AuditIntakeContract, IClassFixture<Database>, IAsyncLifetime
{
    private readonly string _schema = Database.Schema();
    private PostgreSqlAuditStore? _store;

    protected override IAuditIntakeStore Store => _store ??= database.Open(_schema);

    protected override string IntakeTable => $"{_schema}.audit_intake";

    protected override IAuditIntakeStore OpenAnother() => database.Open(_schema);

    protected override async Task<DbConnection> ConnectAsync() => await ConnectAsync(database.ConnectionString);

    public ValueTask InitializeAsync() => default;

    public async ValueTask DisposeAsync()
    {
        await database.CloseAsync();
        Dispose();
    }

    [Fact]
    public async Task A_transaction_that_began_first_and_commits_last_is_not_skipped_and_does_not_hold_up_the_others()
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        await using var slow = await ConnectAsync();
        await using var late = await slow.BeginTransactionAsync(Cancellation);
        await AppendAsync(log, late, 1);
        await TransactAsync(log, isCommitted: true, 2, 3);
        Assert.Equal([2, 3], await RecordedAsync(2));
        await TransactAsync(log, isCommitted: true, 4);
        Assert.Equal([2, 3, 4], await RecordedAsync(3));

        await late.CommitAsync(Cancellation);

        Assert.Equal([2, 3, 4, 1], await RecordedAsync(4));
        await WaitUntilEmptyAsync();
    }

    [Fact]
    public async Task Who_waited_for_the_lock_of_another_transaction_comes_after_it_even_with_a_row_that_was_written_before()
    {
        await database.ExecuteAsync($"CREATE TABLE requests_{_schema} (id int PRIMARY KEY, state text NOT NULL); INSERT INTO requests_{_schema} VALUES (1, 'open')");
        // Nobody looks while both commit: the order has to stand in the rows.
        await using (var log = await TestLog.StartAsync(Store, Key, options => options.IntakeInterval = TimeSpan.Zero))
        {
            await using var one = await ConnectAsync();
            await using var first = await one.BeginTransactionAsync(Cancellation);
            await using var other = await ConnectAsync();
            await using var second = await other.BeginTransactionAsync(Cancellation);
            await AppendAsync(log, second, 2);
            await AppendAsync(log, first, 1);
            await UpdateAsync(first, "closed");
            var waiting = UpdateAsync(second, "reopened");
            await first.CommitAsync(Cancellation);
            await waiting;
            await second.CommitAsync(Cancellation);
        }

        await using var next = await TestLog.StartAsync(OpenAnother(), Key);
        Assert.Equal([1, 2], await RecordedAsync(2));
    }

    [Fact]
    public async Task Of_many_transactions_at_once_each_is_recorded_once_and_those_of_one_connection_in_their_order()
    {
        const int Connections = 12, Each = 30;
        ConcurrentDictionary<int, bool> committed = [];
        await using (var log = await TestLog.StartAsync(Store, Key, options => options.MostInBatch = 16))
        {
            await Task.WhenAll(Enumerable.Range(0, Connections).Select(number => Task.Run(
                async () =>
                {
                    var random = new Random(number);
                    for (var at = 0; at < Each; at++)
                    {
                        var isCommitted = random.Next(4) > 0;
                        var id = number * 1_000 + at;
                        await TransactAsync(log, isCommitted, id);
                        if (isCommitted)
                            committed[id] = true;
                    }
                },
                Cancellation)));
            await RecordedAsync(committed.Count);
            await WaitUntilEmptyAsync();
        }

        var recorded = await RecordedAsync(committed.Count);
        Assert.Equal(committed.Keys.Order(), recorded.Order());
        foreach (var connection in recorded.GroupBy(id => id / 1_000))
            Assert.Equal(connection.Order(), connection);
    }

    [Fact]
    public async Task A_role_that_may_only_insert_into_the_intake_can_append()
    {
        await using var log = await TestLog.StartAsync(Store, Key);
        var role = $"r{Guid.NewGuid():n}";
        await database.ExecuteAsync($"CREATE ROLE {role} LOGIN; GRANT USAGE ON SCHEMA {_schema} TO {role}; GRANT INSERT (record) ON {_schema}.audit_intake TO {role}");
        try
        {
            await using (var connection = await ConnectAsync(new NpgsqlConnectionStringBuilder(database.ConnectionString) { Username = role }.ConnectionString))
            {
                await using (var transaction = await connection.BeginTransactionAsync(Cancellation))
                {
                    await AppendAsync(log, transaction, 1);
                    await transaction.CommitAsync(Cancellation);
                }
                await using var read = new NpgsqlCommand($"SELECT record FROM {_schema}.audit_intake", (NpgsqlConnection)connection);
                Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => read.ExecuteScalarAsync(Cancellation))).SqlState);
                // Nor pass as a process that relays, nor use the trigger, which belongs to the owner, on a table of its own.
                foreach (var sql in (string[])[
                    $"INSERT INTO {_schema}.audit_intake (record, is_relayed) VALUES ('\\x01', true)",
                    $"CREATE TEMP TABLE mine (id bigint); CREATE TRIGGER mine AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION {_schema}.audit_place()"])
                {
                    await using var attempt = new NpgsqlCommand(sql, (NpgsqlConnection)connection);
                    Assert.Equal(PostgresErrorCodes.InsufficientPrivilege, (await Assert.ThrowsAsync<PostgresException>(() => attempt.ExecuteNonQueryAsync(Cancellation))).SqlState);
                }
            }

            Assert.Equal([1], await RecordedAsync(1));
        }
        finally
        {
            await database.ExecuteAsync($"DROP OWNED BY {role}; DROP ROLE {role}");
        }
    }

    [Fact]
    public async Task A_transaction_that_has_its_constraints_checked_early_is_recorded_once_if_earlier()
    {
        await using (var log = await TestLog.StartAsync(Store, Key, options => options.IntakeInterval = TimeSpan.Zero))
        {
            await using var one = await ConnectAsync();
            await using var early = await one.BeginTransactionAsync(Cancellation);
            await using (var set = one.CreateCommand())
            {
                (set.CommandText, set.Transaction) = ("SET CONSTRAINTS ALL IMMEDIATE", early);
                await set.ExecuteNonQueryAsync(Cancellation);
            }
            await AppendAsync(log, early, 1);
            await TransactAsync(log, isCommitted: true, 2);
            await early.CommitAsync(Cancellation);
        }

        await using var next = await TestLog.StartAsync(OpenAnother(), Key);
        Assert.Equal([1, 2], await RecordedAsync(2));
    }

    [Fact]
    public async Task Connections_that_are_cut_in_the_middle_lose_no_event_and_double_none()
    {
        List<int> committed = [];
        await using (var log = await TestLog.StartAsync(Store, Key))
        {
            for (var id = 0; id < 60; id++)
            {
                await TransactAsync(log, isCommitted: true, id);
                committed.Add(id);
                if (id % 15 == 7)
                    await database.CutAsync();
            }
            await RecordedAsync(committed.Count);
            await WaitUntilEmptyAsync();
        }

        Assert.Equal(committed, await RecordedAsync(committed.Count));
    }

    private static async Task<DbConnection> ConnectAsync(string connectionString)
    {
        var connection = new NpgsqlConnection(connectionString + ";Pooling=false");
        await connection.OpenAsync(Cancellation);
        return connection;
    }

    private async Task UpdateAsync(DbTransaction transaction, string state)
    {
        await using var update = transaction.Connection!.CreateCommand();
        update.Transaction = transaction;
        update.CommandText = $"UPDATE requests_{_schema} SET state = '{state}' WHERE id = 1";
        await update.ExecuteNonQueryAsync(Cancellation);
    }
}
