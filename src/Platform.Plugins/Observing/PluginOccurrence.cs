namespace Platform.Plugins.Observing;

/// <summary>Something that has become of a plugin. Holds nothing of the plugin itself, and may be kept.</summary>
/// <param name="Kind">What has happened.</param>
/// <param name="PluginId">To which plugin.</param>
/// <param name="Version">In which version; empty where none could be read.</param>
public sealed record PluginOccurrence(PluginOccurrenceKind Kind, string PluginId, string Version)
{
    /// <summary>What the manifest calls the extension, where it is one.</summary>
    public string? Extension { get; init; }

    /// <summary>Why, in words, where there is something to say.</summary>
    public string? Reason { get; init; }
}
