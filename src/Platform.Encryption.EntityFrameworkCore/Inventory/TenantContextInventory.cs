using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Reencryption;
using Platform.Encryption.Inventory;

namespace Platform.Encryption.EntityFrameworkCore.Inventory;

/// <summary>A context that is another one for each tenant.</summary>
/// <typeparam name="TContext">The context.</typeparam>
/// <param name="scopes">Where services come from.</param>
/// <param name="create">Makes the context of a tenant.</param>
/// <param name="tenants">Which tenants there are; <see langword="null"/> for those that have keys.</param>
internal sealed class TenantContextInventory<TContext>(
    IServiceScopeFactory scopes, Func<IServiceProvider, string, TContext> create, Func<IServiceProvider, CancellationToken, ValueTask<IReadOnlyCollection<string>>>? tenants) : IInventorySource
    where TContext : DbContext
{
    public async ValueTask<IReadOnlyList<InventoryPlace>> TakeAsync(InventoryKeys keys, CancellationToken cancellationToken)
    {
        var places = new List<InventoryPlace>();
        var marked = new HashSet<string>(StringComparer.Ordinal);
        foreach (var tenant in await TenantsAsync(keys, cancellationToken).ConfigureAwait(false))
        {
            var scope = scopes.CreateAsyncScope();
            await using var scopeScope = scope.ConfigureAwait(false);
            var context = create(scope.ServiceProvider, tenant);
            await using var contextScope = context.ConfigureAwait(false);
            var found = await ContextInventory.TakeAsync(
                context, $"{tenant}: ", cancellationToken => ContextTargets.OpenAsync(scopes, create, tenant, cancellationToken), keys, cancellationToken).ConfigureAwait(false);

            // What is not sealed is said by the model, which is that of all of them.
            places.AddRange(found.Where(place => place.IsEncrypted || marked.Add(place.Name)));
        }
        return places;
    }

    private async ValueTask<IReadOnlyCollection<string>> TenantsAsync(InventoryKeys keys, CancellationToken cancellationToken)
    {
        if (tenants is null)
            return keys.Tenants;
        var scope = scopes.CreateAsyncScope();
        await using var scopeScope = scope.ConfigureAwait(false);
        return await tenants(scope.ServiceProvider, cancellationToken).ConfigureAwait(false);
    }
}
