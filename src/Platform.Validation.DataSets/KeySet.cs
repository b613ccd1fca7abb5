namespace Platform.Validation.DataSets;

/// <summary>Collects the keys of another data set.</summary>
public static class KeySet
{
    /// <summary>Takes keys that are at hand.</summary>
    /// <typeparam name="T">The type of the keys.</typeparam>
    /// <param name="keys">The keys; one that comes twice counts once.</param>
    /// <returns>The set.</returns>
    public static KeySet<T> Of<T>(IEnumerable<T> keys)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(keys);
        var set = new KeySet<T>(null, long.MaxValue);
        foreach (var key in keys)
            set.Add(key);
        return set.Close();
    }

    /// <summary>Reads keys from somewhere, in bounded memory.</summary>
    /// <typeparam name="T">The type of the keys.</typeparam>
    /// <param name="keys">The keys; one that comes twice counts once.</param>
    /// <param name="storage">Where they go when they become too many for memory.</param>
    /// <param name="maxInMemory">How many may be in memory; 25 to 50 bytes each.</param>
    /// <param name="cancellationToken">Stops reading.</param>
    /// <returns>The set; dispose it to remove what it keeps in the storage.</returns>
    /// <exception cref="KeyLimitException">There are more, and no storage.</exception>
    public static async Task<KeySet<T>> ReadAsync<T>(IAsyncEnumerable<T> keys, IKeyStorage? storage = null, long maxInMemory = 1_000_000, CancellationToken cancellationToken = default)
        where T : notnull
    {
        ArgumentNullException.ThrowIfNull(keys);
        var set = new KeySet<T>(storage, maxInMemory);
        try
        {
            await foreach (var key in keys.WithCancellation(cancellationToken).ConfigureAwait(false))
                set.Add(key);
            return set.Close();
        }
        catch
        {
            set.Dispose();
            throw;
        }
    }
}
