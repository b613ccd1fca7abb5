using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Connections.Features;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.SignalR;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Platform.RateLimiting.AspNetCore.SignalR;

namespace Platform.RateLimiting.AspNetCore.Tests;

public sealed class HubFilterTests
{
    [Fact]
    public async Task A_hub_method_is_limited_by_its_own_policy_or_by_its_hubs_and_says_when_to_come_back()
    {
        await using var services = Services();
        var filter = ActivatorUtilities.CreateInstance<RateLimitHubFilter>(services);

        Assert.Equal("done", await InvokeAsync(filter, services, nameof(Chat.Say)));
        var refused = await Assert.ThrowsAsync<HubException>(async () => await InvokeAsync(filter, services, nameof(Chat.Say)));
        Assert.Equal("Rate limit exceeded. Try again in 3600 s.", refused.Message);
        for (var call = 0; call < 2; call++)
            await InvokeAsync(filter, services, nameof(Chat.Ask));
        await Assert.ThrowsAsync<HubException>(async () => await InvokeAsync(filter, services, nameof(Chat.Ask)));
        for (var call = 0; call < 5; call++)
            await InvokeAsync(filter, services, nameof(Chat.Ping));
        Assert.Equal("done", await InvokeAsync(filter, services, nameof(Chat.Say), "203.0.113.99"));
    }

    [Fact]
    public async Task A_connection_without_a_request_is_let_through()
    {
        await using var services = Services();
        var filter = ActivatorUtilities.CreateInstance<RateLimitHubFilter>(services);

        for (var call = 0; call < 3; call++)
            Assert.Equal("done", await InvokeAsync(filter, services, nameof(Chat.Say), address: null));
    }

    [Fact]
    public void The_filter_is_added_to_the_options_of_hubs()
    {
        var services = new ServiceCollection();
        services.AddSignalR(options => options.AddPlatformRateLimiting());
        using var provider = services.AddLogging().BuildServiceProvider();

        Assert.NotNull(provider.GetRequiredService<IOptions<HubOptions>>().Value);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddPlatformRateLimiting(options => options
            .Policy("one", policy => policy.Limit(1, TimeSpan.FromHours(1)))
            .Policy("two", policy => policy.Limit(2, TimeSpan.FromHours(1)))).AddAspNetCore();
        return services.AddLogging().BuildServiceProvider();
    }

    private static ValueTask<object?> InvokeAsync(RateLimitHubFilter filter, IServiceProvider services, string method, string? address = "203.0.113.7")
    {
        var connection = new Connection();
        if (address is not null)
            connection.Features.Set<IHttpContextFeature>(new Request { HttpContext = new DefaultHttpContext { Connection = { RemoteIpAddress = IPAddress.Parse(address) } } });
        var invocation = new HubInvocationContext(connection, services, new Chat(), typeof(Chat).GetMethod(method)!, []);
        return filter.InvokeMethodAsync(invocation, _ => ValueTask.FromResult<object?>("done"));
    }

    [PlatformRateLimit("one")]
    private sealed class Chat : Hub
    {
        public static void Say()
        {
        }

        [PlatformRateLimit("two")]
        public static void Ask()
        {
        }

        [DisablePlatformRateLimit]
        public static void Ping()
        {
        }
    }

    private sealed class Request : IHttpContextFeature
    {
        public HttpContext? HttpContext { get; set; }
    }

    private sealed class Connection : HubCallerContext
    {
        public override string ConnectionId => "1";

        public override string? UserIdentifier => null;

        public override ClaimsPrincipal? User => null;

        public override IDictionary<object, object?> Items { get; } = new Dictionary<object, object?>();

        public override IFeatureCollection Features { get; } = new FeatureCollection();

        public override CancellationToken ConnectionAborted => CancellationToken.None;

        public override void Abort()
        {
        }
    }
}
