using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.Catalogs;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;

var folder = Directory.CreateTempSubdirectory("hello-audit-").FullName;
var services = new ServiceCollection();
services.AddPlatformAudit().UseSqlite(Path.Combine(folder, "desk.db")).SignWithKeyFile("audit.example.com/desk", Path.Combine(folder, "audit.pem"));
await using var provider = services.BuildServiceProvider();
var (audit, intake) = (provider.GetRequiredService<IAuditLog>(), provider.GetRequiredService<IAuditIntake>());
await audit.AppendAsync(new AuditEvent(new AuditEventType("desk.opened"))); // with the first event the tables are made

await CloseAsync(1, "done", isCommitted: true);
await CloseAsync(2, "by mistake", isCommitted: false);
await CloseAsync(3, "done", isCommitted: true);

// The log takes up what was committed, in the order of commits.
var query = new AuditQuery { Action = "desk.request.*", Text = "done", OldestFirst = true, WithProofs = true };
AuditPage page;
do
{
    await Task.Delay(TimeSpan.FromMilliseconds(50), TimeProvider.System);
    page = await audit.QueryAsync(query);
}
while (page.Entries.Count < 2);
foreach (var entry in page.Entries)
    Console.WriteLine(Describe(entry));

async Task CloseAsync(int id, string reason, bool isCommitted)
{
    await using var connection = new SqliteConnection($"Data Source={Path.Combine(folder, "desk.db")}");
    await connection.OpenAsync();
    await using var transaction = await connection.BeginTransactionAsync();
    // … the change itself …
    await intake.AppendAsync(transaction, new DeskAudit.RequestClosed("ada", id, reason)); // in this transaction
    if (isCommitted)
        await transaction.CommitAsync();
}

static string Describe(AuditEntry entry) => AuditRecord.TryRead(entry.Record.Span, out var record) && record.TryGetText(AuditField.Target, out var target)
    ? $"{System.Text.Encoding.UTF8.GetString(record.Name)}: {System.Text.Encoding.UTF8.GetString(target)}, with a proof of {System.Text.Encoding.UTF8.GetString(entry.Proof.Span).Split('\n')[0]}"
    : "no record";

[AuditCatalog("desk")]
internal static partial class DeskAudit
{
    [AuditEvent("request.closed", Target = "request:{Id}", Outcome = AuditOutcome.Success)]
    public readonly partial record struct RequestClosed(string Actor, int Id, string? Reason);
}
