using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Trust;

namespace Platform.Plugins.Storage;

/// <summary>
/// One release of an installed plugin: every file of it is of one package, whose signature was verified when it was opened, whatever is installed meanwhile.
/// Immutable, and safe for use by several threads.
/// </summary>
/// <remarks>The package is held in memory as long as the release is.</remarks>
public sealed class PluginRelease
{
    internal PluginRelease(VerifiedRelease verified) => Verified = verified;

    /// <summary>The digest of the package.</summary>
    public string Digest => Verified.Package.Digest;

    /// <summary>What it says about itself.</summary>
    public PluginManifest Manifest => Verified.Package.Manifest;

    /// <summary>Who released it, and the package.</summary>
    public VerifiedRelease Verified { get; }

    /// <summary>The names of its files.</summary>
    public IEnumerable<string> Files => Verified.Package.Files;

    /// <summary>Unpacks a file.</summary>
    /// <param name="path">Its name.</param>
    /// <returns>Its bytes.</returns>
    /// <exception cref="FileNotFoundException">There is none of that name.</exception>
    /// <exception cref="PluginPackageException">Its bytes are not what the package says.</exception>
    public byte[] ReadFile(string path) => Verified.Package.ReadFile(path);
}
