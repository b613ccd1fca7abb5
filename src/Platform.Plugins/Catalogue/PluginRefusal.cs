namespace Platform.Plugins.Catalogue;

/// <summary>Why a plugin that is installed cannot be used.</summary>
/// <param name="PluginId">The plugin.</param>
/// <param name="Reason">A sentence with the reason and the remedy.</param>
public sealed record PluginRefusal(string PluginId, string Reason);
