using Platform.Plugins.Signatures;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Index;

/// <summary>Keys of an index, and how many of them must sign. Immutable.</summary>
public sealed class PluginIndexKeys
{
    /// <summary>Keys of an index.</summary>
    /// <param name="threshold">How many different ones must sign, 1 to the number of keys.</param>
    /// <param name="keys">The keys.</param>
    /// <exception cref="ArgumentException">The threshold cannot be met.</exception>
    /// <exception cref="ArgumentNullException"><paramref name="keys"/> is <see langword="null"/>.</exception>
    public PluginIndexKeys(int threshold, params IEnumerable<PublisherKey> keys)
    {
        ArgumentNullException.ThrowIfNull(keys);
        Ring = KeyRing.Create("the index", threshold, keys);
    }

    internal KeyRing Ring { get; }
}
