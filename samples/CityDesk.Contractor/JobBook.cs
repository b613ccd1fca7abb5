using Microsoft.Data.Sqlite;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace CityDesk.Contractor;

/// <summary>
/// The jobs, in a file. That a message has come and what it changes are one transaction: the desk may send a message again, and it counts
/// once, whatever
/// broke off in between.
/// </summary>
internal sealed class JobBook(string file, IInbox inbox, IOutboxStore store) : IHostedService
{
    private const string Make = "CREATE TABLE IF NOT EXISTS job (request TEXT PRIMARY KEY, state TEXT NOT NULL, changes INTEGER NOT NULL)";

    private const string Write = """
        INSERT INTO job VALUES (@request, @state, 1) ON CONFLICT (request) DO UPDATE SET state = excluded.state, changes = changes + 1
        """;

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await store.PrepareAsync(cancellationToken);
        await using var connection = await OpenAsync(cancellationToken);
        await using var make = connection.CreateCommand();
        make.CommandText = Make;
        await make.ExecuteNonQueryAsync(cancellationToken);
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task TakeAsync(DeskEvent told, string messageId, CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        if (!await inbox.EnterAsync("jobs", messageId, transaction, cancellationToken))
            return;
        await using var write = connection.CreateCommand();
        (write.CommandText, write.Transaction) = (Write, (SqliteTransaction)transaction);
        write.Parameters.AddWithValue("@request", told.Data.Id);
        write.Parameters.AddWithValue("@state", told.Type);
        await write.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    public async Task<IReadOnlyList<Job>> ListAsync(CancellationToken cancellationToken)
    {
        await using var connection = await OpenAsync(cancellationToken);
        await using var read = connection.CreateCommand();
        read.CommandText = "SELECT request, state, changes FROM job ORDER BY request";
        await using var reader = await read.ExecuteReaderAsync(cancellationToken);
        List<Job> jobs = [];
        while (await reader.ReadAsync(cancellationToken))
            jobs.Add(new Job(reader.GetString(0), reader.GetString(1), reader.GetInt64(2)));
        return jobs;
    }

    private async Task<SqliteConnection> OpenAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection($"Data Source={file}");
        await connection.OpenAsync(cancellationToken);
        return connection;
    }
}
