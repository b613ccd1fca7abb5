using Microsoft.Extensions.Logging;

namespace Platform.Plugins.InProcess.Containers;

/// <summary>The host's loggers, in categories that begin with the id of the plugin: what a plugin says of itself is not taken for the host's.</summary>
internal sealed class PluginLoggerFactory(ILoggerFactory host, string pluginId) : ILoggerFactory
{
    public ILogger CreateLogger(string categoryName) => host.CreateLogger($"{pluginId}/{categoryName}");

    public void AddProvider(ILoggerProvider provider) =>
        throw new NotSupportedException("Where logs go is the host's affair.");

    /// <summary>The host's is the host's.</summary>
    public void Dispose()
    {
    }
}
