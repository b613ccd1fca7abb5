namespace Platform.Plugins.Storage;

/// <summary>One entry of the store's journal.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What was done.</param>
/// <param name="PluginId">The plugin.</param>
/// <param name="Version">The version that is active since; the one that was, when it was removed.</param>
/// <param name="Digest">The digest of that version's package.</param>
public sealed record StoreChange(DateTimeOffset At, StoreChangeKind Kind, string PluginId, string Version, string Digest);

/// <summary>What was done to a plugin.</summary>
public enum StoreChangeKind
{
    /// <summary>A package was installed, and is active.</summary>
    Installed,

    /// <summary>The version before is active again.</summary>
    RolledBack,

    /// <summary>No version is active any more.</summary>
    Removed,
}
