using System.Net;
using System.Threading.RateLimiting;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.RateLimiting;
using Microsoft.Extensions.DependencyInjection;
using Platform.RateLimiting;
using Platform.RateLimiting.AspNetCore;

namespace Platform.Benchmarks.RateLimiting;

/// <summary>
/// The middleware and an endpoint that does nothing, on one request that is used again: what is measured is what limiting adds. Both sides
/// count by the client's address; ours also writes its two fields.
/// </summary>
internal sealed class WebPipeline : IDisposable
{
    private const string Policy = "measured";

    private readonly ServiceProvider _services;
    private readonly RequestDelegate _pipeline;
    private readonly DefaultHttpContext _context;

    private WebPipeline(Action<IServiceCollection> add, Action<IApplicationBuilder> use, object metadata)
    {
        var services = new ServiceCollection();
        services.AddLogging();
        services.AddMetrics();
        add(services);
        _services = services.BuildServiceProvider();
        var app = new ApplicationBuilder(_services);
        use(app);
        app.Run(static _ => Task.CompletedTask);
        _pipeline = app.Build();
        _context = new DefaultHttpContext { RequestServices = _services };
        _context.Connection.RemoteIpAddress = IPAddress.Parse("203.0.113.7");
        _context.SetEndpoint(new Endpoint(static _ => Task.CompletedTask, new EndpointMetadataCollection(metadata), "measured"));
    }

    public static WebPipeline Ours() => new(
        static services => services.AddPlatformRateLimiting(static options => options.Policy(Policy, static policy => policy.Limit(1_000_000, TimeSpan.FromSeconds(1), burst: 1_000_000_000))).AddAspNetCore(),
        static app => app.UsePlatformRateLimiting(),
        new PlatformRateLimitAttribute(Policy));

    public static WebPipeline Peer() => new(
        static services => services.AddRateLimiter(static options => options.AddPolicy(Policy, static context => RateLimitPartition.GetTokenBucketLimiter(
            context.Connection.RemoteIpAddress!, static _ => new TokenBucketRateLimiterOptions
            {
                TokenLimit = 1_000_000_000,
                TokensPerPeriod = 1_000_000_000,
                ReplenishmentPeriod = TimeSpan.FromSeconds(1),
                QueueLimit = 0,
            }))),
        static app => app.UseRateLimiter(),
        new EnableRateLimitingAttribute(Policy));

    public int Handle()
    {
        _context.Response.Headers.Clear();
        var handled = _pipeline(_context);
        return handled.IsCompletedSuccessfully ? _context.Response.StatusCode : throw new InvalidOperationException("The request was not handled at once.");
    }

    public void Dispose() => _services.Dispose();
}
