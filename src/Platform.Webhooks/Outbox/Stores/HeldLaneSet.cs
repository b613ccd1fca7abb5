using System.Collections;

namespace Platform.Webhooks.Outbox.Stores;

/// <summary>The numbers of lanes that are still the caller's.</summary>
/// <param name="held">Those that surely are.</param>
/// <param name="unknown">
/// Those that may be: somebody else has locked their rows, and nothing was written. It would stop all other lanes to wait for whoever does not let go.
/// </param>
public sealed class HeldLaneSet(IReadOnlyCollection<long> held, IReadOnlyCollection<long>? unknown = null) : IReadOnlyCollection<long>
{
    /// <summary>Those of which nothing is known yet. What was to be written of them is to be tried again.</summary>
    public IReadOnlyCollection<long> Unknown { get; } = unknown ?? [];

    /// <inheritdoc/>
    public int Count => held.Count;

    /// <inheritdoc/>
    public IEnumerator<long> GetEnumerator() => held.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
