using System.Collections.Immutable;
using Platform.Plugins.Contracts;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Index;

/// <summary>What an index offers, as it was signed. Immutable, and safe for use by several threads.</summary>
public sealed class PluginIndex
{
    internal PluginIndex(
        IndexRoot root, IndexStatement statement, ImmutableArray<IndexedPlugin> plugins, byte[] statementBytes, byte[] catalogueBytes) =>
        (Root, Statement, Plugins, StatementBytes, CatalogueBytes) = (root, statement, plugins, statementBytes, catalogueBytes);

    /// <summary>The number of this state of the index, which only grows.</summary>
    public long Version => Statement.Version;

    /// <summary>Until when it can be believed that there is nothing newer.</summary>
    public DateTimeOffset ExpiresAt => Statement.ExpiresAt;

    /// <summary>The plugins, in the order of their ids.</summary>
    public ImmutableArray<IndexedPlugin> Plugins { get; }

    internal IndexRoot Root { get; }

    internal IndexStatement Statement { get; }

    internal ReadOnlyMemory<byte> StatementBytes { get; }

    internal ReadOnlyMemory<byte> CatalogueBytes { get; }

    /// <summary>The plugins in whose id, name or description every word is found, whatever its case.</summary>
    /// <param name="words">The words, between spaces; all plugins where there is none.</param>
    /// <returns>The plugins, in the order of their ids.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="words"/> is <see langword="null"/>.</exception>
    public IEnumerable<IndexedPlugin> Search(string words)
    {
        ArgumentNullException.ThrowIfNull(words);
        var each = words.Split(' ', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);
        return Plugins.Where(plugin => each.All(word => Has(plugin.Id, word) || Has(plugin.Name, word) || Has(plugin.Description, word)));
    }

    /// <summary>The newest release of a plugin in a range.</summary>
    /// <param name="id">The plugin.</param>
    /// <param name="range">Which versions will do.</param>
    /// <param name="contracts">What the host offers, so that only releases are looked at that were built for it; any when left out.</param>
    /// <returns>The release; <see langword="null"/> where there is none.</returns>
    /// <exception cref="ArgumentNullException"><paramref name="range"/> is <see langword="null"/>.</exception>
    public IndexedRelease? Find(string id, VersionRange range, HostContracts? contracts = null)
    {
        ArgumentNullException.ThrowIfNull(range);
        return Plugins.FirstOrDefault(plugin => plugin.Id == id)?.Releases
            .FirstOrDefault(release => range.Contains(release.Version) && (contracts is null || Fits(release, contracts)));
    }

    private static bool Fits(IndexedRelease release, HostContracts contracts) => release.Contracts.All(contract =>
        contracts.TryGetVersion(contract.Key, out var version) && contract.Value.Contains(version));

    private static bool Has(string text, string word) => text.Contains(word, StringComparison.OrdinalIgnoreCase);
}
