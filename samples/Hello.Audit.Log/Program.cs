using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Platform.Audit;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;

var folder = Directory.CreateTempSubdirectory("hello-audit-").FullName;
var file = Path.Combine(folder, "audit.db");
var services = new ServiceCollection();
services.AddPlatformAudit().UseSqlite(file).SignWithKeyFile("audit.example.com/hello", Path.Combine(folder, "audit.pem"));
await using var provider = services.BuildServiceProvider();
var audit = provider.GetRequiredService<IAuditLog>();

var closed = new AuditEventType("request.closed");
var receipts = await Task.WhenAll(Enumerable.Range(1, 100).Select(id =>
    audit.AppendAsync(new AuditEvent(closed) { Actor = "ada", Target = $"request:{id}", Outcome = AuditOutcome.Success }).AsTask()));
Console.WriteLine($"acknowledged: {receipts.Length}, all of them {receipts.Min(receipt => receipt.Acknowledgement)}");

var checkpoint = await audit.GetCheckpointAsync(); // best kept by somebody else
Console.WriteLine($"the whole log: {await audit.VerifyAsync(checkpoint)}");

// Whoever may do anything with the file cuts a byte off.
using var connection = new SqliteConnection($"Data Source={file}");
connection.Open();
using var change = connection.CreateCommand();
change.CommandText = "DROP TRIGGER audit_records_never_change; UPDATE audit_records SET record = substr(record, 1, length(record) - 1) WHERE idx = 42";
change.ExecuteNonQuery();
Console.WriteLine($"after a change by hand: {await audit.VerifyAsync(checkpoint)}");
