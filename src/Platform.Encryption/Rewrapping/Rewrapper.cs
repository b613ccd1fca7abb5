using Microsoft.Extensions.Logging;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Rewrapping;

/// <summary>Wraps stored keys with a newer key. The store is its own journal: what an older key wraps is what is left to do, whoever stopped where.</summary>
internal sealed class Rewrapper(IKeyStore store, IRootKey root, KeyLoader loader, TimeProvider time, ILogger logger, Telemetry telemetry)
{
    /// <summary>Each pass sees what others changed or added during the one before; what is left after so many is told.</summary>
    private const int MostPasses = 8;

    public async Task<RewrapReport> RewrapTenantAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        var tenant = await loader.HoldTenantAsync(scope.Tenant, create: false, cancellationToken).ConfigureAwait(false);
        try
        {
            var newest = tenant.Stored[^1].Id.ToString();
            return await RunAsync(
                [
                    new KeyFilter { Tenant = scope.Tenant, Kind = KeyScopeKind.Purpose, NotWrappedBy = newest },
                    new KeyFilter { Tenant = scope.Tenant, Kind = KeyScopeKind.Subject, NotWrappedBy = newest },
                ],
                tenant, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            tenant.Release();
        }
    }

    public Task<RewrapReport> RewrapRootAsync(CancellationToken cancellationToken) => RunAsync(
        [
            new KeyFilter { Kind = KeyScopeKind.Tenant, NotWrappedBy = root.CurrentVersion },
            new KeyFilter { Kind = KeyScopeKind.Store, NotWrappedBy = root.CurrentVersion },
        ],
        tenant: null, cancellationToken);

    public async Task<IReadOnlyList<KeyId>> RetireTenantKeysAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        var retired = new List<KeyId>();
        foreach (var key in (await loader.ReadAsync(scope, highestSeen: 0, cancellationToken).ConfigureAwait(false)).SkipLast(1))
        {
            // Refused where a key is wrapped by it, or a newer one has gone: both are decided in the store.
            if (await store.TryRetireAsync(scope, key.Id, time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
                retired.Add(key.Id);
        }
        return retired;
    }

    private async Task<RewrapReport> RunAsync(KeyFilter[] filters, TenantKeys? tenant, CancellationToken cancellationToken)
    {
        long rewrapped = 0;
        for (var pass = 1; ; pass++)
        {
            long left = 0;
            var before = rewrapped;
            foreach (var filter in filters)
            {
                await foreach (var key in store.ListAsync(filter, cancellationToken).ConfigureAwait(false))
                {
                    left++;
                    if (filter.Matches(key) && await TryRewrapAsync(key, tenant, cancellationToken).ConfigureAwait(false))
                        rewrapped++;
                }
            }

            // Only a pass that finds nothing proves it; one that changes nothing will not do better next time.
            if (left == 0 || rewrapped == before || pass == MostPasses)
                return new RewrapReport(rewrapped, left == 0 ? 0 : left - (rewrapped - before));
        }
    }

    private async Task<bool> TryRewrapAsync(StoredKey key, TenantKeys? tenant, CancellationToken cancellationToken)
    {
        try
        {
            using var unwrapped = await loader.UnwrapAsync(key.Scope, key, tenant, cancellationToken).ConfigureAwait(false);
            var (wrapped, by) = await loader.WrapAsync(key.Scope, key.Version, unwrapped, tenant, cancellationToken).ConfigureAwait(false);
            var isDone = await store.TryRewrapAsync(key, key with { Wrapped = wrapped, WrappedBy = by }, cancellationToken).ConfigureAwait(false);
            if (isDone)
                telemetry.Rewrapped();
            return isDone;
        }
        catch (KeyUnavailableException)
        {
            // One forged row must not keep the others under the old key.
            Log.NotGenuine(logger, key.Scope.ToString());
            return false;
        }
    }
}
