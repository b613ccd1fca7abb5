namespace Platform.Encryption.Keys;

/// <summary>The keys of a tenant, or the mark of a store. Each is unwrapped by the root key when it is first needed, and once.</summary>
internal sealed class TenantKeys : HeldKeys
{
    private readonly Func<StoredKey, Task<DataKey>> _unwrap;
    private readonly Backoff _backoff;
    private readonly Lock _guard = new();
    private readonly Dictionary<KeyId, Task<DataKey>> _unwrapped = [];
    private readonly List<DataKey> _keys = [];

    /// <param name="scope">The scope.</param>
    /// <param name="stored">What the store gave.</param>
    /// <param name="unwrap">Asks the root key.</param>
    /// <param name="backoff">Keeps the root key from being asked again and again while it fails.</param>
    /// <param name="use">How long.</param>
    /// <param name="live">Where they are listed.</param>
    public TenantKeys(KeyScope scope, IReadOnlyList<StoredKey> stored, Func<StoredKey, Task<DataKey>> unwrap, Backoff backoff, KeyUse use, LiveKeys live)
        : base(scope, stored, use, live)
    {
        _unwrap = unwrap;
        _backoff = backoff;
    }

    /// <summary>Gives a key, or <see langword="null"/> if the tenant has none with this id.</summary>
    /// <param name="id">The key, or <see langword="null"/> for the newest.</param>
    /// <param name="cancellationToken">Stops waiting; the root key's answer is still kept.</param>
    /// <exception cref="ObjectDisposedException">The keys were zeroed meanwhile.</exception>
    public async Task<DataKey?> FindAsync(KeyId? id, CancellationToken cancellationToken)
    {
        if ((id is null ? Stored[^1] : Stored.FirstOrDefault(key => key.Id == id)) is not { } stored)
            return null;
        Task<DataKey> unwrapping;
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(IsZeroed, typeof(KeyLease));
            if (!_unwrapped.TryGetValue(stored.Id, out unwrapping!) || unwrapping.IsFaulted || unwrapping.IsCanceled)
            {
                _backoff.ThrowIfWaiting();
                _unwrapped[stored.Id] = unwrapping = UnwrapAsync(stored);
            }
        }
        return await unwrapping.WaitAsync(cancellationToken).ConfigureAwait(false);
    }

    protected override void ZeroKeys()
    {
        lock (_guard)
        {
            foreach (var key in _keys)
                key.Dispose();
        }
    }

    protected override bool IsSame(StoredKey one, StoredKey other) => base.IsSame(one, other) && one.Wrapped.Span.SequenceEqual(other.Wrapped.Span);

    private async Task<DataKey> UnwrapAsync(StoredKey stored)
    {
        try
        {
            // Not under the lock of the caller.
            await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
            var key = await _unwrap(stored).ConfigureAwait(false);
            _backoff.Succeed();
            lock (_guard)
            {
                if (!IsZeroed)
                {
                    _keys.Add(key);
                    return key;
                }
            }
            key.Dispose();
        }
        catch (Exception exception)
        {
            _backoff.Fail(exception);
            throw;
        }
        throw new ObjectDisposedException(nameof(KeyLease));
    }
}
