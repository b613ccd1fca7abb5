using System.Collections.Immutable;

namespace Platform.Plugins.Storage;

/// <summary>Everything that the store knows, in one file that is replaced as a whole: what is active and how that came about cannot disagree.</summary>
internal sealed record StoreState(ImmutableSortedDictionary<string, StoredPlugin> Plugins, ImmutableList<StoreChange> Changes)
{
    /// <summary>How many entries of the journal are kept.</summary>
    private const int KeptChanges = 200;

    /// <summary>The active release and two to go back to.</summary>
    private const int KeptReleases = 3;

    /// <summary>How many versions are remembered, so that the newest that is trusted is among them when some are revoked.</summary>
    private const int KnownReleases = 32;

    /// <summary>How much of a reason is kept.</summary>
    private const int LongestReason = 1_000;

    public static StoreState Empty { get; } = new(ImmutableSortedDictionary.Create<string, StoredPlugin>(StringComparer.Ordinal), []);

    public IEnumerable<StoredRelease> Releases => Plugins.Values.SelectMany(plugin => plugin.Releases);

    public StoreState Install(StoredRelease release, PluginConsent? consent, DateTimeOffset now)
    {
        var id = release.Manifest.Id;
        var before = Plugins.GetValueOrDefault(id) ?? StoredPlugin.None;
        var known = new KnownRelease(release.Manifest.Version, release.Digest, release.KeyIds);
        var plugin = new StoredPlugin(
            [.. before.Known.Where(each => each.Digest != release.Digest).Prepend(known).OrderByDescending(each => each.Version).Take(KnownReleases)],
            before.Allowed.Remove(release.Digest),
            [.. before.Releases.Where(each => each.Digest != release.Digest).Prepend(release).Take(KeptReleases)]);
        var reason = consent is null ? null : string.Join("; ", consent.Differences.Select(difference => difference.Message));
        return With(id, plugin, Entry(StoreChangeKind.Installed, release, now) with { Person = consent?.Person, Reason = reason });
    }

    /// <summary>Makes a release active again, and forgets those that came after it.</summary>
    public StoreState Rollback(string id, StoredRelease to, string? reason, DateTimeOffset now)
    {
        var before = Plugins[id];
        var said = reason is { Length: > LongestReason } ? reason[..LongestReason] : reason;
        var after = before with
        {
            Releases = before.Releases[before.Releases.IndexOf(to)..],
            Left = said is null ? before.Left : new LeftRelease(before.Active!.Digest, said),
        };
        return With(id, after, Entry(StoreChangeKind.RolledBack, to, now) with { Reason = said });
    }

    public StoreState Remove(string id, DateTimeOffset now)
    {
        var before = Plugins[id];
        return With(id, before with { Releases = [] }, Entry(StoreChangeKind.Removed, before.Active!, now));
    }

    public StoreState AllowOlder(string id, string digest, string person, string reason, DateTimeOffset now)
    {
        var before = Plugins.GetValueOrDefault(id) ?? StoredPlugin.None;
        var entry = new StoreChange(now, StoreChangeKind.OlderAllowed, id, "", digest, person, reason);
        return With(id, before with { Allowed = [.. before.Allowed.Where(each => each != digest), digest] }, entry);
    }

    private static StoreChange Entry(StoreChangeKind kind, StoredRelease release, DateTimeOffset now) =>
        new(now, kind, release.Manifest.Id, release.Manifest.Version.ToString(), release.Digest);

    private StoreState With(string id, StoredPlugin plugin, StoreChange entry)
    {
        var changes = Changes.Add(entry);
        return new StoreState(Plugins.SetItem(id, plugin), changes.Count > KeptChanges ? changes.RemoveAt(0) : changes);
    }
}
