using CityDesk.Tour;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Generations;
using Platform.Plugins.Storage;

namespace CityDesk.Tests.Plugins;

/// <summary>Installs plugins as an operator does, without the console.</summary>
internal static class PluginInstallation
{
    public static async Task InstallAsync(this Desk desk, PluginPublisher publisher, string plugin, string version)
    {
        var store = desk.Services.GetRequiredService<PluginStore>();
        store.Trust = publisher.Trust;
        var change = store.Plan(publisher.Pack(plugin, version), $"{plugin}.plugin");
        store.Apply(change, change.NeedsConsent ? change.AgreedBy("operator") : null);
        await desk.Services.GetRequiredService<PluginHost>().RefreshAsync(TestContext.Current.CancellationToken);
    }
}
