using System.Collections.Immutable;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Index;

/// <summary>A plugin that an index offers. What stands here the index says; the package itself is verified when it is installed.</summary>
/// <param name="Id">Publisher and name, as <c>acme.tax</c>.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Description">What it is for; may be empty.</param>
/// <param name="Releases">Its releases, the newest version first.</param>
public sealed record IndexedPlugin(string Id, string Name, string Description, ImmutableArray<IndexedRelease> Releases);

/// <summary>One release of a plugin.</summary>
/// <param name="Version">The version.</param>
/// <param name="Digest">The digest of the package, as <c>sha256:</c> and 64 hexadecimal digits; the signature does not count.</param>
/// <param name="File">SHA-256 of the whole file, with its signature, written the same way. The file is named by it.</param>
/// <param name="Size">How many bytes the file has.</param>
/// <param name="Contracts">The contracts that it was built against, and which versions of them will do.</param>
/// <param name="Capabilities">What it asks to be allowed.</param>
public sealed record IndexedRelease(
    SemanticVersion Version, string Digest, string File, long Size,
    ImmutableSortedDictionary<string, VersionRange> Contracts, ImmutableArray<string> Capabilities)
{
    internal string Path => $"packages/{File[Packages.PackageDigest.Prefix.Length..]}{Packages.PluginPackage.Extension}";
}
