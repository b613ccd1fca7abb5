using System.Collections.Concurrent;
using Platform.Encryption.Streams;

namespace Platform.Encryption.Keys;

/// <summary>The unwrapped keys of a purpose or a subject, their ciphers, and the streams that are open with them.</summary>
internal sealed class LoadedKeys : HeldKeys
{
    private readonly Lazy<DeterministicFieldCipher> _deterministic;
    private readonly Lock _guard = new();
    private readonly HashSet<ChunkCipher> _streams = [];
    private readonly ConcurrentDictionary<BlindIndex, BlindIndexer> _indexers = [];

    public LoadedKeys(KeyScope scope, IReadOnlyList<StoredKey> stored, Keyset set, FieldCipherSettings settings, KeyUse use, LiveKeys live)
        : base(scope, stored, use, live)
    {
        Set = set;
        Fields = new FieldCipher(set, settings, use);
        Streams = new StreamCipher(set, settings.Engine, this);
        _deterministic = new Lazy<DeterministicFieldCipher>(() => new DeterministicFieldCipher(set, settings.Padding, use));
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
            if (IsZeroed)
                cipher.Dispose();
            return cipher;
        }
    }

    public BlindIndexer Indexer(BlindIndex index)
    {
        ArgumentNullException.ThrowIfNull(index);
        if (_indexers.TryGetValue(index, out var known))
            return known;
        if (Scope != index.ScopeFor(Scope.Tenant))
            throw new ArgumentException($"The {index} has a key of its own. Lease the scope that it gives, not {Scope}.", nameof(index));
        var made = new BlindIndexer(Set, Scope.Tenant, index, Use);
        var indexer = _indexers.GetOrAdd(index, made);
        if (!ReferenceEquals(indexer, made))
            made.Dispose();

        // Made while the keys are being zeroed, it may have been missed there.
        if (IsZeroed)
            indexer.Dispose();
        return indexer;
    }

    /// <summary>An open stream has a key of its own, which goes with these, and holds these as a lease does.</summary>
    /// <exception cref="ObjectDisposedException">The keys are gone.</exception>
    public void Open(ChunkCipher stream)
    {
        lock (_guard)
        {
            ObjectDisposedException.ThrowIf(!TryHold(), typeof(KeyLease));
            _streams.Add(stream);
        }

        // Zeroed between the two, it may have been missed there.
        if (IsZeroed)
            stream.Dispose();
    }

    public void Close(ChunkCipher stream)
    {
        bool wasOpen;
        lock (_guard)
            wasOpen = _streams.Remove(stream);
        if (wasOpen)
            Release();
    }

    protected override void ZeroKeys()
    {
        Fields.Dispose();
        foreach (var key in Set.Keys)
            key.Dispose();
        if (_deterministic.IsValueCreated)
            _deterministic.Value.Dispose();
        foreach (var indexer in _indexers.Values)
            indexer.Dispose();
        ChunkCipher[] streams;
        lock (_guard)
            streams = [.. _streams];
        foreach (var stream in streams)
            stream.Dispose();
    }
}
