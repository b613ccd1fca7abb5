using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.Resilience.Tests;

/// <summary>An HTTP client with a pipeline, as a service registers it, on the real clock.</summary>
internal sealed class TestClient : IDisposable
{
    private readonly ServiceProvider _provider;

    public TestClient(
        Uri address,
        Action<PlatformResilienceOptions>? configure = null,
        Action<IHttpClientBuilder>? before = null,
        Action<IHttpClientBuilder>? after = null)
    {
        var services = new ServiceCollection();
        var builder = services.AddHttpClient("partner", client => client.BaseAddress = address);
        before?.Invoke(builder);
        builder.AddPlatformResilience(options =>
        {
            options.Retry.BaseDelay = TimeSpan.Zero;
            options.CircuitBreaker.IsEnabled = false;
            configure?.Invoke(options);
        });
        after?.Invoke(builder);
        _provider = services.BuildServiceProvider();
        Http = _provider.GetRequiredService<IHttpClientFactory>().CreateClient("partner");
    }

    public HttpClient Http { get; }

    public IServiceProvider Services => _provider;

    public void Dispose()
    {
        Http.Dispose();
        _provider.Dispose();
    }
}
