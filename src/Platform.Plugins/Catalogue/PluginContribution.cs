using Platform.Plugins.Manifests;

namespace Platform.Plugins.Catalogue;

/// <summary>An implementation of a contract, and the plugin that brings it.</summary>
/// <param name="Plugin">The plugin.</param>
/// <param name="Contribution">The contribution, as its manifest has it.</param>
public sealed record PluginContribution(InstalledPlugin Plugin, ManifestContribution Contribution);
