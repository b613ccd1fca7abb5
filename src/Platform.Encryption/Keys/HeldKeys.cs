namespace Platform.Encryption.Keys;

/// <summary>Keys in memory. Zeroed when the cache and all who hold them have let go, or at once when they are destroyed.</summary>
internal abstract class HeldKeys
{
    private readonly LiveKeys _live;
    private int _holders = 1;
    private int _zeroed;

    protected HeldKeys(KeyScope scope, IReadOnlyList<StoredKey> stored, KeyUse use, LiveKeys live)
    {
        Scope = scope;
        Stored = stored;
        Use = use;
        _live = live;
    }

    public KeyScope Scope { get; }

    /// <summary>What the store gave, in the order of versions.</summary>
    public IReadOnlyList<StoredKey> Stored { get; }

    public KeyUse Use { get; }

    public bool IsZeroed => Volatile.Read(ref _zeroed) != 0;

    /// <summary>Whether somebody besides the cache holds them.</summary>
    public bool IsHeld => Volatile.Read(ref _holders) > 1;

    /// <summary>Whether the store still gives the same.</summary>
    public bool IsSameAs(IReadOnlyList<StoredKey> stored) =>
        !IsZeroed && Stored.Count == stored.Count && Stored.Zip(stored, IsSame).All(static isSame => isSame);

    /// <summary>From now on a shredding finds them. Called when they are complete.</summary>
    public void Register() => _live.Add(this);

    /// <summary>Takes hold, unless everybody has let go already.</summary>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0 && !IsZeroed;)
        {
            var seen = Interlocked.CompareExchange(ref _holders, holders + 1, holders);
            if (seen == holders)
                return true;
            holders = seen;
        }
        return false;
    }

    public void Release()
    {
        if (Interlocked.Decrement(ref _holders) == 0)
            Zero();
    }

    /// <summary>Zeroes the keys now, whoever holds them.</summary>
    public void Zero()
    {
        if (Interlocked.Exchange(ref _zeroed, 1) != 0)
            return;
        ZeroKeys();
        _live.Remove(this);
    }

    /// <summary>Zeroes; called once.</summary>
    protected abstract void ZeroKeys();

    /// <summary>Whether two rows hold the same key for us. A tenant's key that was only wrapped anew is the same; how it is wrapped matters to who has not unwrapped it yet.</summary>
    protected virtual bool IsSame(StoredKey one, StoredKey other) => one.Id == other.Id && one.Version == other.Version;
}
