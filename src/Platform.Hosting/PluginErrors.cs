using Platform.Errors;
using Platform.Plugins.Extensions;

namespace Platform.Hosting;

/// <summary>
/// How calls of plugins end that have no answer, as errors. Which plugin it was stands in the log and not in an answer: how a service is made is nobody's affair who
/// calls it. <see cref="PlatformPluginsHostingExtensions.UsePlatformErrors"/> adds them.
/// </summary>
[ErrorCatalog("plugins", Resources = typeof(PluginErrors), NeutralLanguage = "en")]
public static partial class PluginErrors
{
    /// <summary>A plugin has failed.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="extension">What its manifest calls the extension.</param>
    /// <returns>The error.</returns>
    [Error("PLUGIN_FAILED", ErrorKind.DependencyFailed, Title = "A part of the service has failed")]
    public static partial Error Failed([NotDisclosed] string plugin, [NotDisclosed] string extension);

    /// <summary>A plugin has not answered in time.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="extension">What its manifest calls the extension.</param>
    /// <returns>The error.</returns>
    [Error("PLUGIN_TIMED_OUT", ErrorKind.Timeout, Title = "A part of the service has not answered in time", Retry = ErrorRetry.Backoff)]
    public static partial Error TimedOut([NotDisclosed] string plugin, [NotDisclosed] string extension);

    /// <summary>A plugin is not called at the moment, because it has failed too often or too many calls of it have not ended.</summary>
    /// <param name="plugin">The plugin.</param>
    /// <param name="extension">What its manifest calls the extension.</param>
    /// <returns>The error.</returns>
    [Error("PLUGIN_UNAVAILABLE", ErrorKind.Unavailable, Title = "A part of the service is not available at the moment", Retry = ErrorRetry.Backoff)]
    public static partial Error Unavailable([NotDisclosed] string plugin, [NotDisclosed] string extension);

    internal static Error Of(ExtensionException failure) => Of(failure.Outcome, failure.PluginId, failure.Name);

    internal static Error Of(ExtensionOutcome outcome, string plugin, string extension) => outcome switch
    {
        ExtensionOutcome.TimedOut => TimedOut(plugin, extension),
        ExtensionOutcome.Broken or ExtensionOutcome.Quarantined => Unavailable(plugin, extension),
        _ => Failed(plugin, extension),
    };
}
