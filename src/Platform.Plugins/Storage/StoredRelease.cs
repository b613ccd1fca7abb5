using System.Collections.Immutable;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Manifests;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Storage;

/// <summary>A package whose files lie in the store.</summary>
/// <param name="Digest">The digest of the package.</param>
/// <param name="Manifest">What it says about itself.</param>
/// <param name="ManifestJson">The same as it was written.</param>
/// <param name="KeyIds">The keys by which it was trusted.</param>
/// <param name="Files">The digest of each file.</param>
internal sealed record StoredRelease(
    string Digest, PluginManifest Manifest, byte[] ManifestJson, ImmutableArray<string> KeyIds, ImmutableSortedDictionary<string, string> Files)
{
    /// <summary>Where its files lie.</summary>
    public string Folder => PluginStore.PackageFolder(Digest);

    public InstalledPlugin Installed => new(Manifest, Digest);
}

/// <summary>What the store knows of a plugin.</summary>
/// <param name="HighestVersion">The newest version that was ever installed: nothing before it is installed any more.</param>
/// <param name="HighestDigest">The package of that version.</param>
/// <param name="Releases">The active one first, then those before it, newest first; none after it was removed.</param>
internal sealed record StoredPlugin(SemanticVersion HighestVersion, string HighestDigest, ImmutableArray<StoredRelease> Releases)
{
    public StoredRelease? Active => Releases is [var active, ..] ? active : null;
}
