using Platform.Plugins.Manifests;
using Platform.Plugins.Storage;

namespace Platform.Plugins.Generations;

/// <summary>Runs plugins: in the host's process, or in another. What a level of isolation implements.</summary>
public interface IPluginRuntime
{
    /// <summary>How far apart from the host what it starts runs. Plugins that ask for more are refused.</summary>
    PluginIsolation Isolation { get; }

    /// <summary>Starts a release: makes everything that its manifest says it brings.</summary>
    /// <param name="release">The release, whose signature was verified a moment ago.</param>
    /// <param name="contracts">The contracts of the host, by their names.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <returns>What was started.</returns>
    /// <exception cref="PluginStartException">It cannot be started; the message says why.</exception>
    ValueTask<IPluginInstance> StartAsync(PluginRelease release, IReadOnlyDictionary<string, Type> contracts, CancellationToken cancellationToken);
}

/// <summary>What an instance that can fail by itself says of itself.</summary>
internal interface IWatchedInstance
{
    /// <summary>Active, or restarting or in quarantine for a reason.</summary>
    (PluginState State, string? Reason) Condition { get; }

    /// <summary>What keeps it apart from the host, as attained.</summary>
    string Isolation { get; }

    /// <summary>It was told that it has started: what becomes of it by itself may be told from here on.</summary>
    void Watch();
}

/// <summary>A release that runs. Disposing of it stops it, and disposes of all that it has made.</summary>
public interface IPluginInstance : IAsyncDisposable
{
    /// <summary>What the plugin brings for a contribution of its manifest.</summary>
    /// <param name="contribution">The contribution.</param>
    /// <returns>An implementation of the contract.</returns>
    object GetContribution(ManifestContribution contribution);

    /// <summary>Gives up whatever was loaded, after it was disposed of.</summary>
    /// <returns>What is gone when it was unloaded; nothing where it stays in the process, as what is loaded for good does.</returns>
    WeakReference? Unload();
}
