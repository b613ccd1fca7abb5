using Platform.Plugins.Catalogue;
using Platform.Plugins.Generations;
using Platform.Plugins.Manifests;

namespace CityDesk.Plugins;

/// <summary>A plugin as the page of plugins shows it.</summary>
/// <param name="Plugin">What is installed.</param>
/// <param name="Standings">How its version fares, and what is left of versions before; none where nothing of it is there yet.</param>
/// <param name="CanGoBack">Whether another version of it was installed before, since it was last removed.</param>
/// <param name="IsRevoked">Whether it is not to be used any more.</param>
internal sealed record PluginView(InstalledPlugin Plugin, IReadOnlyList<PluginStatus> Standings, bool CanGoBack, bool IsRevoked)
{
    private PluginManifest Manifest => Plugin.Manifest;

    public string Id => Manifest.Id;

    /// <summary>What it adds to the desk, in words.</summary>
    public IEnumerable<string> Adds => Manifest.Contributions.Select(static contribution => AddsOf(contribution.Contract)).Distinct();

    /// <summary>What it may do beyond answering when it is asked.</summary>
    public IEnumerable<string> May => Manifest.Capabilities.Select(CapabilityText.Of);

    /// <summary>Where it runs: as the system attained it, or as the manifest asks for it where it does not run.</summary>
    public string Runs => Standings.FirstOrDefault(static each => each.Isolation is not null)?.Isolation ?? Manifest.Isolation switch
    {
        PluginIsolation.InProcess => "in the desk’s process",
        PluginIsolation.Process => "in a process of its own",
        _ => "in a sandbox",
    };

    public static string AddsOf(string contract) => contract switch
    {
        "request-rule" => "says which crew is to see to a new request",
        "notification-channel" => "is told what becomes of requests",
        "console-panel" => "says something on the page of a request",
        "request-importer" => "reads the export of an old system",
        _ => contract,
    };

    public static string In(PluginState state) => state switch
    {
        PluginState.Active => "Works",
        PluginState.Waiting => "Waits until it is needed",
        PluginState.Refused => "Cannot be used",
        PluginState.Draining => "Ends its last calls",
        PluginState.Unloading => "Stops",
        PluginState.Remaining => "Stopped, and still in memory",
        PluginState.Stuck => "Does not stop",
        PluginState.Quarantined => "In quarantine",
        _ => "Starts again",
    };

    public static string Css(PluginState state) => state switch
    {
        PluginState.Active => "status-closed",
        PluginState.Waiting => "status-open",
        PluginState.Refused or PluginState.Stuck or PluginState.Quarantined => "status-bad",
        _ => "status-assigned",
    };
}
