using Platform.Plugins.Generations;
using Platform.Plugins.Versions;

namespace Platform.Plugins.Extensions;

/// <summary>One implementation of a contract, which a plugin brings.</summary>
/// <typeparam name="TContract">The contract.</typeparam>
public sealed class Extension<TContract>
    where TContract : class
{
    internal Extension(
        TContract instance, string pluginId, SemanticVersion version, string name, CircuitBreaker breaker, CallBounds calls, ProbationTrial? trial) =>
        (Instance, PluginId, Version, Name, Breaker, Calls, Trial) = (instance, pluginId, version, name, breaker, calls, trial);

    /// <summary>The plugin.</summary>
    public string PluginId { get; }

    /// <summary>The version of the plugin.</summary>
    public SemanticVersion Version { get; }

    /// <summary>What the manifest calls it.</summary>
    public string Name { get; }

    internal TContract Instance { get; }

    internal CircuitBreaker Breaker { get; }

    /// <summary>The calls of all extensions of its version that are under way.</summary>
    internal CallBounds Calls { get; }

    /// <summary>How the calls of its version fare, where that was started on probation.</summary>
    internal ProbationTrial? Trial { get; }
}
