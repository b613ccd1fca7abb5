using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Platform.Plugins.Generations;
using Platform.Plugins.Storage;

namespace Platform.Plugins;

/// <summary>Follows the store: whatever is installed, rolled back, removed or revoked there is brought into effect here.</summary>
internal sealed class PluginHostService(PluginHost host, PluginStore store) : BackgroundService
{
    private readonly Channel<bool> _changes = Channel.CreateBounded<bool>(new BoundedChannelOptions(1) { FullMode = BoundedChannelFullMode.DropWrite });

    /// <summary>Plugins that ask for it are there when the host has started. None of them keeps it from starting.</summary>
    public override async Task StartAsync(CancellationToken cancellationToken)
    {
        store.Changed += OnChanged;
        await host.RefreshAsync(cancellationToken).ConfigureAwait(false);
        await base.StartAsync(cancellationToken).ConfigureAwait(false);
    }

    public override async Task StopAsync(CancellationToken cancellationToken)
    {
        store.Changed -= OnChanged;
        await base.StopAsync(cancellationToken).ConfigureAwait(false);
        await host.DisposeAsync().AsTask().WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        try
        {
            while (await _changes.Reader.ReadAsync(stoppingToken).ConfigureAwait(false))
            {
                // What is decided is decided when this returns. That older versions drain, or newer ones start, is nothing that the next change, which may
                // revoke something, waits for; the host ends it when it ends.
                _ = RefreshAsync(stoppingToken);
            }
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
    }

    private async Task RefreshAsync(CancellationToken stoppingToken)
    {
        try
        {
            await host.RefreshAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            // The host stops.
        }
        catch (Exception fault)
        {
            host.Watch.RefreshFailed(fault);
        }
    }

    private void OnChanged(object? sender, EventArgs change) => _changes.Writer.TryWrite(true);
}
