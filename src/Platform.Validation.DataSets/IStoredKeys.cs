namespace Platform.Validation.DataSets;

/// <summary>The keys of one rule outside of memory. Used by one thread at a time; calls wait for the disk, as embedded databases do.</summary>
public interface IStoredKeys : IDisposable
{
    /// <summary>How many there are.</summary>
    long Count { get; }

    /// <summary>Adds keys that are not there yet, and has them on the disk when it returns.</summary>
    /// <param name="keys">The keys, in rising order.</param>
    /// <param name="generation">Which time of adding this is; each is higher than the one before.</param>
    void Add(IReadOnlyList<StoredKey> keys, long generation);

    /// <summary>Looks for a key.</summary>
    /// <param name="key">The key.</param>
    /// <param name="row">The row in which it came first.</param>
    /// <returns>Whether it is there.</returns>
    bool TryFind(UInt128 key, out long row);

    /// <summary>All keys, in rising order.</summary>
    /// <returns>The keys.</returns>
    IEnumerable<StoredKey> Read();

    /// <summary>Forgets what was added after a generation: a run that died after its last checkpoint adds it again.</summary>
    /// <param name="generation">The last one that is kept; 0 forgets everything.</param>
    void DiscardAfter(long generation);

    /// <summary>Removes the keys from the disk: the run has ended.</summary>
    void Delete();
}
