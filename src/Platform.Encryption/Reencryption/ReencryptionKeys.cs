using Platform.Encryption.Keys;

namespace Platform.Encryption.Reencryption;

/// <summary>The keys for a page of work, of scopes of one tenant: which are former ones, and leases that open with them and seal with the newest.</summary>
/// <remarks>A value belongs to the key that it names, whatever today's configuration says of its place. Used by one thread at a time, and no longer than the page.</remarks>
public sealed class ReencryptionKeys
{
    private readonly Dictionary<KeyId, KeyScope> _scopes = [];
    private readonly Dictionary<KeyScope, StoredKey> _newest = [];
    private readonly Dictionary<KeyScope, KeyLease?> _leases = [];

    internal ReencryptionKeys(Keyring keyring, ReencryptionBatch batch)
    {
        (Keyring, Tenant) = (keyring, batch.Tenant);
        foreach (var scope in batch.Scopes)
        {
            _newest.Add(scope.Scope, scope.Newest);
            foreach (var key in scope.Former)
                _scopes.Add(key.Id, scope.Scope);
        }
        Former = [.. _scopes.Keys];
    }

    /// <summary>Where the keys come from.</summary>
    public Keyring Keyring { get; }

    /// <summary>Whose keys they are.</summary>
    public string Tenant { get; }

    /// <summary>What the keys are for: purposes, subjects, blind indexes.</summary>
    public IReadOnlyCollection<KeyScope> Scopes => _newest.Keys;

    /// <summary>The ids of those that are to go; never empty, and never the newest of a scope.</summary>
    public IReadOnlyList<KeyId> Former { get; }

    /// <summary>What a former key is for.</summary>
    /// <param name="former">Its id.</param>
    /// <returns>The scope, or <see langword="null"/> if it is none of <see cref="Former"/>.</returns>
    public KeyScope? ScopeOf(KeyId former) => _scopes.GetValueOrDefault(former);

    /// <summary>Reads the keys that many values name in one round trip, so that leasing them costs none.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>What is known of them.</returns>
    public Task<PrefetchedKeys> PrefetchAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken) => Keyring.PrefetchAsync(ids, cancellationToken);

    /// <summary>Gives the keys of a scope of the tenant; for one of <see cref="Scopes"/> with its newest, however long ago this instance has looked.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A lease that is not yours to dispose; <see langword="null"/> if the keys were destroyed meanwhile, are not genuine, or were never there.</returns>
    /// <exception cref="ArgumentException">The scope is another tenant's.</exception>
    public async ValueTask<KeyLease?> LeaseAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (scope.Tenant != Tenant)
            throw new ArgumentException($"These keys are of {Tenant}, and {scope} is not.", nameof(scope));
        if (_leases.TryGetValue(scope, out var known))
            return known;
        try
        {
            return _leases[scope] = _newest.TryGetValue(scope, out var newest)
                ? await Keyring.LeaseWithAsync(scope, newest, cancellationToken).ConfigureAwait(false)
                : await Keyring.TryLeaseAsync(scope, cancellationToken).ConfigureAwait(false);
        }
        catch (KeyUnavailableException exception) when (exception.IsFinal || exception.Reason == KeyUnavailableReason.Missing)
        {
            // The other scopes of the batch are not kept waiting by one.
            return _leases[scope] = null;
        }
    }

    internal void Release()
    {
        foreach (var lease in _leases.Values)
            lease?.Dispose();
        _leases.Clear();
    }
}
