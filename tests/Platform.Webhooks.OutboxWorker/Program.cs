using System.Data.Common;
using System.Globalization;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.Webhooks;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.OutboxWorker;
using Platform.Webhooks.PostgreSql;
using Platform.Webhooks.Sqlite;

// engine, where, journal, publishers (0: only dispatches)
var (engine, where, publishers) = (args[0], args[1], int.Parse(args[3], CultureInfo.InvariantCulture));
using var journal = new Journal(args[2]);

var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services.AddSingleton(journal);
var outbox = builder.Services.AddPlatformOutbox(options => options.Lease = TimeSpan.FromSeconds(1));
_ = engine == "sqlite" ? outbox.UseSqlite(where) : outbox.UsePostgreSql(where, new NpgsqlConnectionStringBuilder(where).SearchPath!);
outbox.AddHandler<JournalHandler>("one").AddHandler<JournalHandler>("two");
using var host = builder.Build();
await host.StartAsync();
var publishing = host.Services.GetRequiredService<IOutbox>();

await Task.WhenAll(Enumerable.Range(0, publishers).Select(publisher => Task.Run(async () =>
{
    // Each publisher has a key of its own, so it knows in which order its events were committed.
    var key = $"{Environment.ProcessId}-{publisher}";
    for (var number = 0; ; number++)
    {
        await using var connection = await ConnectAsync();
        await using var transaction = await connection.BeginTransactionAsync();
        var published = new OutboxEvent("happened", default) { OrderKey = number % 3 == 0 ? null : key };
        journal.Write($"? {published.Id} {key} {number}");
        await publishing.PublishAsync(published, transaction);
        if (number % 5 == 4)
        {
            await transaction.RollbackAsync();
            journal.Write($"x {published.Id} {key} {number}");
            continue;
        }
        await transaction.CommitAsync();
        // Publishers that never pause leave SQLite's dispatcher no turn at the file's one lock.
        if (engine == "sqlite")
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System);
        journal.Write($"! {published.Id} {(published.OrderKey is null ? "-" : key)} {number}");
    }
})));
await host.WaitForShutdownAsync();

async Task<DbConnection> ConnectAsync()
{
    DbConnection connection = engine == "sqlite" ? new SqliteConnection($"Data Source={where}") : new NpgsqlConnection(where);
    await connection.OpenAsync();
    return connection;
}
