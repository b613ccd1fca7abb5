using Platform.Plugins.Generations;
using Platform.Plugins.InProcess.Containers;
using Platform.Plugins.Manifests;
using Platform.Plugins.Packages;
using Platform.Plugins.Storage;

namespace Platform.Plugins.InProcess.Loading;

/// <summary>Starts plugins in the host's process.</summary>
internal sealed class InProcessRuntime(SharedAssemblies shared, InProcessPlugins plugins, PluginContainer container) : IPluginRuntime
{
    public PluginIsolation Isolation => PluginIsolation.InProcess;

    public async ValueTask<IPluginInstance> StartAsync(PluginRelease release, IReadOnlyDictionary<string, Type> contracts, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(release);
        var context = Open(release);
        var instance = new InProcessInstance(context);
        try
        {
            instance.Start(container, release.Manifest, contracts);
            cancellationToken.ThrowIfCancellationRequested();
            return instance;
        }
        catch (Exception fault)
        {
            await instance.DisposeAsync().ConfigureAwait(false);
            instance.Unload();
            // As text: an exception of a type of the plugin would keep it from being unloaded.
            throw fault is PluginStartException or OperationCanceledException ? fault
                : new PluginStartException($"{release.Manifest.Id} {release.Manifest.Version} could not be started: {fault.GetType()}: {fault.Message}");
        }
    }

    private PluginLoadContext Open(PluginRelease release)
    {
        try
        {
            return new PluginLoadContext(release, shared, plugins.Mode);
        }
        catch (Exception fault) when (fault is FileLoadException or PluginPackageException)
        {
            throw new PluginStartException(fault.Message, fault);
        }
    }
}
