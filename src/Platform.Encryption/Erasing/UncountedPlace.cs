namespace Platform.Encryption.Erasing;

/// <summary>A place that is only named: what was sealed with keys of these purposes lies where this program cannot count it, such as files and exports. There is nothing in it but sealed values, which are unreadable with their keys.</summary>
public sealed class UncountedPlace : IErasurePlace
{
    private readonly string[] _purposes;

    /// <summary>Names a place.</summary>
    /// <param name="name">What it is called.</param>
    /// <param name="purposes">The purposes whose keys of subjects have values there.</param>
    /// <exception cref="ArgumentException">There is no name or no purpose.</exception>
    public UncountedPlace(string name, params string[] purposes)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(name);
        ArgumentNullException.ThrowIfNull(purposes);
        if (purposes.Length == 0)
            throw new ArgumentException($"{name} has values of at least one purpose.", nameof(purposes));
        (Name, _purposes) = (name, [.. purposes]);
    }

    /// <inheritdoc/>
    public string Name { get; }

    /// <inheritdoc/>
    public IReadOnlyCollection<string> PurposesOf(string tenant) => _purposes;

    /// <inheritdoc/>
    public ValueTask<ErasedPlace> EraseAsync(ErasedSubject subject, CancellationToken cancellationToken) => new(new ErasedPlace(Name, UnreadableValues: null, []));
}
