using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Platform.Audit;
using Platform.Audit.Export;
using Platform.Audit.Records;

var folder = Directory.CreateTempSubdirectory("hello-audit-export-");
var file = Path.Combine(folder.FullName, "events.ndjson");
var builder = Host.CreateApplicationBuilder();
builder.Logging.ClearProviders();
builder.Services.AddPlatformAudit()
    .AddExport(options => (options.CursorFolder, options.Interval) = (folder.FullName, TimeSpan.FromMilliseconds(10)))
    .ToOcsfFile("archive", file);
using var host = builder.Build();
await host.StartAsync();
var audit = host.Services.GetRequiredService<IAuditLog>();
await audit.AppendAsync(new AuditEvent(new AuditEventType("request.closed")) { Actor = "user:1", Target = "request:42", Reason = "one line,\nor two?" });

// The exporter reads the log in its own time, and knows where it stands when the host starts again.
while (!File.Exists(file) || (await File.ReadAllLinesAsync(file)).Length < 2)
    await Task.Delay(TimeSpan.FromMilliseconds(10), TimeProvider.System);
await host.StopAsync();
foreach (var line in await File.ReadAllLinesAsync(file))
{
    var written = JsonDocument.Parse(line).RootElement;
    Console.WriteLine($"{written.GetProperty("metadata").GetProperty("sequence")}: {written.GetProperty("class_uid")} {written.GetProperty("activity_name")}");
}
