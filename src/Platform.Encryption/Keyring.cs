using System.Collections.Concurrent;
using System.Security.Cryptography;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Encryption.Keys;

namespace Platform.Encryption;

/// <summary>
/// Makes, unwraps, caches, rotates and destroys keys: root key → tenant key → key of a purpose or a subject. Every key is random;
/// none can be computed again from another, which is what makes destroying one final.
/// </summary>
/// <remarks>
/// Keys are cached by scope and checked by id. However many ask for a key at once, it is looked up once. A key in memory goes on being
/// used while the store or the root key is away, for <see cref="KeyringSettings.UnusableAfter"/>, and not longer. Thread-safe; one for
/// each program. Disposing it zeroes what no lease holds.
/// </remarks>
public sealed class Keyring : IDisposable
{
    private const int SharePerEviction = 16;

    private readonly IKeyStore _store;
    private readonly IRootKey _root;
    private readonly KeyringSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Telemetry _telemetry = new();
    private readonly ConcurrentDictionary<KeyScope, KeyringEntry> _entries = [];
    private readonly CancellationTokenSource _stopping = new();
    private long _uses;
    private volatile bool _disposed;

    /// <summary>Makes a keyring.</summary>
    /// <param name="store">Where wrapped keys are kept. Not disposed with the keyring.</param>
    /// <param name="root">What wraps tenant keys. Not disposed with the keyring.</param>
    /// <param name="settings">How keys are kept, or <see langword="null"/> for the defaults.</param>
    /// <param name="logger">Where look-ups that fail, rotations and shreddings are told, or <see langword="null"/> for nowhere.</param>
    /// <exception cref="ArgumentException">The settings make no sense.</exception>
    public Keyring(IKeyStore store, IRootKey root, KeyringSettings? settings = null, ILogger<Keyring>? logger = null)
    {
        ArgumentNullException.ThrowIfNull(store);
        ArgumentNullException.ThrowIfNull(root);
        _store = store;
        _root = root;
        _settings = settings ?? new KeyringSettings();
        _settings.Validate();
        _time = _settings.TimeProvider;
        _logger = logger ?? NullLogger<Keyring>.Instance;
    }

    /// <summary>Gives the keys of a scope, and makes the first one where there is none.</summary>
    /// <param name="scope">What the keys are for.</param>
    /// <param name="cancellationToken">Stops waiting; a look-up that others wait for goes on.</param>
    /// <returns>A lease, to be disposed after the unit of work.</returns>
    /// <exception cref="KeyUnavailableException">The keys were destroyed, or what is stored is not genuine.</exception>
    /// <exception cref="ObjectDisposedException">The keyring was disposed.</exception>
    public async ValueTask<KeyLease> LeaseAsync(KeyScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        for (var hasLoaded = false; ; hasLoaded = true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            cancellationToken.ThrowIfCancellationRequested();
            var entry = _entries.TryGetValue(scope, out var known) ? known : _entries.GetOrAdd(scope, static scope => new KeyringEntry(scope));
            if (TryHold(entry, out var loading) is { } held)
            {
                // Only now: keys that nobody holds yet might be the ones to go, again and again.
                if (hasLoaded)
                    EvictBeyondCapacity();
                return new KeyLease(held);
            }
            if (loading is not null)
                await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
        }
    }

    /// <summary>Makes a new key for a scope, which seals from now on. The former keys still open. Other instances follow within <see cref="KeyringSettings.RefreshAfter"/>.</summary>
    /// <param name="scope">What the key is for.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been made or not.</param>
    /// <returns>The id of the new key.</returns>
    /// <exception cref="KeyUnavailableException">The keys were destroyed, or what is stored is not genuine.</exception>
    public async Task<KeyId> RotateAsync(KeyScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        while (true)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            var stored = await ReadAsync(scope, cancellationToken).ConfigureAwait(false);
            if (await TryMakeAsync(scope, stored.Keys.Count + 1, cancellationToken).ConfigureAwait(false) is { } id)
            {
                Forget(entry => entry.Scope == scope, isDestroyed: false);
                Log.Rotated(_logger, scope, id);
                return id;
            }
        }
    }

    /// <summary>Destroys all keys of a scope, for good: what was sealed with them can never be opened again. A tenant's scope takes all keys of the tenant with it.</summary>
    /// <param name="scope">What the keys were for.</param>
    /// <param name="cancellationToken">Stops waiting; the keys may have been destroyed or not. Ask again.</param>
    /// <returns>What was destroyed. This instance has zeroed it; others do when they look the key up, within <see cref="KeyringSettings.RefreshAfter"/>, and at the latest after <see cref="KeyringSettings.UnusableAfter"/>.</returns>
    public async Task<ShredReceipt> ShredAsync(KeyScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ObjectDisposedException.ThrowIf(_disposed, this);

        // The store first. If we crash here, memory is gone and the store decides; the other way round a look-up could bring the keys back.
        var destroyed = await _store.DestroyAsync(scope, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false);
        Forget(entry => entry.Scope == scope || (scope.Kind == KeyScopeKind.Tenant && entry.Scope.Tenant == scope.Tenant), isDestroyed: true);
        var receipt = new ShredReceipt(scope, destroyed.KeyIds, destroyed.DestroyedAt, destroyed.DestroyedAt + _settings.BackupRetention);
        _telemetry.Shredded();
        Log.Shredded(_logger, scope, receipt.KeyIds.Count, receipt.BackupsExpireAt);
        return receipt;
    }

    /// <summary>Zeroes all keys that no lease holds, and the others when their leases are disposed.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stopping.Cancel();
        Forget(static _ => true, isDestroyed: false);
        _stopping.Dispose();
        _telemetry.Dispose();
    }

    /// <summary>Takes hold of keys that may be used, and starts a look-up where one is due.</summary>
    /// <param name="entry">The place of the keys.</param>
    /// <param name="loading">What to wait for where there are none; <see langword="null"/> if the entry is no longer in the keyring.</param>
    private LoadedKeys? TryHold(KeyringEntry entry, out Task? loading)
    {
        loading = null;
        lock (entry.Guard)
        {
            if (entry.IsEvicted)
                return null;
            entry.LastUse = Interlocked.Increment(ref _uses);
            if (entry.Loaded is { } loaded)
            {
                var freshness = FreshnessRule.Of(_time.GetElapsedTime(entry.LookedUpAt), entry.FailedAt is { } at ? _time.GetElapsedTime(at) : null, _settings);
                if (freshness == Freshness.Ageing)
                    entry.Loading ??= StartLookUp(entry);
                if (freshness != Freshness.Unusable && loaded.TryHold())
                    return loaded;
            }
            loading = entry.Loading ??= StartLookUp(entry);
            return null;
        }
    }

    private Task StartLookUp(KeyringEntry entry)
    {
        // On its own: none of those who wait for it owns it, and none of them can cancel it for the others.
        var stopping = _stopping.Token;
        var lookingUp = Task.Run(() => LookUpAsync(entry, stopping), stopping);
        _ = lookingUp.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return lookingUp;
    }

    private async Task LookUpAsync(KeyringEntry entry, CancellationToken cancellationToken)
    {
        // From the beginning: what was read may be as old as that.
        var lookedUpAt = _time.GetTimestamp();
        int generation;
        long lookedUpBefore;
        LoadedKeys? present;
        lock (entry.Guard)
        {
            generation = entry.Generation;
            present = entry.Loaded;
            lookedUpBefore = entry.LookedUpAt;
        }

        try
        {
            // Shredding a tenant leaves the rows of its other keys. Whoever has the tenant's key in memory could go on unwrapping them, so
            // the store is asked each time.
            if (entry.Scope.Kind != KeyScopeKind.Tenant)
                await ReadAsync(KeyScope.ForTenant(entry.Scope.Tenant), cancellationToken).ConfigureAwait(false);
            var stored = await ReadOrMakeAsync(entry.Scope, cancellationToken).ConfigureAwait(false);
            var isSame = present is not null && present.Set.Primary.Id == stored[^1].Id && present.Set.Keys.Count == stored.Count && stored.All(key => present.Set.Contains(key.Id));
            var found = isSame ? present! : await UnwrapAsync(entry.Scope, stored, cancellationToken).ConfigureAwait(false);
            LoadedKeys? unneeded;
            lock (entry.Guard)
            {
                entry.Loading = null;
                var isCurrent = entry.Generation == generation && !_disposed;
                unneeded = isSame ? null : isCurrent ? entry.Loaded : found;
                if (isCurrent)
                {
                    entry.Loaded = found;
                    entry.LookedUpAt = lookedUpAt;
                    entry.FailedAt = null;
                }
            }
            unneeded?.Release();
            _telemetry.LookedUp(isSame ? "unchanged" : "loaded");
        }
        catch (Exception exception)
        {
            lock (entry.Guard)
            {
                entry.Loading = null;
                entry.FailedAt = _time.GetTimestamp();

                // Away is one thing, gone another: what was destroyed or is not genuine must not be used from memory either.
                if (exception is KeyUnavailableException)
                {
                    entry.Loaded?.Zero();
                    entry.Loaded = null;
                }
            }
            if (!_disposed)
                Report(exception, entry.Scope, present is null ? null : lookedUpBefore);
            throw;
        }
    }

    private void Report(Exception exception, KeyScope scope, long? lookedUpBefore)
    {
        _telemetry.LookedUp(exception is KeyUnavailableException ? "unavailable" : "failed");
        if (exception is KeyUnavailableException { Reason: KeyUnavailableReason.NotGenuine })
            Log.NotGenuine(_logger, scope);

        // A look-up that somebody waits for tells its failure to them; one in the background has nobody else to tell.
        else if (exception is not KeyUnavailableException && lookedUpBefore is { } before && _settings.UnusableAfter - _time.GetElapsedTime(before) is { } usableFor && usableFor > TimeSpan.Zero)
            Log.LookUpFailed(_logger, exception, scope, usableFor);
    }

    private async ValueTask<StoredKeys> ReadAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        var stored = await _store.ReadAsync(scope, cancellationToken).ConfigureAwait(false);
        return stored.DestroyedAt is null ? stored : throw new KeyUnavailableException(scope, KeyUnavailableReason.Destroyed);
    }

    private async Task<IReadOnlyList<StoredKey>> ReadOrMakeAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        while (true)
        {
            var stored = await ReadAsync(scope, cancellationToken).ConfigureAwait(false);
            if (stored.Keys.Count > 0)
                return stored.Keys;
            await TryMakeAsync(scope, version: 1, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<KeyId?> TryMakeAsync(KeyScope scope, int version, CancellationToken cancellationToken)
    {
        using var key = DataKey.Generate();
        using var secret = new SecretBytes(DataKey.SecretLength);
        key.CopySecretTo(secret.Span);
        var context = KeyWrapping.ContextOf(scope, version, key.Id);
        ReadOnlyMemory<byte> wrapped;
        if (scope.Kind == KeyScopeKind.Tenant)
        {
            wrapped = await _root.WrapAsync(secret.Memory, context, cancellationToken).ConfigureAwait(false);
        }
        else
        {
            using var tenant = await LeaseAsync(KeyScope.ForTenant(scope.Tenant), cancellationToken).ConfigureAwait(false);
            wrapped = tenant.Fields.Seal(KeyWrapping.PlaceOf(scope).Row(SHA256.HashData(context)), secret.Span);
        }
        var isAdded = await _store.TryAddAsync(new StoredKey(scope, version, key.Id, wrapped, _time.GetUtcNow()), cancellationToken).ConfigureAwait(false);
        return isAdded ? key.Id : null;
    }

    private async Task<LoadedKeys> UnwrapAsync(KeyScope scope, IReadOnlyList<StoredKey> stored, CancellationToken cancellationToken)
    {
        var keys = new List<DataKey>(stored.Count);
        try
        {
            using var tenant = scope.Kind == KeyScopeKind.Tenant ? null : await LeaseAsync(KeyScope.ForTenant(scope.Tenant), cancellationToken).ConfigureAwait(false);
            foreach (var key in stored)
                keys.Add(await UnwrapAsync(key, tenant, cancellationToken).ConfigureAwait(false));
            return new LoadedKeys(new Keyset(keys[^1], keys[..^1]), _settings.Fields);
        }
        catch
        {
            foreach (var key in keys)
                key.Dispose();
            throw;
        }
    }

    private async Task<DataKey> UnwrapAsync(StoredKey stored, KeyLease? tenant, CancellationToken cancellationToken)
    {
        using var secret = new SecretBytes(DataKey.SecretLength);
        var context = KeyWrapping.ContextOf(stored.Scope, stored.Version, stored.Id);
        var isUnwrapped = tenant is null
            ? await _root.TryUnwrapAsync(stored.Wrapped, context, secret.Memory, cancellationToken).ConfigureAwait(false)
            : FieldCipher.GetMaxPlaintextLength(stored.Wrapped.Length) == DataKey.SecretLength
                && tenant.Fields.TryOpen(KeyWrapping.PlaceOf(stored.Scope).Row(SHA256.HashData(context)), stored.Wrapped.Span, secret.Span, out _) == OpenResult.Opened;

        // A root key that answers with another key is caught by the id, which only the right one has.
        if (!isUnwrapped || KeyDerivation.IdOf(secret.Span) != stored.Id)
            throw new KeyUnavailableException(stored.Scope, KeyUnavailableReason.NotGenuine);
        return DataKey.FromSecret(secret.Span);
    }

    private void Forget(Func<KeyringEntry, bool> which, bool isDestroyed)
    {
        foreach (var entry in _entries.Values.Where(which))
            Forget(entry, isDestroyed);
    }

    private static void Forget(KeyringEntry entry, bool isDestroyed)
    {
        LoadedKeys? lost;
        lock (entry.Guard)
        {
            // The entry stays: a look-up under way finds its generation gone, and whoever waits for it looks again.
            entry.Generation++;
            (lost, entry.Loaded) = (entry.Loaded, null);
        }
        if (isDestroyed)
            lost?.Zero();
        else
            lost?.Release();
    }

    private void EvictBeyondCapacity()
    {
        if (_entries.Count <= _settings.Capacity)
            return;
        var surplus = _entries.Count - _settings.Capacity + _settings.Capacity / SharePerEviction;

        // Not what is being looked up: somebody waits for it.
        foreach (var entry in _entries.Values.Where(static entry => entry.Loading is null).OrderBy(static entry => entry.LastUse).Take(surplus).ToList())
        {
            if (!_entries.TryRemove(new(entry.Scope, entry)))
                continue;

            // Whoever still has the entry in hand must not load keys into it, where nobody would zero them.
            lock (entry.Guard)
                entry.IsEvicted = true;
            Forget(entry, isDestroyed: false);
        }
    }
}
