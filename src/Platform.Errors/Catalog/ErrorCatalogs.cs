using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Platform.Errors;

/// <summary>All the errors that a service knows: those of the catalogues that were added, and <see cref="CommonErrors"/>.</summary>
/// <remarks>
/// Immutable; safe on many threads. An error is told by its domain and its code. Codes are unique among the catalogues that are added; one that
/// <see cref="CommonErrors"/> got in a later version does not take the place of a code that was there before it (docs/decisions/0011).
/// </remarks>
public sealed class ErrorCatalogs
{
    private readonly Entry[] _entries;
    private readonly FrozenDictionary<string, ErrorDescriptor> _byCode;

    /// <summary>Collects catalogues.</summary>
    /// <param name="catalogs">The catalogues. <see cref="CommonErrors"/> need not be among them; one that comes twice counts once.</param>
    /// <exception cref="ArgumentException">Two errors of catalogues that are added have the same code.</exception>
    public ErrorCatalogs(params IEnumerable<ErrorCatalog> catalogs)
    {
        ArgumentNullException.ThrowIfNull(catalogs);
        var all = All(catalogs);
        if (Clashes(all).FirstOrDefault() is { } clash)
            throw new ArgumentException(clash, nameof(catalogs));
        _entries = [.. all.SelectMany(catalog => catalog, (catalog, descriptor) => new Entry(catalog, descriptor))];
        // The common catalogue is the first, so that a code of the service itself takes its place.
        var byCode = new Dictionary<string, ErrorDescriptor>(StringComparer.Ordinal);
        foreach (var (_, descriptor) in _entries)
            byCode[descriptor.Code] = descriptor;
        _byCode = byCode.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Every error of every catalogue.</summary>
    public IEnumerable<ErrorDescriptor> Descriptors => _entries.Select(entry => entry.Descriptor);

    internal IReadOnlyList<Entry> Entries => _entries;

    /// <summary>Finds an error by its code.</summary>
    /// <param name="code">The code; case matters.</param>
    /// <param name="descriptor">The error: that of an added catalogue before that of <see cref="CommonErrors"/>.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string code, [NotNullWhen(true)] out ErrorDescriptor? descriptor)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _byCode.TryGetValue(code, out descriptor);
    }

    /// <summary>Finds an error by its code and its problem type, which tells the domain.</summary>
    internal bool TryGetOfType(string code, string type, [NotNullWhen(true)] out ErrorDescriptor? descriptor) =>
        (_byCode.TryGetValue(code, out descriptor) && descriptor.Type == type)
        || (CommonErrors.Catalog.TryGet(code, out descriptor) && descriptor.Type == type);

    /// <summary>Finds an error by its code and its domain.</summary>
    internal bool TryGetOfDomain(string code, string domain, [NotNullWhen(true)] out ErrorDescriptor? descriptor) =>
        (_byCode.TryGetValue(code, out descriptor) && descriptor.Domain == domain)
        || (CommonErrors.Catalog.TryGet(code, out descriptor) && descriptor.Domain == domain);

    /// <summary>
    /// A sentence for every code that two different errors of a service have. A code is all that most callers look at, so it must say which error it is.
    /// </summary>
    internal static IEnumerable<string> Clashes(IEnumerable<ErrorCatalog> catalogs) =>
        from descriptor in All(catalogs).SelectMany(catalog => catalog)
        group descriptor by descriptor.Code into same
        where same.Count(descriptor => descriptor.Domain != CommonErrors.Catalog.Domain) > 1
            || same.DistinctBy(descriptor => descriptor.Domain).Count() < same.Count()
        let domains = string.Join(" and ", same.Select(descriptor => $"'{descriptor.Domain}'"))
        select $"The code {same.Key} is in the catalogues {domains}. Codes are unique in a service: give one of them another.";

    private static List<ErrorCatalog> All(IEnumerable<ErrorCatalog> catalogs) => [.. catalogs.Prepend(CommonErrors.Catalog).Distinct()];

    internal readonly record struct Entry(ErrorCatalog Catalog, ErrorDescriptor Descriptor);
}
