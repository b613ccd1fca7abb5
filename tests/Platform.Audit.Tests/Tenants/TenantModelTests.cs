using FsCheck.Xunit;
using Platform.Audit.Records;
using Platform.Audit.StoreContract;
using Platform.Audit.Stores;

namespace Platform.Audit.Tests.Tenants;

/// <summary>Which tenant has what, whatever is opened, closed, removed and started again, beside a dictionary of lists.</summary>
public sealed class TenantModelTests
{
    [Property(MaxTest = 40)]
    public void Each_tenant_has_what_was_appended_for_him_in_its_order_and_nothing_else(int seed) => CompareAsync(seed).GetAwaiter().GetResult();

    private static async Task CompareAsync(int seed)
    {
        var cancellation = TestContext.Current.CancellationToken;
        var random = new Random(seed);
        using var key = TestLog.CreateKey();
        var (hostStore, stores) = (new InMemoryAuditStore(), new InMemoryAuditTenantStores());
        Dictionary<string, List<string>> model = [];
        HashSet<string> removed = [];
        var host = await TestTenants.StartAsync(hostStore.Connect(), stores, key, options => options.MostOpen = random.Next(1, 4));
        try
        {
            for (var step = 0; step < 40; step++)
            {
                var tenant = $"tenant {random.Next(5)}";
                switch (random.Next(12))
                {
                    case 0:
                        await host.DisposeAsync();
                        host = await TestTenants.StartAsync(
                            hostStore.Connect(), stores, key, options => options.MostOpen = random.Next(1, 4));
                        break;
                    case 1 when model.ContainsKey(tenant):
                        await host.Tenants.RemoveAsync(tenant, cancellationToken: cancellation);
                        model.Remove(tenant);
                        removed.Add(tenant);
                        break;
                    case 2:
                        var verification = await host.Tenants.VerifyAsync(cancellation);
                        Assert.True(verification.IsIntact, string.Join('\n', verification.Findings));
                        break;
                    default:
                        if (removed.Contains(tenant))
                        {
                            await Assert.ThrowsAsync<InvalidOperationException>(() => host.AppendAsync(tenant, step));
                            break;
                        }
                        await host.AppendAsync(
                            tenant, step, random.Next(3) == 0 ? AuditAcknowledgement.Published : AuditAcknowledgement.Durable);
                        if (!model.TryGetValue(tenant, out var had))
                            model.Add(tenant, had = []);
                        had.Add($"request:{step}");
                        break;
                }
            }
            foreach (var (tenant, had) in model)
            {
                var (records, _) = await TestTenants.CopyAsync(stores, host.Tenants.IdOf(tenant));
                Assert.Equal(
                    had, records.Select(static record => AuditLogContract.Copy(record)).Where(
                    static record => record.Kind == AuditRecordKind.Event).Select(static record => record.Target));
            }
            Assert.Equal(
                model.Keys.Select(host.Tenants.IdOf).Order(StringComparer.Ordinal),
                (await stores.ListAsync(cancellation)).Order(StringComparer.Ordinal));
        }
        finally
        {
            await host.DisposeAsync();
        }
    }
}
