using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using Platform.Plugins.Catalogue;
using Platform.Plugins.Extensions;
using Platform.Plugins.Generations;

namespace Platform.Plugins.Observing;

/// <summary>Tells what becomes of plugins: the log of the program, and whoever observes.</summary>
internal sealed class PluginWatch(ILogger logger, IEnumerable<IPluginObserver> observers)
{
    private readonly ImmutableArray<IPluginObserver> _observers = [.. observers];

    public void Started(Generation generation)
    {
        Log.Started(logger, generation.Id, VersionOf(generation));
        Tell(new PluginOccurrence(PluginOccurrenceKind.Started, generation.Id, VersionOf(generation)));
    }

    public void StartFailed(InstalledPlugin plugin, Exception failure, string reason)
    {
        Log.StartFailed(logger, failure, plugin.Manifest.Id, plugin.Manifest.Version.ToString());
        Tell(new PluginOccurrence(PluginOccurrenceKind.StartFailed, plugin.Manifest.Id, plugin.Manifest.Version.ToString()) { Reason = reason });
    }

    public void Refused(PluginRefusal refusal, string version)
    {
        Log.Refused(logger, refusal.PluginId, refusal.Reason);
        Tell(new PluginOccurrence(PluginOccurrenceKind.Refused, refusal.PluginId, version) { Reason = refusal.Reason });
    }

    public void Stopped(Generation generation)
    {
        Log.Stopped(logger, generation.Id, VersionOf(generation));
        Tell(new PluginOccurrence(PluginOccurrenceKind.Stopped, generation.Id, VersionOf(generation)));
    }

    public void Stuck(Generation generation)
    {
        Log.Stuck(logger, generation.Id, VersionOf(generation));
        Tell(new PluginOccurrence(PluginOccurrenceKind.Stuck, generation.Id, VersionOf(generation)));
    }

    /// <summary>Of each call only the log is told: a plugin decides how many fail.</summary>
    public void CallFailed(string extension, string plugin, ExtensionOutcome outcome, Exception? failure) =>
        Log.CallFailed(logger, failure, extension, plugin, outcome);

    public void Broken(string extension, string plugin, string version, TimeSpan wait)
    {
        Log.Broken(logger, extension, plugin, wait);
        Tell(new PluginOccurrence(PluginOccurrenceKind.Broken, plugin, version) { Extension = extension });
    }

    public void Quarantined(string plugin, string version)
    {
        Log.Quarantined(logger, plugin, version);
        Tell(new PluginOccurrence(PluginOccurrenceKind.Quarantined, plugin, version));
    }

    public void ProcessEnded(string plugin, string version, string reason, TimeSpan wait)
    {
        Log.ProcessEnded(logger, plugin, version, reason, wait);
        Tell(new PluginOccurrence(PluginOccurrenceKind.ProcessEnded, plugin, version) { Reason = $"Its process {reason}." });
    }

    public void ProcessStartedAgain(string plugin, string version)
    {
        Log.ProcessStartedAgain(logger, plugin, version);
        Tell(new PluginOccurrence(PluginOccurrenceKind.ProcessStartedAgain, plugin, version));
    }

    public void ProcessQuarantined(string plugin, string version, string reason)
    {
        Log.ProcessQuarantined(logger, plugin, version, reason);
        Tell(new PluginOccurrence(PluginOccurrenceKind.Quarantined, plugin, version) { Reason = $"Its process {reason}." });
    }

    public void RefreshFailed(Exception failure) => Log.RefreshFailed(logger, failure);

    private static string VersionOf(Generation generation) => generation.Manifest.Version.ToString();

    private void Tell(PluginOccurrence occurrence)
    {
        foreach (var observer in _observers)
        {
            try
            {
                observer.Observe(occurrence);
            }
            catch (Exception failure)
            {
                Log.ObserverFailed(logger, failure, occurrence.Kind, occurrence.PluginId);
            }
        }
    }
}
