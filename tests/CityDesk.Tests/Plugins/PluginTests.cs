using System.Globalization;
using System.Text.Json;
using CityDesk.Domain;
using CityDesk.Tests.StaffConsole;
using CityDesk.Tour;
using Microsoft.Extensions.DependencyInjection;
using Platform.Plugins.Generations;
using Platform.Plugins.Storage;

namespace CityDesk.Tests.Plugins;

/// <summary>Base of the tests of what plugins do to a desk: a publisher whom the desk trusts, and residents who file.</summary>
public abstract class PluginTests(Desk desk) : ConsoleTests(desk), IAsyncLifetime
{
    private protected PluginPublisher Publisher { get; } = new(desk.Clock);

    protected PluginStore Store => Desk.Services.GetRequiredService<PluginStore>();

    protected PluginHost Host => Desk.Services.GetRequiredService<PluginHost>();

    public ValueTask InitializeAsync()
    {
        if (Desk.Unavailable is null)
            Store.Trust = Publisher.Trust;
        return ValueTask.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        Publisher.Dispose();
        GC.SuppressFinalize(this);
        return ValueTask.CompletedTask;
    }

    protected Task InstallAsync(string plugin, string version) => Desk.InstallAsync(Publisher, plugin, version);

    /// <summary>Who may file at this desk.</summary>
    protected async Task<string> KeyAsync()
    {
        var (consumer, key) = ApiConsumer.Create($"App {Guid.NewGuid():N}", "", Desk.Clock.GetUtcNow());
        await Desk.InDatabaseAsync(db =>
        {
            db.Consumers.Add(consumer);
            return db.SaveChangesAsync(Cancelled);
        });
        return key;
    }

    /// <summary>Files a request as an app does.</summary>
    protected async Task<ServiceRequest> FileAsync(Service service, string key, string description)
    {
        using var form = new FormUrlEncodedContent(new Dictionary<string, string>
        {
            ["api_key"] = key,
            ["jurisdiction_id"] = service.JurisdictionId,
            ["service_code"] = service.Code,
            ["address_string"] = "1 Mill Lane",
            ["description"] = description,
            ["email"] = "zoe@mail.example",
        });
        using var answer = await Http.PostAsync(new Uri("/open311/v2/requests.json", UriKind.Relative), form, Cancelled);
        var text = await answer.Content.ReadAsStringAsync(Cancelled);
        Assert.True(answer.IsSuccessStatusCode, text);
        using var json = JsonDocument.Parse(text);
        var number = json.RootElement[0].GetProperty("service_request_id").GetString()!;
        return await ReadAsync(long.Parse(number, CultureInfo.InvariantCulture));
    }

    /// <summary>How the version of a plugin fares that is to be used.</summary>
    protected PluginStatus Standing(string id) => Host.Plugins.First(plugin => plugin.Id == id);
}
