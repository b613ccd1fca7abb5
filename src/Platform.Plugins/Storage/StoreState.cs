using System.Collections.Immutable;

namespace Platform.Plugins.Storage;

/// <summary>Everything that the store knows, in one file that is replaced as a whole: what is active and how that came about cannot disagree.</summary>
internal sealed record StoreState(ImmutableSortedDictionary<string, StoredPlugin> Plugins, ImmutableList<StoreChange> Changes)
{
    /// <summary>How many entries of the journal are kept.</summary>
    private const int KeptChanges = 200;

    /// <summary>The active release and two to go back to.</summary>
    private const int KeptReleases = 3;

    public static StoreState Empty { get; } = new(ImmutableSortedDictionary.Create<string, StoredPlugin>(StringComparer.Ordinal), []);

    public IEnumerable<StoredRelease> Releases => Plugins.Values.SelectMany(plugin => plugin.Releases);

    public StoreState Install(StoredRelease release, DateTimeOffset now)
    {
        var id = release.Manifest.Id;
        var before = Plugins.GetValueOrDefault(id);
        var kept = before?.Releases.Where(each => each.Digest != release.Digest) ?? [];
        var isHighest = before is null || release.Manifest.Version > before.HighestVersion;
        var plugin = new StoredPlugin(
            isHighest ? release.Manifest.Version : before!.HighestVersion,
            isHighest ? release.Digest : before!.HighestDigest,
            [.. kept.Prepend(release).Take(KeptReleases)]);
        return With(id, plugin, StoreChangeKind.Installed, release, now);
    }

    public StoreState RollBack(string id, DateTimeOffset now)
    {
        var before = Plugins[id];
        return With(id, before with { Releases = before.Releases.RemoveAt(0) }, StoreChangeKind.RolledBack, before.Releases[1], now);
    }

    public StoreState Remove(string id, DateTimeOffset now)
    {
        var before = Plugins[id];
        return With(id, before with { Releases = [] }, StoreChangeKind.Removed, before.Active!, now);
    }

    private StoreState With(string id, StoredPlugin plugin, StoreChangeKind kind, StoredRelease release, DateTimeOffset now)
    {
        var changes = Changes.Add(new StoreChange(now, kind, id, release.Manifest.Version.ToString(), release.Digest));
        return new StoreState(Plugins.SetItem(id, plugin), changes.Count > KeptChanges ? changes.RemoveAt(0) : changes);
    }
}
