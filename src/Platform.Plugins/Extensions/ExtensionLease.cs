using System.Collections.Immutable;
using Platform.Shared;

namespace Platform.Plugins.Extensions;

/// <summary>
/// Keeps what an extension point has at the moment alive while it is called: no version of a plugin is unloaded before the last lease of it is given back.
/// </summary>
/// <typeparam name="TContract">The contract.</typeparam>
/// <remarks>
/// Take it with <c>using</c>, and keep nothing of what it gave out. Giving it back a second time, also by a copy, does nothing. Calls go straight to the
/// implementation, without the deadline, the breaker and the bounds of <see cref="ExtensionPoint{TContract}.InvokeAsync"/>.
/// </remarks>
public readonly struct ExtensionLease<TContract> : IDisposable, IEquatable<ExtensionLease<TContract>>
    where TContract : class
{
    private readonly ExtensionSet<TContract>? _set;
    private readonly LeaseTicket _ticket;

    internal ExtensionLease(ExtensionSet<TContract> set, LeaseTicket ticket) => (_set, _ticket) = (set, ticket);

    /// <summary>How many extensions there are.</summary>
    [HotPath]
    public int Count => _set is null ? 0 : _set.Instances.Length;

    /// <summary>Who brings them, in the order in which they are called.</summary>
    public ImmutableArray<Extension<TContract>> Extensions => _set is null ? [] : _set.Extensions;

    /// <summary>An extension, to be called directly.</summary>
    /// <param name="index">Its place, 0 to <see cref="Count"/>.</param>
    /// <returns>The implementation.</returns>
    /// <exception cref="IndexOutOfRangeException">There is none in this place.</exception>
    public TContract this[int index] => (_set is null ? [] : _set.Instances)[index];

    internal ExtensionSet<TContract>? Set => _set;

    /// <summary>All of them, one after the other.</summary>
    /// <returns>The enumerator, for <c>foreach</c>.</returns>
    [HotPath]
    public Enumerator GetEnumerator() => new(_set is null ? [] : _set.Instances);

    /// <summary>Gives the lease back, once.</summary>
    [HotPath]
    public void Dispose() => _set?.Exit(_ticket);

    /// <summary>Whether both are of the same extensions.</summary>
    /// <param name="other">The other lease.</param>
    /// <returns>Whether they are.</returns>
    public bool Equals(ExtensionLease<TContract> other) => ReferenceEquals(_set, other._set);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => obj is ExtensionLease<TContract> other && Equals(other);

    /// <inheritdoc/>
    public override int GetHashCode() => _set?.GetHashCode() ?? 0;

    /// <summary>Whether both are of the same extensions.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are.</returns>
    public static bool operator ==(ExtensionLease<TContract> left, ExtensionLease<TContract> right) => left.Equals(right);

    /// <summary>Whether they are of others.</summary>
    /// <param name="left">One.</param>
    /// <param name="right">The other.</param>
    /// <returns>Whether they are.</returns>
    public static bool operator !=(ExtensionLease<TContract> left, ExtensionLease<TContract> right) => !left.Equals(right);

    /// <summary>Goes through the extensions of a lease.</summary>
    public struct Enumerator
    {
        private readonly TContract[] _instances;
        private int _index;

        internal Enumerator(TContract[] instances) => (_instances, _index) = (instances, -1);

        /// <summary>The extension.</summary>
        public readonly TContract Current => _instances[_index];

        /// <summary>Goes to the next one.</summary>
        /// <returns>Whether there is one.</returns>
        public bool MoveNext() => ++_index < _instances.Length;
    }
}
