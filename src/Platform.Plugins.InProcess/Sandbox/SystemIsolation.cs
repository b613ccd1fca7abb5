using Platform.Plugins.Manifests;

namespace Platform.Plugins.InProcess.Sandbox;

/// <summary>The most that keeps plugins from the host here.</summary>
internal sealed record SystemIsolation(PluginIsolation Best);
