using System.Net;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Platform.Webhooks;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;

namespace CityDesk.Contractor.Tests;

public sealed class ContractorTests : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("contractor-");
    private readonly WebhookSecret _secret = WebhookSecret.Generate();
    private WebApplication? _contractor;
    private string _address = "http://127.0.0.1:0";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        await StopAsync();
        SqliteConnection.ClearAllPools();
        _folder.Delete(recursive: true);
    }

    [Fact]
    public async Task Ten_changes_while_it_is_stopped_arrive_once_and_in_order_when_it_is_back()
    {
        await StartAsync();
        using var desk = await DeskAsync();
        await TellAsync(desk, "request.opened", 1);
        await UntilAsync(async () => await JobsAsync() is [{ State: "request.opened", Changes: 1 }]);

        await StopAsync();
        for (var change = 0; change < 10; change++)
            await TellAsync(desk, change == 9 ? "request.closed" : $"request.assigned.{change}", 1);
        await UntilAsync(async () => (await desk.Services.GetRequiredService<IOutboxStore>().MeasureAsync(Cancellation))[0].Waiting == 10);
        await StartAsync();

        await UntilAsync(async () => await JobsAsync() is [{ Changes: 11 }]);
        Assert.Equal([new Job("request:1", "request.closed", 11)], await JobsAsync());
        await UntilAsync(async () => (await desk.Services.GetRequiredService<IOutboxStore>().MeasureAsync(Cancellation))[0].Waiting == 0);
    }

    [Fact]
    public async Task A_message_that_comes_again_after_a_restart_counts_once()
    {
        var (id, body) = ("msg_1", Body("request.opened", 1));
        await StartAsync();
        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(id, body, _secret));
        await StopAsync();
        await StartAsync();

        Assert.Equal(HttpStatusCode.NoContent, await SendAsync(id, body, _secret));

        Assert.Equal([new Job("request:1", "request.opened", 1)], await JobsAsync());
    }

    [Fact]
    public async Task What_the_desk_has_not_signed_changes_nothing()
    {
        await StartAsync();

        Assert.Equal(HttpStatusCode.Forbidden, await SendAsync("msg_1", Body("request.opened", 1), WebhookSecret.Generate()));

        Assert.Empty(await JobsAsync());
    }

    private async Task StartAsync()
    {
        _contractor = ContractorHost.Create(
            ["--urls", _address, "--Jobs", Path.Combine(_folder.FullName, "jobs.db"), "--Webhooks:Sources:citydesk:Secrets:0",
                _secret.Export(),
                "--Logging:LogLevel:Default", "None"]);
        await _contractor.StartAsync(Cancellation);
        _address = _contractor.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.Single();
    }

    private async Task StopAsync()
    {
        if (_contractor is not null)
            await _contractor.DisposeAsync();
        _contractor = null;
    }

    /// <summary>What sends as the desk does. It tries again at once, again and again.</summary>
    private async Task<IHost> DeskAsync()
    {
        var builder = Host.CreateEmptyApplicationBuilder(null);
        builder.Services.AddPlatformWebhooks(options =>
        {
            options.AllowHttp = true;
            options.AllowedNetworks.Add("127.0.0.1/32");
            options.AdditionalPorts.Add(new Uri(_address).Port);
        });
        builder.Services.AddPlatformOutbox(static options =>
            options.Retry = new RetrySchedule([.. Enumerable.Repeat(TimeSpan.FromSeconds(1), 100)]))
            .AddEndpoint(new WebhookEndpoint("contractor", new Uri($"{_address}/in/citydesk"), _secret));
        var host = builder.Build();
        await host.StartAsync(Cancellation);
        return host;
    }

    private static async Task TellAsync(IHost desk, string type, int request) =>
        await desk.Services.GetRequiredService<IOutbox>().PublishAsync(
        new OutboxEvent(type, Encoding.UTF8.GetBytes(Body(type, request))) { OrderKey = $"request:{request}" }, Cancellation);

    private static string Body(string type, int request) => JsonSerializer.Serialize(
        new DeskEvent(type, DateTimeOffset.UnixEpoch, new DeskRequest($"request:{request}", "A pothole")), JsonSerializerOptions.Web);

    private async Task<HttpStatusCode> SendAsync(string id, string body, WebhookSecret secret)
    {
        var (now, bytes) = (TimeProvider.System.GetUtcNow(), Encoding.UTF8.GetBytes(body));
        using var client = new HttpClient();
        using var request = new HttpRequestMessage(HttpMethod.Post,
            new Uri($"{_address}/in/citydesk"))
        { Content = new ByteArrayContent(bytes) };
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", $"{now.ToUnixTimeSeconds()}");
        request.Headers.TryAddWithoutValidation("webhook-signature", new WebhookSigner(secret).Sign(id, now, bytes));
        return (await client.SendAsync(request, Cancellation)).StatusCode;
    }

    private async Task<IReadOnlyList<Job>> JobsAsync()
    {
        using var client = new HttpClient();
        return (await client.GetFromJsonAsync<List<Job>>(new Uri($"{_address}/jobs"), Cancellation))!;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancellation);
        }
    }
}
