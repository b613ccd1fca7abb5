using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Signatures;
using Platform.Plugins.Trust;

namespace CityDesk.Tour;

/// <summary>
/// Somebody who publishes plugins for the desk, with a key of their own: packs those that lie beside this program, as
/// <c>platform-plugin pack</c> and <c>sign</c> do.
/// </summary>
internal sealed class PluginPublisher(TimeProvider time) : IDisposable
{
    private const string Publisher = "city";

    private readonly PublisherSigningKey _key = PublisherSigningKey.Generate();

    /// <summary>What a desk says that takes plugins of this publisher.</summary>
    public PluginTrust Trust => PluginTrust.Nobody.Trust(Publisher, _key.PublicKey);

    /// <summary>A package of one of the plugins, signed.</summary>
    /// <param name="plugin">Its folder: <c>Crews</c>.</param>
    /// <param name="version">The version, of which its folder has the manifest.</param>
    public byte[] Pack(string plugin, string version) => Read(plugin, version).Sign(_key, time.GetUtcNow());

    /// <summary>The same, without a signature.</summary>
    public static byte[] PackUnsigned(string plugin, string version)
    {
        var assembly = $"CityDesk.Plugins.{plugin}.dll";
        return PluginPackage.Create(new Dictionary<string, ReadOnlyMemory<byte>>
        {
            [PluginManifest.FileName] = Beside("plugins", plugin, $"plugin-{version}.json"),
            [assembly] = Beside(assembly),
        });
    }

    public void Dispose() => _key.Dispose();

    private static byte[] Beside(params ReadOnlySpan<string> path) => File.ReadAllBytes(Path.Combine([AppContext.BaseDirectory, .. path]));

    private static PluginPackage Read(string plugin, string version) =>
        PluginPackage.Read(PackUnsigned(plugin, version), $"{plugin}-{version}{PluginPackage.Extension}");
}
