using System.Collections.Concurrent;

namespace Platform.Encryption.Keys;

/// <summary>The keys in memory by scope: looked up once however many ask, looked up again before they are old, zeroed when nobody confirms them.</summary>
internal sealed class KeyCache : IDisposable
{
    private const int SharePerEviction = 16;
    private const int SweepsPerRefresh = 8;
    private const int MostLookUpsPerSweep = 256;

    private static readonly TimeSpan LeastPeriod = TimeSpan.FromMilliseconds(1);
    private static readonly TimeSpan MostPeriod = TimeSpan.FromDays(1);

    private readonly KeyringSettings _settings;
    private readonly TimeProvider _time;
    private readonly KeyLoader _loader;
    private readonly LiveKeys _live;
    private readonly LookUpReport _report;
    private readonly CancellationToken _stopping;
    private readonly ConcurrentDictionary<KeyScope, KeyringEntry> _entries = [];
    private readonly ITimer _sweeper;
    private long _uses;
    private int _count;
    private volatile bool _disposed;

    public KeyCache(KeyringSettings settings, KeyLoader loader, LiveKeys live, LookUpReport report, CancellationToken stopping)
    {
        _settings = settings;
        _time = settings.TimeProvider;
        _loader = loader;
        _live = live;
        _report = report;
        _stopping = stopping;
        var period = settings.RefreshAfter / SweepsPerRefresh;
        period = period < LeastPeriod ? LeastPeriod : period > MostPeriod ? MostPeriod : period;
        _sweeper = _time.CreateTimer(static state => ((KeyCache)state!).Sweep(), this, period, period);
    }

    /// <summary>How many scopes have a place.</summary>
    public int Count => Volatile.Read(ref _count);

    /// <summary>Takes hold of the keys of a scope.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="create">Whether to make the first key where there is none.</param>
    /// <param name="cancellationToken">Stops waiting; a look-up that others wait for goes on.</param>
    /// <returns>The keys, to be released; <see langword="null"/> if there are none.</returns>
    public ValueTask<HeldKeys?> AcquireAsync(KeyScope scope, bool create, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, typeof(Keyring));
        cancellationToken.ThrowIfCancellationRequested();
        return TryTake(EntryOf(scope), create, hasWaited: false, out var taken, out var loading) && loading is null
            ? new(taken)
            : WaitAsync(scope, create, taken, loading, cancellationToken);
    }

    /// <summary>Takes keys from the cache, so that the next one who asks looks them up. Leases of them go on.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="newest">The version that the store now must show.</param>
    public void Forget(KeyScope scope, int newest = 0)
    {
        if (!_entries.TryGetValue(scope, out var entry))
            return;
        Clear(entry)?.Release();
        lock (entry.Guard)
            entry.HighestVersion = Math.Max(entry.HighestVersion, newest);
    }

    /// <summary>Zeroes all keys of a scope, and of a tenant's purposes and subjects, whoever holds them.</summary>
    /// <param name="scope">The scope.</param>
    /// <param name="isGone">Whether the store has said that they are destroyed.</param>
    public void Destroy(KeyScope scope, bool isGone)
    {
        foreach (var entry in scope.Kind == KeyScopeKind.Tenant ? _entries.Values.Where(entry => entry.Scope.Tenant == scope.Tenant) : [EntryOf(scope)])
        {
            Clear(entry)?.Release();
            lock (entry.Guard)
                entry.GoneAt = isGone ? Moment.Now(_time) : entry.GoneAt;
        }
        _live.Zero(scope);
        EvictBeyondCapacity();
    }

    /// <summary>Puts keys that were read already into the cache, unless they are there.</summary>
    public async Task<bool> TryPlaceAsync(KeyScope scope, IReadOnlyList<StoredKey> stored, Moment readAt, Func<bool> isStillTrue, CancellationToken cancellationToken)
    {
        var entry = EntryOf(scope);
        int generation;
        lock (entry.Guard)
        {
            if (HasAsNew(entry, stored) || entry.IsEvicted || entry.GoneAt is not null || StoredKeysRule.Judge(scope, stored, entry.HighestVersion) != StoredKeysVerdict.Good)
                return false;
            generation = entry.Generation;
        }

        HeldKeys? surplus = await _loader.LoadAsync(scope, present: null, stored, cancellationToken).ConfigureAwait(false);
        var isPlaced = false;
        lock (entry.Guard)
        {
            if (entry.Generation == generation && !HasAsNew(entry, stored) && !_disposed && isStillTrue())
            {
                // What was in memory is from before a rotation by another instance, whose values are there already.
                var former = entry.Loaded;
                Place(entry, surplus!, readAt);
                entry.LastUse = Interlocked.Increment(ref _uses);
                (surplus, isPlaced) = (former, true);
            }
        }
        surplus?.Release();
        return isPlaced;
    }

    private static bool HasAsNew(KeyringEntry entry, IReadOnlyList<StoredKey> stored) => entry.Loaded is { } loaded && loaded.Stored[^1].Version >= stored[^1].Version;

    /// <summary>Zeroes what nobody holds; the rest goes when its leases are disposed.</summary>
    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        _sweeper.Dispose();
        foreach (var entry in _entries.Values)
            Clear(entry)?.Release();
    }

    private KeyringEntry EntryOf(KeyScope scope)
    {
        if (_entries.TryGetValue(scope, out var known))
            return known;
        var added = new KeyringEntry(scope, new Backoff(_time, _settings.RetryAfter));
        var entry = _entries.GetOrAdd(scope, added);
        if (ReferenceEquals(entry, added))
            Interlocked.Increment(ref _count);
        return entry;
    }

    private async ValueTask<HeldKeys?> WaitAsync(KeyScope scope, bool create, HeldKeys? taken, Task<bool>? loading, CancellationToken cancellationToken)
    {
        try
        {
            while (true)
            {
                var isFound = true;
                try
                {
                    if (loading is not null)
                        isFound = await loading.WaitAsync(cancellationToken).ConfigureAwait(false);
                }
                catch (Exception exception) when (taken is not null && exception is not KeyUnavailableException { IsFinal: true } && !cancellationToken.IsCancellationRequested)
                {
                    // The store does not answer, and what is in memory is not too old for that.
                    return taken;
                }
                catch
                {
                    taken?.Release();
                    throw;
                }

                taken?.Release();
                if (!isFound && !create)
                    return null;
                ObjectDisposedException.ThrowIf(_disposed, typeof(Keyring));
                cancellationToken.ThrowIfCancellationRequested();
                if (TryTake(EntryOf(scope), create, hasWaited: loading is not null, out taken, out loading) && loading is null)
                    return taken;
            }
        }
        finally
        {
            // Only now: keys that nobody holds yet might be the ones to go, again and again.
            EvictBeyondCapacity();
        }
    }

    /// <summary>Takes hold of keys that may be used, and starts a look-up where one is due.</summary>
    /// <param name="entry">The place of the keys.</param>
    /// <param name="create">Whether a look-up makes the first key.</param>
    /// <param name="hasWaited">Whether the caller has waited for a look-up, and takes what came of it.</param>
    /// <param name="taken">The keys, held.</param>
    /// <param name="loading">What to wait for, before the keys are used if there are some; <see langword="null"/> if nothing, or the entry is no longer in the keyring.</param>
    private bool TryTake(KeyringEntry entry, bool create, bool hasWaited, out HeldKeys? taken, out Task<bool>? loading)
    {
        (taken, loading) = (null, null);
        lock (entry.Guard)
        {
            if (entry.IsEvicted)
                return false;
            entry.LastUse = Interlocked.Increment(ref _uses);
            entry.IsUsed = true;
            if (entry.GoneAt is { } goneAt)
            {
                if (goneAt.Age(_time) < _settings.RefreshAfter)
                    throw new KeyUnavailableException(entry.Scope, KeyUnavailableReason.Destroyed);
                entry.GoneAt = null;
            }

            if (entry.Loaded is { } loaded)
            {
                var freshness = FreshnessRule.Of(entry.LookedUpAt.Age(_time), entry.Backoff.HasFailed, entry.Backoff.IsWaiting, _settings);
                if (freshness is Freshness.Ageing or Freshness.Stale)
                    entry.Loading ??= StartLookUp(entry, create: false);
                if (freshness != Freshness.Unusable && loaded.TryHold())
                {
                    taken = loaded;
                    loading = freshness == Freshness.Stale && !hasWaited ? entry.Loading : null;
                    return true;
                }
            }

            if (entry.Loading is null)
                entry.Backoff.ThrowIfWaiting();
            loading = entry.Loading ??= StartLookUp(entry, create);
            return false;
        }
    }

    private Task<bool> StartLookUp(KeyringEntry entry, bool create)
    {
        // On its own: none of those who wait for it owns it, and none of them can cancel it for the others.
        var lookingUp = Task.Run(() => LookUpAsync(entry, create), _stopping);
        _ = lookingUp.ContinueWith(static task => task.Exception, CancellationToken.None, TaskContinuationOptions.OnlyOnFaulted | TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        return lookingUp;
    }

    private async Task<bool> LookUpAsync(KeyringEntry entry, bool create)
    {
        // From the beginning: what was read may be as old as that.
        var lookedUpAt = Moment.Now(_time);
        int generation;
        int highest;
        Moment? lookedUpBefore;
        HeldKeys? present;
        lock (entry.Guard)
        {
            (generation, highest, present) = (entry.Generation, entry.HighestVersion, entry.Loaded);
            lookedUpBefore = present is null ? null : entry.LookedUpAt;
        }

        try
        {
            var found = await LoadAsync(entry.Scope, present, highest, create).ConfigureAwait(false);
            HeldKeys? unneeded;
            lock (entry.Guard)
            {
                entry.Loading = null;
                var isCurrent = entry.Generation == generation && !_disposed;
                unneeded = ReferenceEquals(found, present) ? null : isCurrent ? entry.Loaded : found;
                if (isCurrent && found is not null)
                    Place(entry, found, lookedUpAt);
                entry.Backoff.Succeed();
            }
            if (found is not null)
                unneeded?.Release();
            _report.Succeeded(found is null ? "missing" : ReferenceEquals(found, present) ? "unchanged" : "loaded");
            return found is not null;
        }
        catch (Exception exception)
        {
            var isFinal = exception is KeyUnavailableException { IsFinal: true };
            lock (entry.Guard)
            {
                entry.Loading = null;
                entry.Backoff.Fail(exception);

                // Away is one thing, gone another: what was destroyed or is not genuine must not be used from memory either.
                if (isFinal)
                    (entry.Loaded, entry.Generation) = (null, entry.Generation + 1);
                if (exception is KeyUnavailableException { Reason: KeyUnavailableReason.Destroyed })
                    entry.GoneAt = Moment.Now(_time);
            }
            if (isFinal)
                _live.Zero(entry.Scope);
            if (!_disposed)
                _report.Failed(exception, entry.Scope, lookedUpBefore);
            throw;
        }
    }

    private async Task<HeldKeys?> LoadAsync(KeyScope scope, HeldKeys? present, int highest, bool create)
    {
        using var deadline = new CancellationTokenSource(_settings.LookUpTimeout, _time);
        using var both = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, _stopping);
        var loading = _loader.LoadAsync(scope, present, highest, create, both.Token);
        try
        {
            // A store that does not listen to its token is left behind.
            return await loading.WaitAsync(both.Token).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (both.IsCancellationRequested)
        {
            _ = loading.ContinueWith(
                task =>
                {
                    if (task.IsCompletedSuccessfully && !ReferenceEquals(task.Result, present))
                        task.Result?.Release();
                    _ = task.Exception;
                },
                CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
            if (_stopping.IsCancellationRequested)
                throw;
            throw new TimeoutException($"The keys of {scope} were not looked up within {_settings.LookUpTimeout}: the key store or the root key does not answer.");
        }
    }

    private static void Place(KeyringEntry entry, HeldKeys found, Moment readAt)
    {
        found.Use.Renew(readAt);
        entry.Loaded = found;
        entry.LookedUpAt = readAt;
        entry.HighestVersion = Math.Max(entry.HighestVersion, found.Stored[^1].Version);
        entry.IsUsed = false;
        entry.GoneAt = null;
    }

    /// <summary>Zeroes what the store has not confirmed for too long, and looks up ahead what is in use.</summary>
    private void Sweep()
    {
        if (_disposed)
            return;
        var started = 0;
        foreach (var entry in _entries.Values)
        {
            HeldKeys? lost = null;
            lock (entry.Guard)
            {
                if (entry.Loaded is not { } loaded)
                    continue;
                var age = entry.LookedUpAt.Age(_time);
                if (age >= _settings.UnusableAfter)
                {
                    (lost, entry.Loaded) = (loaded, null);
                    entry.Generation++;
                }
                else if (started < MostLookUpsPerSweep && (entry.IsUsed || loaded.IsHeld) && FreshnessRule.IsDueAhead(age, _settings) && !entry.Backoff.IsWaiting && entry.Loading is null)
                {
                    entry.Loading = StartLookUp(entry, create: false);
                    started++;
                }
            }
            lost?.Zero();
        }
        _live.ZeroWhatIsOver();
    }

    private static HeldKeys? Clear(KeyringEntry entry)
    {
        lock (entry.Guard)
        {
            // The entry stays: a look-up under way finds its generation gone, and whoever waits for it looks again.
            entry.Generation++;
            var lost = entry.Loaded;
            entry.Loaded = null;
            return lost;
        }
    }

    /// <summary>Zeroes what was not used for longest, if there is too much.</summary>
    public void EvictBeyondCapacity()
    {
        if (Count <= _settings.Capacity)
            return;
        var surplus = Count - _settings.Capacity + _settings.Capacity / SharePerEviction;
        foreach (var entry in _entries.Values.OrderBy(static entry => entry.LastUse).Take(surplus).ToList())
        {
            lock (entry.Guard)
            {
                // Not what is being looked up: somebody waits for it. And whoever still has the entry in hand must not load keys into it.
                if (entry.Loading is not null || entry.IsEvicted || !_entries.TryRemove(new(entry.Scope, entry)))
                    continue;
                entry.IsEvicted = true;
                Interlocked.Decrement(ref _count);
            }
            Clear(entry)?.Release();
        }
    }
}
