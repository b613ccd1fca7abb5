using System.Globalization;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Audit;
using Platform.Audit.Export;
using Platform.Audit.Export.Syslog;
using Platform.Audit.Records;
using Platform.Audit.Sqlite;

// folder, address of the receiver of HTTP, port of the receiver of syslog
var (folder, address, port) = (args[0], new Uri(args[1]), int.Parse(args[2], CultureInfo.InvariantCulture));

var services = new ServiceCollection();
services.AddPlatformAudit(static options => options.Deadline = TimeSpan.FromSeconds(30))
    .UseSqlite(Path.Combine(folder, "audit.db"))
    .SignWithKeyFile("audit.example.com/exported", Path.Combine(folder, "key.pem"))
    .AddExport(options => (options.CursorFolder, options.Interval, options.MaxBatch) = (Path.Combine(folder, "cursors"), TimeSpan.FromMilliseconds(10), 7))
    .ToOcsfFile("file", Path.Combine(folder, "events.ndjson"))
    .ToOcsfHttp("http", address)
    .ToCefSyslog("syslog", new SyslogTarget("127.0.0.1", port));
await using var provider = services.BuildServiceProvider();
foreach (var service in provider.GetServices<IHostedService>())
    await service.StartAsync(CancellationToken.None);
var log = provider.GetRequiredService<IAuditLog>();
var type = new AuditEventType("worker.counted");
for (var number = 0; ; number++)
{
    try
    {
        await log.AppendAsync(new AuditEvent(type) { Target = string.Create(CultureInfo.InvariantCulture, $"number:{number}") });
        Console.WriteLine(number);
    }
    catch (AuditUnavailableException)
    {
        // The process before this one may not be quite gone.
        await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
    }
}
