namespace Platform.Encryption.Keys;

/// <summary>Brings keys from the store into memory, and makes new ones. Believes nothing that the store tells but what the keys above prove.</summary>
/// <param name="store">The store.</param>
/// <param name="root">The root key.</param>
/// <param name="settings">How ciphers seal, and the clock.</param>
/// <param name="live">Where what is loaded is listed.</param>
/// <param name="telemetry">Counts.</param>
/// <param name="stopping">Cancelled when the keyring is disposed.</param>
internal sealed class KeyLoader(IKeyStore store, IRootKey root, KeyringSettings settings, LiveKeys live, Telemetry telemetry, CancellationToken stopping)
{
    /// <summary>How often the store may refuse a key and show no other one.</summary>
    private const int MostRefusals = 3;

    /// <summary>How often keys are read that were wrapped anew each time.</summary>
    private const int MostLooks = 3;

    /// <summary>Takes hold of the keys of a tenant; set by the cache, which asks this class for them in turn.</summary>
    public Func<KeyScope, bool, CancellationToken, ValueTask<HeldKeys?>> Acquire { get; set; } = static (_, _, _) => new((HeldKeys?)null);

    /// <summary>Has the keys of a tenant looked up anew; set by the cache.</summary>
    public Action<KeyScope> Forget { get; set; } = static _ => { };

    /// <summary>Loads the keys of a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="present">What is in memory, and is given back if the store has the same.</param>
    /// <param name="highestSeen">The highest version that was seen.</param>
    /// <param name="create">Whether to make the first key.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The keys, or <see langword="null"/> if there are none.</returns>
    public async Task<HeldKeys?> LoadAsync(KeyScope scope, HeldKeys? present, int highestSeen, bool create, CancellationToken cancellationToken)
    {
        var stored = await ReadAsync(scope, highestSeen, cancellationToken).ConfigureAwait(false);
        if (stored.Count == 0)
        {
            if (!create)
                return null;
            await AddAsync(scope, static keys => keys.Count > 0, cancellationToken).ConfigureAwait(false);
            stored = await ReadAsync(scope, highestSeen: 1, cancellationToken).ConfigureAwait(false);
        }
        return await LoadAsync(scope, present, stored, cancellationToken).ConfigureAwait(false);
    }

    /// <summary>Loads keys that were read already.</summary>
    public async Task<HeldKeys> LoadAsync(KeyScope scope, HeldKeys? present, IReadOnlyList<StoredKey> stored, CancellationToken cancellationToken)
    {
        if (present is not null && present.IsSameAs(stored))
            return present;
        var use = new KeyUse(settings.TimeProvider, settings.UnusableAfter, telemetry);
        HeldKeys loaded = scope.IsBelowTenant
            ? await LoadBelowTenantAsync(scope, stored, use, cancellationToken).ConfigureAwait(false)
            : new TenantKeys(scope, stored, key => UnwrapByRootAsync(scope, key), new Backoff(settings.TimeProvider, settings.RetryAfter), use, live);
        loaded.Register();
        return loaded;
    }

    /// <summary>Adds the next key of a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="isEnough">Whether what is there already will do; then nothing is added.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <returns>The newest key, and whether this call made it.</returns>
    public async Task<(KeyId Id, int Version, bool IsNew)> AddAsync(KeyScope scope, Func<IReadOnlyList<StoredKey>, bool> isEnough, CancellationToken cancellationToken)
    {
        var (before, refusals) = (-1, 0);
        while (true)
        {
            var stored = await ReadAsync(scope, highestSeen: 0, cancellationToken).ConfigureAwait(false);
            if (stored.Count > 0 && isEnough(stored))
                return (stored[^1].Id, stored[^1].Version, false);

            // Others who are faster are seen in the next reading. Where nothing is seen, a replica lags behind the writer, and each turn
            // would cost a call to the root key.
            var newest = stored.Count == 0 ? 0 : stored[^1].Version;
            refusals = newest == before ? refusals + 1 : 0;
            if (refusals == MostRefusals)
                throw new KeyUnavailableException(scope, KeyUnavailableReason.Contended);
            before = newest;
            if (await TryMakeAsync(scope, newest + 1, cancellationToken).ConfigureAwait(false) is { } id)
                return (id, newest + 1, true);

            // The tenant's key that wrapped it may have been retired meanwhile.
            if (scope.IsBelowTenant)
                Forget(KeyScope.ForTenant(scope.Tenant));
        }
    }

    /// <summary>Reads and judges what the store has.</summary>
    public async Task<IReadOnlyList<StoredKey>> ReadAsync(KeyScope scope, int highestSeen, CancellationToken cancellationToken)
    {
        StoredKeys stored;
        try
        {
            stored = await store.ReadAsync(scope, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is InvalidDataException or FormatException)
        {
            throw new KeyUnavailableException(scope, KeyUnavailableReason.NotGenuine);
        }

        if (stored.DestroyedAt is not null)
            throw new KeyUnavailableException(scope, KeyUnavailableReason.Destroyed);
        return Judged(scope, stored.Keys, highestSeen);
    }

    /// <summary>Unwraps one key as it stands in the store, whoever wrapped it.</summary>
    /// <param name="scope">The scope that was asked for.</param>
    /// <param name="stored">The key.</param>
    /// <param name="tenant">The keys of its tenant; <see langword="null"/> where the root key wraps.</param>
    /// <param name="cancellationToken">Stops.</param>
    /// <exception cref="KeyUnavailableException">It is not genuine.</exception>
    public async Task<DataKey> UnwrapAsync(KeyScope scope, StoredKey stored, TenantKeys? tenant, CancellationToken cancellationToken)
    {
        using var secret = new SecretBytes(DataKey.SecretLength);
        var context = WrappingContext.Of(scope, stored.Version, stored.Id);
        var isUnwrapped = tenant is null
            ? await root.TryUnwrapAsync(stored.Wrapped, context, secret.Memory, cancellationToken).ConfigureAwait(false)
            : KeyWrapper.TryReadWrappingKey(stored.Wrapped.Span, out var by)
                && await tenant.FindAsync(by, cancellationToken).ConfigureAwait(false) is { } wrapping
                && KeyWrapper.TryUnwrap(wrapping, stored.Wrapped.Span, context, secret.Span);

        // A root key that answers with another key is caught by the id, which only the right one has. What is no key at all was planted.
        if (!isUnwrapped || !secret.Span.ContainsAnyExcept(secret.Span[0]) || KeyDerivation.IdOf(secret.Span) != stored.Id)
            throw new KeyUnavailableException(scope, KeyUnavailableReason.NotGenuine);
        return DataKey.FromSecret(secret.Span);
    }

    /// <summary>Wraps a key as the store is to keep it.</summary>
    public async Task<(ReadOnlyMemory<byte> Wrapped, string By)> WrapAsync(KeyScope scope, int version, DataKey key, TenantKeys? tenant, CancellationToken cancellationToken)
    {
        using var secret = new SecretBytes(DataKey.SecretLength);
        key.CopySecretTo(secret.Span);
        var context = WrappingContext.Of(scope, version, key.Id);
        if (tenant is null)
        {
            var by = root.CurrentVersion;
            return (await root.WrapAsync(secret.Memory, context, cancellationToken).ConfigureAwait(false), by);
        }

        var wrapping = await tenant.FindAsync(id: null, cancellationToken).ConfigureAwait(false);
        return (KeyWrapper.Wrap(wrapping!, secret.Span, context), wrapping!.Id.ToString());
    }

    /// <summary>Takes hold of the keys of a tenant. Release them.</summary>
    /// <exception cref="KeyUnavailableException">There are none.</exception>
    public async Task<TenantKeys> HoldTenantAsync(string tenant, bool create, CancellationToken cancellationToken)
    {
        var scope = KeyScope.ForTenant(tenant);
        return (TenantKeys?)await Acquire(scope, create, cancellationToken).ConfigureAwait(false) ?? throw new KeyUnavailableException(scope, KeyUnavailableReason.Missing);
    }

    private static IReadOnlyList<StoredKey> Judged(KeyScope scope, IReadOnlyList<StoredKey> keys, int highestSeen) => StoredKeysRule.Judge(scope, keys, highestSeen) switch
    {
        StoredKeysVerdict.Good => keys,
        StoredKeysVerdict.Outdated => throw new KeyUnavailableException(scope, KeyUnavailableReason.Outdated),
        _ => throw new KeyUnavailableException(scope, KeyUnavailableReason.NotGenuine),
    };

    private async Task<KeyId?> TryMakeAsync(KeyScope scope, int version, CancellationToken cancellationToken)
    {
        using var key = DataKey.Generate();
        var tenant = scope.IsBelowTenant ? await HoldTenantAsync(scope.Tenant, create: true, cancellationToken).ConfigureAwait(false) : null;
        try
        {
            var (wrapped, by) = await WrapAsync(scope, version, key, tenant, cancellationToken).ConfigureAwait(false);
            var isAdded = await store.TryAddAsync(new StoredKey(scope, version, key.Id, wrapped, by, settings.TimeProvider.GetUtcNow()), cancellationToken).ConfigureAwait(false);
            return isAdded ? key.Id : null;
        }
        finally
        {
            tenant?.Release();
        }
    }

    /// <summary>
    /// Between the reading and the unwrapping another instance may have wrapped them with a newer key of the tenant and retired the former one. Then the
    /// store has something else by now; what it still has as it was is not genuine.
    /// </summary>
    private async Task<LoadedKeys> LoadBelowTenantAsync(KeyScope scope, IReadOnlyList<StoredKey> stored, KeyUse use, CancellationToken cancellationToken)
    {
        for (var looks = 1; ; looks++)
        {
            try
            {
                return new LoadedKeys(scope, stored, await UnwrapAllAsync(scope, stored, cancellationToken).ConfigureAwait(false), settings.Fields, use, live);
            }
            catch (KeyUnavailableException failure) when (failure.Reason == KeyUnavailableReason.NotGenuine && looks < MostLooks)
            {
                var now = await ReadAsync(scope, stored[^1].Version, cancellationToken).ConfigureAwait(false);
                if (now.Zip(stored, static (one, other) => one.Wrapped.Span.SequenceEqual(other.Wrapped.Span)).All(static isSame => isSame))
                    throw;
                stored = now;
            }
        }
    }

    private async Task<Keyset> UnwrapAllAsync(KeyScope scope, IReadOnlyList<StoredKey> stored, CancellationToken cancellationToken)
    {
        try
        {
            return await UnwrapOnceAsync(scope, stored, cancellationToken).ConfigureAwait(false);
        }
        catch (ObjectDisposedException) when (!stopping.IsCancellationRequested)
        {
            // The tenant's keys were zeroed while we held them: shredded, which the next look tells, or not confirmed for too long.
            Forget(KeyScope.ForTenant(scope.Tenant));
            return await UnwrapOnceAsync(scope, stored, cancellationToken).ConfigureAwait(false);
        }
    }

    private async Task<Keyset> UnwrapOnceAsync(KeyScope scope, IReadOnlyList<StoredKey> stored, CancellationToken cancellationToken)
    {
        var tenant = await HoldTenantOfAsync(scope, stored, cancellationToken).ConfigureAwait(false);
        var keys = new List<DataKey>(stored.Count);
        try
        {
            foreach (var key in stored)
                keys.Add(await UnwrapAsync(scope, key, tenant, cancellationToken).ConfigureAwait(false));
            return new Keyset(keys[^1], keys[..^1]);
        }
        catch
        {
            foreach (var key in keys)
                key.Dispose();
            throw;
        }
        finally
        {
            tenant.Release();
        }
    }

    private async Task<TenantKeys> HoldTenantOfAsync(KeyScope scope, IReadOnlyList<StoredKey> stored, CancellationToken cancellationToken)
    {
        var tenant = await HoldTenantAsync(scope.Tenant, create: false, cancellationToken).ConfigureAwait(false);
        if (stored.All(key => !KeyWrapper.TryReadWrappingKey(key.Wrapped.Span, out var by) || tenant.Stored.Any(each => each.Id == by)))
            return tenant;

        // A key that wraps and is not known here was made by another instance since.
        tenant.Release();
        Forget(tenant.Scope);
        return await HoldTenantAsync(scope.Tenant, create: false, cancellationToken).ConfigureAwait(false);
    }

    private async Task<DataKey> UnwrapByRootAsync(KeyScope scope, StoredKey stored)
    {
        // For all who need the key, so none of them can cancel it; but not for ever.
        using var deadline = new CancellationTokenSource(settings.LookUpTimeout, settings.TimeProvider);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, stopping);
        var started = settings.TimeProvider.GetTimestamp();
        try
        {
            return await UnwrapAsync(scope, stored, tenant: null, both.Token).WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (deadline.IsCancellationRequested && !stopping.IsCancellationRequested)
        {
            throw new TimeoutException($"The root key has not unwrapped the key of {scope} within {settings.LookUpTimeout}.");
        }
        finally
        {
            telemetry.AskedRoot(settings.TimeProvider.GetElapsedTime(started));
        }
    }
}
