using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Encryption.Keys;
using Platform.Encryption.Reencryption;
using Platform.Encryption.Rewrapping;

namespace Platform.Encryption;

/// <summary>
/// Makes, unwraps, caches, rotates and destroys keys: root key → tenant key → key of a purpose or a subject. Every key is random;
/// none can be computed again from another, which is what makes destroying one final.
/// </summary>
/// <remarks>
/// Keys are cached by scope and checked by id. However many ask for a key at once, it is looked up once. A key in memory goes on being
/// used while the store or the root key is away, for <see cref="KeyringSettings.UnusableAfter"/>, and not longer: then it is zeroed, whoever
/// holds it. Thread-safe; one for each program. Disposing it zeroes what no lease holds.
/// </remarks>
public sealed class Keyring : IDisposable
{
    private readonly IKeyStore _store;
    private readonly KeyringSettings _settings;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly Telemetry _telemetry = new();
    private readonly CancellationTokenSource _stopping = new();
    private readonly LiveKeys _live = new();
    private readonly LookUpReport _report;
    private readonly KeyLoader _loader;
    private readonly KeyCache _cache;
    private readonly Rewrapper _rewrapper;
    private long _shreddings;
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
        _settings = settings ?? new KeyringSettings();
        _settings.Validate();
        _time = _settings.TimeProvider;
        _logger = logger ?? NullLogger<Keyring>.Instance;
        _report = new LookUpReport(_settings, _logger, _telemetry);
        _loader = new KeyLoader(store, root, _settings, _live, _telemetry, _stopping.Token);
        _cache = new KeyCache(_settings, _loader, _live, _report, _stopping.Token);
        _loader.Acquire = _cache.AcquireAsync;
        _loader.Forget = scope => _cache.Forget(scope);
        _rewrapper = new Rewrapper(store, root, _loader, _time, _logger, _telemetry);
        _telemetry.Observe(() => _cache.Count);
    }

    /// <summary>The meter of this keyring, which others in the process do not share.</summary>
    internal System.Diagnostics.Metrics.Meter Meter => _telemetry.Meter;

    internal KeyringSettings Settings => _settings;

    internal TimeProvider TimeProvider => _time;

    /// <summary>How many look-ups have failed since one succeeded.</summary>
    internal long FailuresInARow => _report.FailuresInARow;

    /// <summary>How many scopes have a place in memory.</summary>
    internal int ScopeCount => _cache.Count;

    /// <summary>How many sets of keys are in memory and not zeroed.</summary>
    internal int LiveCount => _live.Count();

    /// <summary>Gives the keys of a scope, to open what was sealed with them and to seal more. Never makes a key: what only reads changes nothing, and a store that is empty or another one is noticed.</summary>
    /// <param name="scope">What the keys are for: a purpose or a subject.</param>
    /// <param name="cancellationToken">Stops waiting; a look-up that others wait for goes on.</param>
    /// <returns>A lease, to be disposed after the unit of work.</returns>
    /// <exception cref="ArgumentException">The scope is a tenant's, whose key wraps others and seals nothing.</exception>
    /// <exception cref="KeyUnavailableException">There are none, they were destroyed, or what is stored is not genuine.</exception>
    /// <exception cref="TimeoutException">The store or the root key did not answer within <see cref="KeyringSettings.LookUpTimeout"/>. What either throws passes through.</exception>
    /// <exception cref="ObjectDisposedException">The keyring was disposed.</exception>
    public ValueTask<KeyLease> LeaseAsync(KeyScope scope, CancellationToken cancellationToken = default)
    {
        var acquiring = AcquireAsync(scope, create: false, cancellationToken);
        return acquiring.IsCompletedSuccessfully ? new(LeaseOf(scope, acquiring.Result)) : WaitAsync(scope, acquiring);

        static async ValueTask<KeyLease> WaitAsync(KeyScope scope, ValueTask<HeldKeys?> acquiring) => LeaseOf(scope, await acquiring.ConfigureAwait(false));

        static KeyLease LeaseOf(KeyScope scope, HeldKeys? keys) =>
            keys is null ? throw new KeyUnavailableException(scope, KeyUnavailableReason.Missing) : new KeyLease((LoadedKeys)keys);
    }

    /// <summary>The same, and <see langword="null"/> where the scope has no key yet.</summary>
    /// <param name="scope">What the keys are for: a purpose or a subject.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>A lease, or <see langword="null"/>.</returns>
    /// <exception cref="KeyUnavailableException">They were destroyed, or what is stored is not genuine.</exception>
    public async ValueTask<KeyLease?> TryLeaseAsync(KeyScope scope, CancellationToken cancellationToken = default) =>
        await AcquireAsync(scope, create: false, cancellationToken).ConfigureAwait(false) is { } keys ? new KeyLease((LoadedKeys)keys) : null;

    /// <summary>The same, and makes the first key where there is none. For what writes. A name that a stranger may choose makes a row in the key store.</summary>
    /// <param name="scope">What the keys are for: a purpose or a subject.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been made or not.</param>
    /// <returns>A lease, to be disposed after the unit of work.</returns>
    /// <exception cref="ArgumentException">The scope is a tenant's.</exception>
    /// <exception cref="KeyUnavailableException">The keys were destroyed, what is stored is not genuine, or the store takes none.</exception>
    public async ValueTask<KeyLease> LeaseOrCreateAsync(KeyScope scope, CancellationToken cancellationToken = default) =>
        new((LoadedKeys)(await AcquireAsync(scope, create: true, cancellationToken).ConfigureAwait(false))!);

    /// <summary>Looks up the keys that many sealed values name, in one round trip, so that leasing them costs none. For pages of rows with a key for each subject.</summary>
    /// <param name="ids">The ids, which stand in the values (<see cref="KeyId.TryReadFrom"/>).</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>Which scope each id belongs to, and which are gone.</returns>
    public async Task<PrefetchedKeys> PrefetchAsync(IReadOnlyCollection<KeyId> ids, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(ids);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var (readAt, shreddings) = (Moment.Now(_time), Volatile.Read(ref _shreddings));
        var found = await _store.FindAsync(ids, cancellationToken).ConfigureAwait(false);
        var scopes = new Dictionary<KeyId, KeyScope>();
        foreach (var group in found.Keys.Where(static key => key.Scope.IsBelowTenant).GroupBy(static key => key.Scope))
        {
            try
            {
                // Shredded since it was read, a key must not come back.
                await _cache.TryPlaceAsync(group.Key, [.. group], readAt, () => Volatile.Read(ref _shreddings) == shreddings, cancellationToken).ConfigureAwait(false);
            }
            catch (KeyUnavailableException exception)
            {
                _report.Failed(exception, group.Key, lookedUpBefore: null);
                continue;
            }
            foreach (var key in group)
                scopes[key.Id] = group.Key;
        }
        _cache.EvictBeyondCapacity();
        return new PrefetchedKeys(ids.Distinct().Where(scopes.ContainsKey).ToDictionary(static id => id, id => scopes[id]), found.Gone);
    }

    /// <summary>Makes a new key for a scope, which seals from now on. The former keys still open. Other instances follow within <see cref="KeyringSettings.RefreshAfter"/>; none seals with a former key after <see cref="KeyringSettings.UnusableAfter"/>.</summary>
    /// <param name="scope">What the key is for.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been made or not.</param>
    /// <returns>The id of the new key.</returns>
    /// <exception cref="KeyUnavailableException">The keys were destroyed, what is stored is not genuine, or the store takes none.</exception>
    public Task<KeyId> RotateAsync(KeyScope scope, CancellationToken cancellationToken = default) => RotateAsync(scope, static _ => false, cancellationToken);

    /// <summary>The same, unless the newest key is younger: what all instances may call at the same hour, and one key comes of it.</summary>
    /// <param name="scope">What the key is for.</param>
    /// <param name="ifOlderThan">The age that the newest key must have.</param>
    /// <param name="cancellationToken">Stops waiting; the key may have been made or not.</param>
    /// <returns>The id of the newest key, whoever made it.</returns>
    /// <exception cref="KeyUnavailableException">The keys were destroyed, what is stored is not genuine, or the store takes none.</exception>
    public Task<KeyId> RotateAsync(KeyScope scope, TimeSpan ifOlderThan, CancellationToken cancellationToken = default) =>
        RotateAsync(scope, stored => _time.GetUtcNow() - stored[^1].CreatedAt < ifOlderThan, cancellationToken);

    /// <summary>Wraps the keys of a tenant's purposes and subjects with the newest key of the tenant, after that was rotated. Can be stopped and called again; what is wrapped anew already is not done twice. Keys go on being used meanwhile.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Stops between two keys.</param>
    /// <returns>How many were wrapped anew, and how many are left.</returns>
    /// <exception cref="KeyUnavailableException">The tenant has no keys, or they were destroyed.</exception>
    public async Task<RewrapReport> RewrapAsync(string tenant, CancellationToken cancellationToken = default)
    {
        var scope = KeyScope.ForTenant(tenant);
        ObjectDisposedException.ThrowIf(_disposed, this);
        _cache.Forget(scope);
        return await _rewrapper.RewrapTenantAsync(scope, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Deletes the former keys of a tenant that wrap nothing any more. The store decides, so that no instance which still has one can bring a key under it.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="cancellationToken">Stops between two keys.</param>
    /// <returns>The ids of the keys that were deleted. A backup of the key store may hold them until its time is over.</returns>
    public async Task<IReadOnlyList<KeyId>> RetireTenantKeysAsync(string tenant, CancellationToken cancellationToken = default)
    {
        var scope = KeyScope.ForTenant(tenant);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var retired = await _rewrapper.RetireTenantKeysAsync(scope, cancellationToken).ConfigureAwait(false);
        _cache.Forget(scope);
        return retired;
    }

    /// <summary>Deletes the former keys that a proof names: nothing was sealed with them any more when it was made, and nothing can be since. A value that nobody counted cannot be opened again.</summary>
    /// <param name="proof">What <see cref="Reencryptor.RunAsync(KeyScope, CancellationToken)"/> found out.</param>
    /// <param name="cancellationToken">Stops between two keys.</param>
    /// <returns>The ids of the keys that were deleted now. A backup of the key store may hold them until its time is over.</returns>
    /// <exception cref="ArgumentException">The proof is older than an hour (<see cref="ReencryptionProof.ValidUntil"/>): data may have been put back since. Count again.</exception>
    public async Task<IReadOnlyList<KeyId>> RetireAsync(ReencryptionProof proof, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(proof);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if ((_time.GetUtcNow() - proof.CountedAt).Duration() >= ReencryptionProof.Validity)
            throw new ArgumentException($"It was counted at {proof.CountedAt:O}, which proves nothing of now: data may have been put back since. Count again.", nameof(proof));
        var retired = new List<KeyId>();
        foreach (var (scope, id) in proof.Entries)
        {
            // Refused if it has become the newest of a store that was put back, or has gone already.
            if (!await _store.TryRetireAsync(scope, id, _time.GetUtcNow(), cancellationToken).ConfigureAwait(false))
                continue;
            retired.Add(id);
            Log.Retired(_logger, scope.ToString(), id);
        }
        foreach (var scope in proof.Scopes)
            _cache.Forget(scope);
        return retired;
    }

    /// <summary>Wraps all tenant keys with the version of the root key that wraps now, so that a former one can be taken away. Can be stopped and called again.</summary>
    /// <param name="cancellationToken">Stops between two keys.</param>
    /// <returns>How many were wrapped anew, and how many are left: while any is, keep the former root key.</returns>
    public Task<RewrapReport> RewrapRootAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        return _rewrapper.RewrapRootAsync(cancellationToken);
    }

    /// <summary>Marks a key store as belonging to this root key; once, when it is new. Where the mark is already it is only checked.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When the store has the mark.</returns>
    /// <exception cref="KeyUnavailableException">The store belongs to another root key.</exception>
    public async Task InitializeStoreAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        await _loader.AddAsync(KeyScope.ForStore, static stored => stored.Count > 0, cancellationToken).ConfigureAwait(false);
        await CheckStoreAsync(cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Checks that the store was initialized, and with this root key: not the empty file of a wrong folder, not that of another environment. A host does it when it starts.</summary>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <returns>When it is so.</returns>
    /// <exception cref="KeyUnavailableException">The store has no mark, or belongs to another root key.</exception>
    public async Task CheckStoreAsync(CancellationToken cancellationToken = default)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        var stored = await _loader.ReadAsync(KeyScope.ForStore, highestSeen: 0, cancellationToken).ConfigureAwait(false);
        if (stored.Count == 0)
            throw new KeyUnavailableException(KeyScope.ForStore, KeyUnavailableReason.Missing);
        using var mark = await _loader.UnwrapAsync(KeyScope.ForStore, stored[^1], tenant: null, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Destroys all keys of a scope, for good: what was sealed with them can never be opened again. A tenant's scope takes all keys of the tenant with it.</summary>
    /// <param name="scope">What the keys were for.</param>
    /// <param name="cancellationToken">Stops waiting; the keys may have been destroyed or not. Ask again.</param>
    /// <returns>What was destroyed. This instance has zeroed it, in leases and open streams too; others do when they look the key up, within <see cref="KeyringSettings.RefreshAfter"/> if somebody asks for it, and at the latest after <see cref="KeyringSettings.UnusableAfter"/>.</returns>
    public async Task<ShredReceipt> ShredAsync(KeyScope scope, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var now = _time.GetUtcNow();
        DestroyedKeys destroyed;
        try
        {
            // The store first. If we crash here, memory is gone and the store decides; the other way round a look-up could bring the keys back.
            destroyed = await _store.DestroyAsync(scope, now, now + _settings.BackupRetention, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            // It may have destroyed them, and its answer was lost.
            Interlocked.Increment(ref _shreddings);
            _cache.Destroy(scope, isGone: false);
            throw;
        }

        Interlocked.Increment(ref _shreddings);
        _cache.Destroy(scope, isGone: true);
        var receipt = new ShredReceipt(scope, destroyed.KeyIds, destroyed.DestroyedAt, destroyed.BackupsExpireAt);
        _telemetry.Shredded();
        Log.Shredded(_logger, scope.ToString(), receipt.KeyIds.Count, receipt.BackupsExpireAt);
        return receipt;
    }

    /// <summary>The keys of a scope as the store has them now.</summary>
    internal async Task<IReadOnlyList<StoredKey>> ReadStoredAsync(KeyScope scope, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ObjectDisposedException.ThrowIf(_disposed, this);
        if (!scope.IsBelowTenant)
            throw new ArgumentException("A tenant's key wraps other keys and seals nothing.", nameof(scope));
        var stored = await _loader.ReadAsync(scope, highestSeen: 0, cancellationToken).ConfigureAwait(false);
        return stored.Count > 0 ? stored : throw new KeyUnavailableException(scope, KeyUnavailableReason.Missing);
    }

    /// <summary>Gives a lease that has this key, and not one from before it was made.</summary>
    internal async Task<KeyLease> LeaseWithAsync(KeyScope scope, StoredKey newest, CancellationToken cancellationToken)
    {
        var lease = await LeaseAsync(scope, cancellationToken).ConfigureAwait(false);
        if (lease.Has(newest.Id))
            return lease;
        lease.Dispose();
        _cache.Forget(scope, newest.Version);
        return await LeaseAsync(scope, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The purposes and subjects that have more than one key, with their keys. What is not in order is left out: whoever leases it is told.</summary>
    internal async IAsyncEnumerable<FormerKeysOf> ListFormerKeysAsync(string? tenant, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        foreach (var kind in (KeyScopeKind[])[KeyScopeKind.Purpose, KeyScopeKind.Subject])
        {
            // In the order of scope and version, so the keys of a scope come one after another.
            var keys = new List<StoredKey>();
            await foreach (var key in _store.ListAsync(new KeyFilter { Tenant = tenant, Kind = kind }, cancellationToken).ConfigureAwait(false))
            {
                if (keys.Count > 0 && keys[^1].Scope != key.Scope)
                {
                    if (HasFormer(keys))
                        yield return new FormerKeysOf(keys[0].Scope, keys);
                    keys = [];
                }
                keys.Add(key);
            }
            if (HasFormer(keys))
                yield return new FormerKeysOf(keys[0].Scope, keys);
        }

        static bool HasFormer(List<StoredKey> keys) => keys.Count > 1 && StoredKeysRule.Judge(keys[0].Scope, keys, highestSeen: 0) == StoredKeysVerdict.Good;
    }

    /// <summary>The scopes of a subject that have a key.</summary>
    internal async IAsyncEnumerable<KeyScope> ListScopesOfAsync(string tenant, string subject, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        KeyScope? last = null;
        await foreach (var key in _store.ListAsync(new KeyFilter { Tenant = tenant, Kind = KeyScopeKind.Subject, Subject = subject }, cancellationToken).ConfigureAwait(false))
        {
            if (key.Scope != last)
                yield return last = key.Scope;
        }
    }

    internal void CountReencrypted(ReencryptedPage page) => _telemetry.Reencrypted(page);

    /// <summary>Zeroes all keys that no lease holds, and the others when their leases are disposed.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _stopping.Cancel();
        _cache.Dispose();
        _stopping.Dispose();
        _telemetry.Dispose();
    }

    private ValueTask<HeldKeys?> AcquireAsync(KeyScope scope, bool create, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        if (!scope.IsBelowTenant)
            throw new ArgumentException("A tenant's key wraps other keys and seals nothing. Lease the key of a purpose or a subject.", nameof(scope));
        return _cache.AcquireAsync(scope, create, cancellationToken);
    }

    private async Task<KeyId> RotateAsync(KeyScope scope, Func<IReadOnlyList<StoredKey>, bool> isEnough, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(scope);
        ObjectDisposedException.ThrowIf(_disposed, this);
        var (id, version, isNew) = await _loader.AddAsync(scope, isEnough, cancellationToken).ConfigureAwait(false);
        if (!isNew)
            return id;
        _cache.Forget(scope, version);
        _telemetry.Rotated();
        Log.Rotated(_logger, scope.ToString(), id);
        return id;
    }
}
