using System.Security.Cryptography;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Audit;
using Platform.Audit.Notes;
using Platform.Audit.Sqlite;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;

namespace Platform.Benchmarks.Audit;

/// <summary>What it costs that an event goes into the log of a tenant, found by his name and leased for each event, and not into the log of
/// the host.</summary>
internal static class TenantRows
{
    private const int Producers = 64;

    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Throughput(
            "durable append for a tenant in SQLite, 64 producers", Appending("ours", isForTenant: true),
            Appending("a single log", isForTenant: false)).OnDisk(),
    ];

    private static Side Appending(string name, bool isForTenant) =>
        Side.OfAsync(
            name, token => Log.StartAsync(isForTenant, token), static (log, caller, token) => log.AppendAsync(caller, token),
            callers: Producers);

    private sealed class Log : IAsyncDisposable
    {
        private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-gate-tenants-");
        private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        private readonly ServiceProvider _services;
        private readonly IAuditLog _log;
        private readonly IAuditTenants? _tenants;

        private Log(bool isForTenant)
        {
            var services = new ServiceCollection();
            var builder = services.AddPlatformAudit(static options => options.Deadline = TimeSpan.FromSeconds(60)).UseSqlite(
                Path.Combine(_folder.FullName, "audit.db"));
            builder.SignWith(_ => new EcdsaNoteSigner("audit.example.com/gate", _key));
            builder.AddTenants().UseSqlite(Path.Combine(_folder.FullName, "tenants")).NameWithKeyFile(
                Path.Combine(_folder.FullName, "tenants.key"));
            _services = services.BuildServiceProvider();
            _log = _services.GetRequiredService<IAuditLog>();
            _tenants = isForTenant ? _services.GetRequiredService<IAuditTenants>() : null;
        }

        public static async ValueTask<Log> StartAsync(bool isForTenant, CancellationToken cancellationToken)
        {
            var log = new Log(isForTenant);
            foreach (var service in log._services.GetServices<IHostedService>())
                await service.StartAsync(cancellationToken);
            return log;
        }

        public async ValueTask<bool> AppendAsync(int caller, CancellationToken cancellationToken)
        {
            if (_tenants is null)
                return (await _log.AppendAsync(
                    new RequestClosed(caller), cancellationToken: cancellationToken)).Acknowledgement == AuditAcknowledgement.Durable;
            await using var lease = await _tenants.OpenAsync("acme", cancellationToken);
            return (await lease.Log.AppendAsync(
                new RequestClosed(caller), cancellationToken: cancellationToken)).Acknowledgement == AuditAcknowledgement.Durable;
        }

        public async ValueTask DisposeAsync()
        {
            foreach (var service in _services.GetServices<IHostedService>().Reverse())
                await service.StopAsync(CancellationToken.None);
            await _services.DisposeAsync();
            _key.Dispose();
            SqliteConnection.ClearAllPools();
            _folder.Delete(recursive: true);
        }
    }
}
