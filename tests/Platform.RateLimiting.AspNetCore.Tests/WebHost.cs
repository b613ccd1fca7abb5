using System.Net;
using System.Security.Claims;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;

namespace Platform.RateLimiting.AspNetCore.Tests;

/// <summary>A web application on a clock that stands until it is moved. A request says in headers of the test who it comes from.</summary>
public sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebHost(WebApplication app, FakeTimeProvider time) => (_app, Time, Client) = (app, time, app.GetTestClient());

    public FakeTimeProvider Time { get; }

    public HttpClient Client { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WebHost> StartAsync(
        Action<PlatformRateLimitingOptions> policies,
        Action<WebApplication> map,
        Action<PlatformRateLimitingAspNetCoreOptions>? web = null,
        Action<IServiceCollection>? services = null,
        Action<WebApplication>? use = null)
    {
        var time = new FakeTimeProvider();
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddPlatformRateLimiting(policies).AddAspNetCore(web ?? (_ => { }));
        services?.Invoke(builder.Services);
        var app = builder.Build();
        app.Use((context, next) =>
        {
            context.Connection.RemoteIpAddress = context.Request.Headers["Test-Address"] is [{ } address] ? IPAddress.Parse(address) : null;
            if (context.Request.Headers["Test-User"] is [{ } user])
            {
                var claims = user.Split(';').Select(claim => claim.Split('=')).Select(claim => new Claim(claim[0], claim[1]));
                context.User = new ClaimsPrincipal(new ClaimsIdentity(claims, "test"));
            }
            return next(context);
        });
        app.UseRouting();
        (use ?? (each => each.UsePlatformRateLimiting()))(app);
        map(app);
        await app.StartAsync(TestContext.Current.CancellationToken);
        return new WebHost(app, time);
    }

    public async Task<HttpResponseMessage> GetAsync(string path, string? address = "203.0.113.7", string? user = null, params (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        if (address is not null)
            request.Headers.Add("Test-Address", address);
        if (user is not null)
            request.Headers.Add("Test-User", user);
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);
        return await Client.SendAsync(request, TestContext.Current.CancellationToken);
    }

    public async Task<int> AdmittedOfAsync(int calls, string path, string? address = "203.0.113.7", string? user = null, params (string Name, string Value)[] headers)
    {
        var admitted = 0;
        for (var call = 0; call < calls; call++)
        {
            using var response = await GetAsync(path, address, user, headers);
            admitted += response.StatusCode == HttpStatusCode.OK ? 1 : 0;
        }
        return admitted;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }
}
