namespace Platform.Plugins.Storage;

/// <summary>One entry of the store's journal.</summary>
/// <param name="At">When.</param>
/// <param name="Kind">What was done.</param>
/// <param name="PluginId">The plugin.</param>
/// <param name="Version">The version that is active since; the one that was, when it was removed; empty when an older one was merely allowed.</param>
/// <param name="Digest">The digest of that version's package.</param>
/// <param name="Person">Who agreed to it; nothing where nobody had to.</param>
/// <param name="Reason">To what they agreed, or why.</param>
public sealed record StoreChange(
    DateTimeOffset At, StoreChangeKind Kind, string PluginId, string Version, string Digest, string? Person = null, string? Reason = null);

/// <summary>What was done to a plugin.</summary>
public enum StoreChangeKind
{
    /// <summary>A package was installed, and is active.</summary>
    Installed,

    /// <summary>The version before is active again.</summary>
    RolledBack,

    /// <summary>No version is active any more.</summary>
    Removed,

    /// <summary>A package may be installed although a newer version was.</summary>
    OlderAllowed,
}
