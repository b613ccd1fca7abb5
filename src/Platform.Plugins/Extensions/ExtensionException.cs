namespace Platform.Plugins.Extensions;

/// <summary>An extension failed where the extension point asks for all of them.</summary>
public sealed class ExtensionException : Exception
{
    internal ExtensionException(string pluginId, string name, ExtensionOutcome outcome, Exception? fault)
        : base($"{name} of the plugin {pluginId} {Said(outcome)}.", fault) => (PluginId, Name, Outcome) = (pluginId, name, outcome);

    /// <summary>The plugin.</summary>
    public string PluginId { get; }

    /// <summary>What the manifest calls the extension.</summary>
    public string Name { get; }

    /// <summary>How the call ended.</summary>
    public ExtensionOutcome Outcome { get; }

    private static string Said(ExtensionOutcome outcome) => outcome switch
    {
        ExtensionOutcome.TimedOut => "did not answer in time",
        ExtensionOutcome.Broken => "is left out for a while, because it has failed too often",
        ExtensionOutcome.Quarantined => "is in quarantine, because too many calls of the plugin have not ended",
        _ => "failed",
    };
}
