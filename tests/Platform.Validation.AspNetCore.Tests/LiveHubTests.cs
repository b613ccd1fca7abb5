using System.ComponentModel.DataAnnotations;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http.Connections;
using Microsoft.AspNetCore.SignalR;
using Microsoft.AspNetCore.SignalR.Client;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Platform.Validation.Rules;

namespace Platform.Validation.AspNetCore.Tests;

/// <summary>A real client calls a real hub.</summary>
public sealed class LiveHubTests : IAsyncLifetime
{
    private WebApplication? _app;
    private HubConnection? _connection;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<Areas>();
        builder.Services.AddPlatformValidation().AddAspNetCore();
        builder.Services.AddSignalR(static hub => hub.AddPlatformValidation());
        _app = builder.Build();
        _app.MapHub<DeskHub>("/desk");
        await _app.StartAsync(Cancelled);
        var server = _app.GetTestServer();
        _connection = new HubConnectionBuilder().WithUrl("http://localhost/desk", options =>
        {
            options.HttpMessageHandlerFactory = _ => server.CreateHandler();
            options.Transports = HttpTransportType.LongPolling;
        }).Build();
        await _connection.StartAsync(Cancelled);
    }

    [Fact]
    public async Task A_valid_call_arrives_sanitised() =>
        Assert.Equal("7 Pothole", await _connection!.InvokeAsync<string>("File", 7, new { title = "  Pothole ", urgency = 1, area = "north" }, Cancelled));

    [Fact]
    public async Task An_invalid_call_is_refused_with_every_failure_and_the_connection_lives_on()
    {
        var refused = await Assert.ThrowsAsync<HubException>(() => _connection!.InvokeAsync<string>("File", 7, new { title = " ", urgency = 9 }, Cancelled));

        Assert.Contains("/1/title: STRING_TOO_SHORT: Must have at least 1 characters, and has 0.\n/1/urgency: NUMBER_TOO_LARGE: Must be at most 5.", refused.Message, StringComparison.Ordinal);
        Assert.Equal(HubConnectionState.Connected, _connection!.State);
        Assert.Equal("1 a", await _connection.InvokeAsync<string>("File", 1, new { title = "a", urgency = 1 }, Cancelled));
    }

    [Fact]
    public async Task An_asynchronous_rule_gets_the_services_of_the_call()
    {
        var refused = await Assert.ThrowsAsync<HubException>(() =>
            _connection!.InvokeAsync<string>("File", 7, new { title = "a", urgency = 1, area = "south" }, Cancelled));

        Assert.Contains("/1/area: AREA_NOT_SERVED", refused.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_sent_without_waiting_for_an_answer_is_judged_too()
    {
        await _connection!.SendAsync("File", 7, new { title = " ", urgency = 9 }, Cancelled);
        await _connection!.InvokeAsync<string>("File", 8, new { title = "b", urgency = 1 }, Cancelled);

        Assert.Equal([8], DeskHub.Filed(_app!.Services));
    }

    [Fact]
    public async Task An_argument_of_somebody_elses_type_is_held_to_the_rules_that_its_parameter_names()
    {
        var refused = await Assert.ThrowsAsync<HubException>(() => _connection!.InvokeAsync<string>("Send", new { sku = "abcdefghi", weight = 0 }, 3, Cancelled));

        Assert.Contains("/0/sku: STRING_TOO_LONG", refused.Message, StringComparison.Ordinal);
        Assert.Contains("/0: WEIGHT_MISSING", refused.Message, StringComparison.Ordinal);
        Assert.Equal("ab 3", await _connection!.InvokeAsync<string>("Send", new { sku = " ab ", weight = 1 }, 3, Cancelled));
    }

    [Fact]
    public async Task Null_for_a_type_without_a_question_mark_is_refused()
    {
        var own = await Assert.ThrowsAsync<HubException>(() => _connection!.InvokeAsync<string>("File", 7, null, Cancelled));
        var foreign = await Assert.ThrowsAsync<HubException>(() => _connection!.InvokeAsync<string>("Send", null, 3, Cancelled));

        Assert.EndsWith("The call is not valid.\n/1: VALUE_REQUIRED: A value is required.", own.Message, StringComparison.Ordinal);
        Assert.EndsWith("/0: VALUE_REQUIRED: A value is required.", foreign.Message, StringComparison.Ordinal);
        Assert.Empty(DeskHub.Filed(_app!.Services));
    }

    [Fact]
    public async Task Null_arrives_where_the_type_allows_it() =>
        Assert.Equal("nothing", await _connection!.InvokeAsync<string>("Peek", null, 5, "north", Cancelled));

    [Fact]
    public async Task Parameters_with_attributes_are_judged_and_everything_that_is_wrong_is_told_at_once()
    {
        var refused = await Assert.ThrowsAsync<HubException>(() => _connection!.InvokeAsync<string>("Peek", new { title = " ", urgency = 1 }, 101, null, Cancelled));

        Assert.EndsWith(
            "/0/title: STRING_TOO_SHORT: Must have at least 1 characters, and has 0.\n/1: NUMBER_TOO_LARGE: Must be at most 100.\n/2: VALUE_REQUIRED: A value is required.",
            refused.Message, StringComparison.Ordinal);
    }

    public async ValueTask DisposeAsync()
    {
        if (_connection is not null)
            await _connection.DisposeAsync();
        if (_app is not null)
            await _app.DisposeAsync();
    }

    public sealed class DeskHub(Areas areas) : Hub
    {
        public string File(int number, NewRequest request)
        {
            areas.Served.Add($"filed {number}");
            return $"{number} {request.Title}";
        }

        public string Send([ValidatedBy<ForeignBodyTests.ParcelRules>] ForeignBodyTests.Parcel parcel, int times) => FormattableString.Invariant($"{parcel.Sku} {times}");

        public string Peek(NewRequest? request, [Range(1, 100)] int count, [Required] string? area) =>
            request is null ? "nothing" : FormattableString.Invariant($"{request.Title} {count} {area}");

        public static IEnumerable<int> Filed(IServiceProvider services) => services.GetRequiredService<Areas>().Served
            .Where(each => each.StartsWith("filed ", StringComparison.Ordinal)).Select(each => int.Parse(each[6..], System.Globalization.CultureInfo.InvariantCulture));
    }
}
