using Platform.Plugins.Index;
using Platform.Plugins.Packages;

namespace Platform.Plugins.Tool.Files;

/// <summary>The bytes of a package, what to call it, and as what an index offered it.</summary>
internal sealed record FoundPackage(byte[] Bytes, string Name, string? Id = null, IndexedRelease? Release = null)
{
    /// <summary>
    /// Whoever signs the index cannot have another plugin, or another version, of a trusted publisher installed for the one asked for.
    /// </summary>
    /// <exception cref="ToolException">It is not what the index offered.</exception>
    public void RequireOffered(PluginPackage package)
    {
        if (Release is null)
            return;
        var manifest = package.Manifest;
        if (manifest.Id != Id || manifest.Version != Release.Version || package.Digest != Release.Digest)
        {
            throw new ToolException(
                $"The index offers {manifest.Id} {manifest.Version} as {Id} {Release.Version}: nothing was installed.", ExitCodes.Refused);
        }
    }
}
