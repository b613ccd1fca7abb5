namespace Platform.Plugins.InProcess;

/// <summary>How plugins are loaded into the host's process.</summary>
public enum PluginLoadMode
{
    /// <summary>
    /// So that they can be unloaded. The runtime compiles all of their code when it is first called, also what was compiled ahead (ReadyToRun).
    /// </summary>
    Collectible,

    /// <summary>For good: what was compiled ahead is used, native libraries may be brought along, and older versions stay in memory.</summary>
    Pinned,
}
