using System.Collections.Frozen;
using System.Diagnostics.CodeAnalysis;

namespace Platform.Errors;

/// <summary>All the errors that a service knows: those of the catalogues that were added, and <see cref="CommonErrors"/>.</summary>
/// <remarks>Immutable; safe on many threads.</remarks>
public sealed class ErrorCatalogs
{
    private readonly FrozenDictionary<string, Entry> _entries;

    /// <summary>Collects catalogues.</summary>
    /// <param name="catalogs">The catalogues. <see cref="CommonErrors"/> need not be among them; one that comes twice counts once.</param>
    /// <exception cref="ArgumentException">Two errors have the same code.</exception>
    public ErrorCatalogs(params IEnumerable<ErrorCatalog> catalogs)
    {
        ArgumentNullException.ThrowIfNull(catalogs);
        var all = All(catalogs);
        if (Clashes(all).FirstOrDefault() is { } clash)
            throw new ArgumentException(clash, nameof(catalogs));
        _entries = all
            .SelectMany(catalog => catalog, (catalog, descriptor) => new Entry(catalog, descriptor))
            .ToFrozenDictionary(entry => entry.Descriptor.Code, StringComparer.Ordinal);
    }

    /// <summary>Every error of every catalogue.</summary>
    public IEnumerable<ErrorDescriptor> Descriptors => _entries.Values.Select(entry => entry.Descriptor);

    internal IEnumerable<Entry> Entries => _entries.Values;

    /// <summary>Finds an error by its code.</summary>
    /// <param name="code">The code; case matters.</param>
    /// <param name="descriptor">The error.</param>
    /// <returns>Whether there is one.</returns>
    public bool TryGet(string code, [NotNullWhen(true)] out ErrorDescriptor? descriptor)
    {
        ArgumentNullException.ThrowIfNull(code);
        descriptor = _entries.TryGetValue(code, out var entry) ? entry.Descriptor : null;
        return descriptor is not null;
    }

    /// <summary>A sentence for every code that two different errors have. A code is all that a caller sees, so it must say which error it is.</summary>
    internal static IEnumerable<string> Clashes(IEnumerable<ErrorCatalog> catalogs) =>
        from descriptor in All(catalogs).SelectMany(catalog => catalog)
        group descriptor by descriptor.Code into same
        where same.Count() > 1
        let domains = string.Join(" and ", same.Select(descriptor => $"'{descriptor.Domain}'"))
        select $"The code {same.Key} is in the catalogues {domains}. Codes are unique in a service: give one of them another.";

    private static List<ErrorCatalog> All(IEnumerable<ErrorCatalog> catalogs) => [.. catalogs.Prepend(CommonErrors.Catalog).Distinct()];

    internal readonly record struct Entry(ErrorCatalog Catalog, ErrorDescriptor Descriptor);
}
