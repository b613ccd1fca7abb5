using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.AspNetCore.Tests.Site;

/// <summary>An application on a real server with a port of its own, and a real client.</summary>
public sealed class WebSite : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebSite(WebApplication app, LogRecords log, Version version)
    {
        (_app, Log) = (app, log);
        // Waits for 100 Continue: a body that the server refuses is then not sent, and the answer is not lost in a connection that breaks while sending.
        Client = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, Expect100ContinueTimeout = TimeSpan.FromSeconds(30) })
        {
            BaseAddress = new Uri(app.Urls.Single()),
            DefaultRequestVersion = version,
            DefaultVersionPolicy = HttpVersionPolicy.RequestVersionExact,
        };
    }

    public HttpClient Client { get; }

    public LogRecords Log { get; }

    public IServiceProvider Services => _app.Services;

    public static async Task<WebSite> StartAsync(
        Action<WebApplicationBuilder> services, Action<WebApplication> pipeline, string? environment = null, bool http2 = false, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(services);
        ArgumentNullException.ThrowIfNull(pipeline);
        var log = new LogRecords();
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { EnvironmentName = environment ?? Environments.Production, ApplicationName = typeof(WebSite).Assembly.GetName().Name });
        builder.Logging.ClearProviders().AddProvider(log).SetMinimumLevel(LogLevel.Debug);
        builder.WebHost.ConfigureKestrel(kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Listen(IPAddress.Loopback, 0, listen => listen.Protocols = http2 ? HttpProtocols.Http2 : HttpProtocols.Http1);
        });
        services(builder);
        var app = builder.Build();
        try
        {
            pipeline(app);
            await app.StartAsync(cancellationToken);
            return new WebSite(app, log, http2 ? HttpVersion.Version20 : HttpVersion.Version11);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
    }

    /// <summary>The usual site: what is asked for, with the middleware first.</summary>
    public static Task<WebSite> StartAsync(Action<WebApplication> endpoints, Action<PlatformErrorsAspNetCoreOptions>? options = null, string? environment = null, bool http2 = false, CancellationToken cancellationToken = default) =>
        StartAsync(
            services: builder => builder.Services.AddPlatformErrors().AddCatalog(ShopErrors.Catalog).AddAspNetCore(web => options?.Invoke(web)),
            pipeline: app =>
            {
                app.UsePlatformErrors();
                endpoints(app);
            },
            environment: environment,
            http2: http2,
            cancellationToken: cancellationToken);

    public async Task<Answer> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        (request.Version, request.VersionPolicy) = (Client.DefaultRequestVersion, Client.DefaultVersionPolicy);
        using var response = await Client.SendAsync(request, cancellationToken);
        return await Answer.ReadAsync(response, cancellationToken);
    }

    public Task<Answer> GetAsync(string path, CancellationToken cancellationToken) => SendAsync(new HttpRequestMessage(HttpMethod.Get, path), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.StopAsync();
        await _app.DisposeAsync();
    }
}
