using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Extensions;

namespace Platform.Benchmarks.Plugins;

/// <summary>A plugin in a process of its own, installed and started as a host does it, in the sandbox where the system has one.</summary>
internal sealed class EchoWork : IAsyncDisposable
{
    private readonly PluginServices _plugins;
    private readonly ExtensionLease<IEcho> _held;

    private EchoWork(PluginServices plugins, ExtensionLease<IEcho> held) => (_plugins, _held) = (plugins, held);

    public static async ValueTask<EchoWork> OpenAsync()
    {
        var plugins = new PluginServices(1, inProcesses: true);
        return new EchoWork(plugins, await plugins.Services.GetRequiredService<ExtensionPoint<IEcho>>().AcquireAsync());
    }

    public ValueTask<EchoLine> EchoAsync(CancellationToken cancellationToken) => _held[0].EchoAsync(EchoLine.Sample, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _held.Dispose();
        _plugins.Dispose();
        return default;
    }
}
