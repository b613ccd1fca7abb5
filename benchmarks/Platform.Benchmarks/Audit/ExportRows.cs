using System.Net;
using System.Net.Sockets;
using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Audit;
using Platform.Audit.Export;
using Platform.Audit.Export.Syslog;
using Platform.Audit.Notes;
using Platform.Audit.Sqlite;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Audit;

/// <summary>What appending knows of exporting: how long one event takes, with a receiver that is down, with one that takes everything, and with none.</summary>
internal static class ExportRows
{
    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Compare("durable append to SQLite, an exporter that is down", [Measure.P50], Appending("ours", Receiver.Down), Appending("one that is up", Receiver.Up), Appending("none", Receiver.None)).OnDisk(),
    ];

    private static Side Appending(string name, Receiver receiver) =>
        Side.OfAsync(name, token => Log.StartAsync(receiver, token), static (log, caller, token) => log.AppendAsync(caller, token));

    private enum Receiver
    {
        None,
        Down,
        Up,
    }

    private sealed class Log : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-gate-export-");
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);
        private readonly CancellationTokenSource _ending = new();
        private readonly ServiceProvider _services;
        private readonly IAuditLog _log;
        private readonly Task _serving;

        private Log(Receiver receiver)
        {
            _listener.Start();
            var port = ((IPEndPoint)_listener.LocalEndpoint).Port;
            // A port at which nobody listens any more refuses at once, as a service that is down does.
            if (receiver == Receiver.Down)
                _listener.Stop();
            _serving = receiver == Receiver.Up ? ServeAsync() : Task.CompletedTask;
            var services = new ServiceCollection();
            var builder = services.AddPlatformAudit(static options => options.Deadline = TimeSpan.FromSeconds(60)).UseSqlite(Path.Combine(_folder.FullName, "audit.db"));
            builder.SignWith(_ => new EcdsaNoteSigner("audit.example.com/gate", _key));
            if (receiver != Receiver.None)
                builder.AddExport(options => options.CursorFolder = _folder.FullName).ToCefSyslog("siem", new SyslogTarget("127.0.0.1", port));
            _services = services.BuildServiceProvider();
            _log = _services.GetRequiredService<IAuditLog>();
        }

        public static async ValueTask<Log> StartAsync(Receiver receiver, CancellationToken cancellationToken)
        {
            var log = new Log(receiver);
            foreach (var service in log._services.GetServices<IHostedService>())
                await service.StartAsync(cancellationToken);
            return log;
        }

        public async ValueTask<bool> AppendAsync(int caller, CancellationToken cancellationToken) =>
            (await _log.AppendAsync(new RequestClosed(caller), cancellationToken: cancellationToken)).Acknowledgement == AuditAcknowledgement.Durable;

        public async ValueTask DisposeAsync()
        {
            foreach (var service in _services.GetServices<IHostedService>().Reverse())
                await service.StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
            await _ending.CancelAsync();
            await _serving;
            _listener.Dispose();
            _ending.Dispose();
            _key.Dispose();
            SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }

        private async Task ServeAsync()
        {
            try
            {
                while (true)
                {
                    using var client = await _listener.AcceptTcpClientAsync(_ending.Token);
                    try
                    {
                        await client.GetStream().CopyToAsync(Stream.Null, _ending.Token);
                    }
                    catch (IOException)
                    {
                        // An exporter that stops breaks its connection off.
                    }
                }
            }
            catch (OperationCanceledException)
            {
            }
        }
    }
}
