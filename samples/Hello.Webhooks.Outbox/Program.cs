using System.Text;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Webhooks;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Sqlite;

var file = Path.Combine(Directory.CreateTempSubdirectory("hello-outbox-").FullName, "desk.db");
var builder = Host.CreateEmptyApplicationBuilder(null);
builder.Services.AddSingleton<TaskCompletionSource>();
builder.Services.AddPlatformOutbox().UseSqlite(file).AddHandler<Printer>("printer", "request.closed");
using var host = builder.Build();
await host.StartAsync();

await CloseAsync(1, isCommitted: true);
await CloseAsync(2, isCommitted: false); // rolled back: nobody hears of it
await CloseAsync(3, isCommitted: true);
await host.Services.GetRequiredService<TaskCompletionSource>().Task;
await host.StopAsync();

async Task CloseAsync(int id, bool isCommitted)
{
    await using var connection = new SqliteConnection($"Data Source={file}");
    await connection.OpenAsync();
    await using var transaction = await connection.BeginTransactionAsync();
    // … the change itself …
    await host.Services.GetRequiredService<IOutbox>().PublishAsync(new OutboxEvent("request.closed", Encoding.UTF8.GetBytes($"request {id}")) { OrderKey = "desk" }, transaction);
    if (isCommitted)
        await transaction.CommitAsync();
}

internal sealed class Printer(TaskCompletionSource last) : IOutboxHandler
{
    public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
    {
        var text = Encoding.UTF8.GetString(message.Body.Span);
        Console.WriteLine($"{message.Type}: {text}, attempt {message.Attempt}");
        if (text == "request 3")
            last.TrySetResult();
        return default;
    }
}
