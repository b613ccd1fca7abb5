using System.Data.Common;
using System.Globalization;
using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;
using Platform.Audit;
using Platform.Audit.Checkpoints;
using Platform.Audit.LogWorker;
using Platform.Audit.PostgreSql;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Sqlite;

// engine, where, schema or -, folder of key and anchor, producers, name of this run, size of partitions that are dropped as soon as they are full, or 0
var (engine, where, schema, folder, producers, run, partition) = (args[0], args[1], args[2], args[3], int.Parse(args[4], CultureInfo.InvariantCulture), args[5], int.Parse(args[6], CultureInfo.InvariantCulture));

var services = new ServiceCollection();
var builder = services.AddPlatformAudit(options => (options.Deadline, options.CheckpointInterval) = (TimeSpan.FromSeconds(30), TimeSpan.FromMilliseconds(10)))
    .SignWithKeyFile("audit.example.com/killed", Path.Combine(folder, "key.pem"))
    .AnchorTo(Path.Combine(folder, "anchor"))
    .ArchiveTo(Path.Combine(folder, "archive"))
    .AddPublisher<LinePublisher>();
_ = engine == "sqlite"
    ? builder.UseStore(_ => new SqliteAuditStore(where) { PartitionSize = partition == 0 ? SqliteAuditStore.DefaultPartitionSize : partition })
    : builder.UsePostgreSql(where, schema, partition == 0 ? null : partition);
services.AddSingleton<Lines>();
await using var provider = services.BuildServiceProvider();
foreach (var service in provider.GetServices<IHostedService>())
    await service.StartAsync(CancellationToken.None);
var log = provider.GetRequiredService<IAuditLog>();
var lines = provider.GetRequiredService<Lines>();
var type = new AuditEventType("worker.counted");

// Every fourth works in transactions of its own, in which it writes down what it does and appends the event.
var intake = provider.GetRequiredService<IAuditIntake>();
var transacting = Enumerable.Range(producers, producers / 4).Select(producer => Task.Run(async () =>
{
    await using DbConnection connection = engine == "sqlite" ? new SqliteConnection($"Data Source={where}") : new NpgsqlConnection(where);
    await connection.OpenAsync();
    for (var number = 0; ; number++)
    {
        var target = $"{run}-{producer}-{number}";
        await using var transaction = await connection.BeginTransactionAsync();
        await using var insert = connection.CreateCommand();
        insert.Transaction = transaction;
        insert.CommandText = $"INSERT INTO {(engine == "sqlite" ? "done" : $"done_{schema}")} VALUES ('{target}')";
        await insert.ExecuteNonQueryAsync();
        await intake.AppendAsync(transaction, new AuditEvent(type) { Target = target });
        if (number % 5 == 4)
        {
            await transaction.RollbackAsync();
            continue;
        }
        await transaction.CommitAsync();
        lines.Write($"i {target}");
        // SQLite has one writer at a time, and a queue that is not fair.
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
    }
}));

var dropping = partition == 0 ? Task.CompletedTask : Task.Run(async () =>
{
    var retention = provider.GetRequiredService<IAuditRetention>();
    while (true)
    {
        try
        {
            var dropped = await retention.DropBeforeAsync(DateTimeOffset.MaxValue);
            lines.Write($"d {dropped.KeptFrom}");
        }
        catch (Exception failure) when (failure is AuditUnavailableException or DbException or TimeoutException)
        {
            // The process before this one may not be quite gone, or somebody looks.
        }
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
    }
});

await Task.WhenAll([dropping, .. transacting, .. Enumerable.Range(0, producers).Select(producer => Task.Run(async () =>
{
    for (var number = 0; ; number++)
    {
        var target = $"{run}-{producer}-{number}";
        var level = number % 16 == 15 ? AuditAcknowledgement.Published : AuditAcknowledgement.Durable;
        try
        {
            var receipt = await log.AppendAsync(new AuditEvent(type) { Target = target, Outcome = AuditOutcome.Success }, level);
            lines.Write($"+ {target} {receipt.Index} {receipt.Acknowledgement}");
        }
        catch (AuditUnavailableException refused)
        {
            // The process before this one may not be quite gone.
            if (!refused.MayBeRecorded)
                lines.Write($"- {target}");
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }
    }
}))]);

namespace Platform.Audit.LogWorker
{
    /// <summary>Writes whole lines without a buffer: what was written is the system's, and outlives the process.</summary>
    internal sealed class Lines : IDisposable
    {
        private readonly Stream _output = Console.OpenStandardOutput();
        private readonly Lock _lock = new();

        public void Write(string line)
        {
            lock (_lock)
                _output.Write(Encoding.ASCII.GetBytes(line + "\n"));
        }

        public void Dispose() => _output.Dispose();
    }

    /// <summary>Says every checkpoint that has left.</summary>
    internal sealed class LinePublisher(Lines lines) : ICheckpointPublisher
    {
        public ValueTask PublishAsync(ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken)
        {
            lines.Write($"c {Convert.ToBase64String(checkpoint.Span)}");
            return default;
        }
    }
}
