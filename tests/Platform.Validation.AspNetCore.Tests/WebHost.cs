using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Platform.Validation.AspNetCore.Tests;

/// <summary>A web application in memory.</summary>
public sealed class WebHost : IAsyncDisposable
{
    private readonly WebApplication _app;

    private WebHost(WebApplication app) => (_app, Client) = (app, app.GetTestClient());

    public HttpClient Client { get; }

    public static async Task<WebHost> StartAsync(
        Action<WebApplication> map,
        Action<PlatformValidationAspNetCoreOptions>? web = null,
        Action<PlatformValidationBuilder>? validation = null,
        Action<IServiceCollection>? services = null,
        ILoggerProvider? logger = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        if (logger is not null)
            builder.Logging.AddProvider(logger);
        services?.Invoke(builder.Services);
        var added = builder.Services.AddPlatformValidation().AddAspNetCore(web ?? (_ => { })).AddAspNetCore();
        validation?.Invoke(added);
        var app = builder.Build();
        map(app);
        try
        {
            await app.StartAsync(TestContext.Current.CancellationToken);
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }
        return new WebHost(app);
    }

    public async Task<(int Status, string Type, string Body)> PostAsync(string path, string body, string type = "application/json")
    {
        using var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.TryAddWithoutValidation("Content-Type", type);
        return await ReadAsync(await Client.PostAsync(path, content, TestContext.Current.CancellationToken));
    }

    public async Task<(int Status, string Type, string Body)> GetAsync(string path) =>
        await ReadAsync(await Client.GetAsync(path, TestContext.Current.CancellationToken));

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await _app.DisposeAsync();
    }

    public static async Task<(int Status, string Type, string Body)> ReadAsync(HttpResponseMessage response)
    {
        using (response)
            return ((int)response.StatusCode, response.Content.Headers.ContentType?.MediaType ?? "",
                await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }
}
