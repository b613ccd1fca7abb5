using Platform.Plugins.Abstractions;

namespace Platform.Plugins.HostWorker;

/// <summary>Says where it is.</summary>
[PluginContract("place", "1.0")]
public interface IPlace
{
    /// <summary>The process that it runs in.</summary>
    ValueTask<int> ProcessAsync(CancellationToken cancellationToken);
}
