using System.Collections.Immutable;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Manifests;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Storage;

/// <summary>A package that lies in the store.</summary>
/// <param name="Digest">The digest of the package.</param>
/// <param name="Manifest">What it says about itself.</param>
/// <param name="ManifestJson">The same as it was written.</param>
/// <param name="KeyIds">The keys by which it was trusted.</param>
/// <param name="Findings">What the verifier found in it when it was installed.</param>
internal sealed record StoredRelease(
    string Digest, PluginManifest Manifest, byte[] ManifestJson, ImmutableArray<string> KeyIds, ImmutableArray<string> Findings)
{
    /// <summary>Where it lies.</summary>
    public string File => PluginStore.PackageFile(Digest);

    public InstalledPlugin Installed => new(Manifest, Digest);
}

/// <summary>A version that was installed once.</summary>
internal sealed record KnownRelease(SemanticVersion Version, string Digest, ImmutableArray<string> KeyIds);

/// <summary>A version that was left for the one before it.</summary>
internal sealed record LeftRelease(string Digest, string Reason);

/// <summary>What the store knows of a plugin.</summary>
/// <param name="Known">The newest versions that were ever installed, newest first: nothing before them is installed any more, as long as they are
/// trusted.</param>
/// <param name="Allowed">The packages that may be installed all the same.</param>
/// <param name="Releases">The active one first, then those before it, newest first; none after it was removed.</param>
internal sealed record StoredPlugin(ImmutableArray<KnownRelease> Known, ImmutableArray<string> Allowed, ImmutableArray<StoredRelease> Releases)
{
    public static StoredPlugin None { get; } = new([], [], []);

    /// <summary>What was left last for a reason, until something is installed.</summary>
    public LeftRelease? Left { get; init; }

    public StoredRelease? Active => Releases is [var active, ..] ? active : null;
}
