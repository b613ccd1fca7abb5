using Platform.Plugins.Manifests;

namespace Platform.Plugins.Catalogue;

/// <summary>A plugin that is there to be used.</summary>
/// <param name="Manifest">What it says about itself.</param>
/// <param name="Digest">The digest of its package, as <c>sha256:</c> and 64 hexadecimal digits.</param>
public sealed record InstalledPlugin(PluginManifest Manifest, string Digest);
