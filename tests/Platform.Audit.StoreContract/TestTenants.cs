using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Sequencing;
using Platform.Audit.Stores;
using Platform.Audit.Tenants;
using Platform.Audit.Tiles;

namespace Platform.Audit.StoreContract;

/// <summary>A host with logs of tenants, on stores that are given.</summary>
internal sealed class TestTenants : IAsyncDisposable
{
    public static readonly byte[] Naming = SHA256.HashData("the key of all tests"u8);

    private TestTenants(TestLog host) => (Host, Tenants, Pool) = (host, host.Service<IAuditTenants>(), host.Service<TenantPool>());

    public TestLog Host { get; }

    public IAuditTenants Tenants { get; }

    public TenantPool Pool { get; }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static TestTenants Make(
        IAuditStore hostStore, IAuditTenantStores stores, ECDsa key, Action<PlatformAuditTenantsOptions>? configure = null,
        Action<PlatformAuditOptions>? configureHost = null, TimeProvider? time = null, ICheckpointAnchor? anchor = null,
        byte[]? naming = null, Action<IServiceCollection>? add = null) => new(TestLog.Make(
        hostStore, key, configureHost, time, anchor, add: services =>
        {
            // As an instance: it outlives the host here.
            services.AddSingleton(stores);
            services.AddPlatformAudit().AddTenants(options =>
            {
                options.CheckpointInterval = TimeSpan.FromHours(1);
                configure?.Invoke(options);
            }).NameWith(_ => naming ?? Naming);
            add?.Invoke(services);
        }));

    public static async Task<TestTenants> StartAsync(
        IAuditStore hostStore, IAuditTenantStores stores, ECDsa key, Action<PlatformAuditTenantsOptions>? configure = null,
        Action<PlatformAuditOptions>? configureHost = null, TimeProvider? time = null, ICheckpointAnchor? anchor = null,
        byte[]? naming = null, Action<IServiceCollection>? add = null)
    {
        var host = Make(hostStore, stores, key, configure, configureHost, time, anchor, naming, add);
        try
        {
            await host.Host.StartAsync();
            foreach (var startup in host.Host.Service<IEnumerable<IHostedService>>().OfType<TenantStartup>())
                await startup.StartAsync(Cancellation);
            return host;
        }
        catch
        {
            await host.DisposeAsync();
            throw;
        }
    }

    public async Task<AuditReceipt> AppendAsync(string tenant, int id, AuditAcknowledgement acknowledgement = AuditAcknowledgement.Durable)
    {
        await using var lease = await Tenants.OpenAsync(tenant, Cancellation);
        return await lease.Log.AppendAsync(new AuditEvent(TestLog.Closed) { Target = $"request:{id}" }, acknowledgement, Cancellation);
    }

    /// <summary>Everything that is in the store of a tenant, as somebody with the database copies it.</summary>
    public static async Task<(List<byte[]> Records, byte[] Checkpoint)> CopyAsync(IAuditTenantStores stores, string id)
    {
        var store = await stores.FindAsync(id, Cancellation);
        Assert.NotNull(store);
        var state = await store.ReadStateAsync(Cancellation);
        var reader = new TileReader(store, state.Size);
        List<byte[]> records = [];
        for (var index = 0L; index < state.Size; index++)
            records.Add((await reader.ReadEntryAsync(index, Cancellation)).ToArray());
        await OpenTenant.CloseAsync(store);
        return (records, state.Checkpoint.ToArray());
    }

    /// <summary>Puts something in the place of a tenant's store that fits together: hashes, nodes and root are those of the
    /// records.</summary>
    public static async Task ReplaceAsync(IAuditTenantStores stores, string id, List<byte[]> records, byte[] checkpoint)
    {
        await stores.RemoveAsync(id, Cancellation);
        var store = stores.Open(id);
        var batches = await Batches.AcquireAsync(store, Cancellation);
        await store.CommitAsync(batches.Next(records), Cancellation);
        if (checkpoint.Length > 0)
            await store.SaveCheckpointAsync(batches.Epoch, checkpoint, Cancellation);
        await store.ReleaseAsync(Cancellation);
        await OpenTenant.CloseAsync(store);
    }

    /// <summary>A checkpoint that the host's own key has signed.</summary>
    public static byte[] Sign(ECDsa key, string id, List<byte[]> records)
    {
        var tree = new Trees.TreeFrontier();
        foreach (var record in records)
            tree.Append(Trees.TreeHasher.HashLeaf(record));
        using LogKeys keys = TestLog.Keys(key);
        return keys.Sign(new Checkpoint(TenantOrigin.Of(TestLog.Origin, id), tree.Size, tree.Root));
    }

    public static bool Contains(ReadOnlySpan<byte> bytes, string text) => bytes.IndexOf(Encoding.UTF8.GetBytes(text)) >= 0;

    public ValueTask DisposeAsync() => Host.DisposeAsync();
}
