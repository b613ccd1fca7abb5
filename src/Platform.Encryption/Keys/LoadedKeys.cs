namespace Platform.Encryption.Keys;

/// <summary>The unwrapped keys of a scope and their ciphers. Zeroed when the cache and every lease have let go, or at once when they are destroyed.</summary>
internal sealed class LoadedKeys
{
    private readonly Lazy<DeterministicFieldCipher> _deterministic;
    private int _holders = 1;
    private int _zeroed;

    public LoadedKeys(Keyset set, FieldCipherSettings settings)
    {
        Set = set;
        Fields = new FieldCipher(set, settings);
        Streams = new StreamCipher(set, settings.Engine);
        _deterministic = new Lazy<DeterministicFieldCipher>(() => new DeterministicFieldCipher(set, settings.Padding));
    }

    public Keyset Set { get; }

    public FieldCipher Fields { get; }

    public StreamCipher Streams { get; }

    public DeterministicFieldCipher Deterministic
    {
        get
        {
            // Made while the keys are being zeroed, it may have been missed there.
            var cipher = _deterministic.Value;
            if (Volatile.Read(ref _zeroed) != 0)
                cipher.Dispose();
            return cipher;
        }
    }

    /// <summary>Takes hold, unless everybody has let go already.</summary>
    public bool TryHold()
    {
        for (var holders = Volatile.Read(ref _holders); holders > 0;)
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
        Fields.Dispose();
        foreach (var key in Set.Keys)
            key.Dispose();
        if (_deterministic.IsValueCreated)
            _deterministic.Value.Dispose();
    }
}
