namespace Platform.Audit.Stores;

/// <summary>Keeps the logs of tenants, a store to each. For several threads at once.</summary>
/// <remarks>Ids are 32 lower-case hexadecimal digits: they can be names of files and parts of names of schemas. The contract is a test that
/// every engine passes.</remarks>
public interface IAuditTenantStores
{
    /// <summary>Names the store of a tenant, which is made where it is missing when it is first used.</summary>
    /// <param name="id">The id of the tenant.</param>
    /// <returns>The store. Whoever has called disposes of it, if it can be disposed of; nothing of it is open then.</returns>
    IAuditStore Open(string id);

    /// <summary>Opens the store of a tenant to read it. Nothing is made.</summary>
    /// <param name="id">The id of the tenant.</param>
    /// <param name="cancellationToken">Ends the looking.</param>
    /// <returns>The store, of which whoever has called disposes; <see langword="null"/> where there is none.</returns>
    ValueTask<IAuditStore?> FindAsync(string id, CancellationToken cancellationToken);

    /// <summary>Lists the tenants that have a store.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Their ids, in any order.</returns>
    ValueTask<IReadOnlyList<string>> ListAsync(CancellationToken cancellationToken);

    /// <summary>Removes the store of a tenant with everything in it. It is not in use, in any process.</summary>
    /// <param name="id">The id of the tenant.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when it is gone. Nothing happens where there is none.</returns>
    ValueTask RemoveAsync(string id, CancellationToken cancellationToken);
}
