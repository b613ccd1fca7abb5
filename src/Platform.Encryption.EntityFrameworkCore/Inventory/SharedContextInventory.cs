using Microsoft.EntityFrameworkCore;
using Microsoft.Extensions.DependencyInjection;
using Platform.Encryption.EntityFrameworkCore.Reencryption;
using Platform.Encryption.Inventory;

namespace Platform.Encryption.EntityFrameworkCore.Inventory;

/// <summary>A context whose database all tenants share.</summary>
/// <typeparam name="TContext">The context.</typeparam>
/// <param name="scopes">Where services come from.</param>
internal sealed class SharedContextInventory<TContext>(IServiceScopeFactory scopes) : IInventorySource
    where TContext : DbContext
{
    public async ValueTask<IReadOnlyList<InventoryPlace>> TakeAsync(InventoryKeys keys, CancellationToken cancellationToken)
    {
        var scope = scopes.CreateAsyncScope();
        await using var scopeScope = scope.ConfigureAwait(false);
        return await ContextInventory.TakeAsync(
            scope.ServiceProvider.GetRequiredService<TContext>(),
            prefix: "",
            cancellationToken => ContextTargets.OpenAsync(scopes, static (services, _) => services.GetRequiredService<TContext>(), "", cancellationToken),
            keys,
            cancellationToken).ConfigureAwait(false);
    }
}
