using System.Collections.Concurrent;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Connections.Features;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace CityDesk.Tests.Geocoding;

/// <summary>What the contractor's service does at the moment.</summary>
public enum Mood
{
    Well,
    KnowsNothing,
    Slow,
    Resetting,
    BreakingOff,
    Babbling,
    NowhereOnEarth,
    Endless,
    Failing,
    Refusing,
    Overloaded,
}

/// <summary>A geocoding service on loopback that can be made to fail in every way, to go away, and to come back at the same address.</summary>
internal sealed class FaultyGeocoder : IAsyncDisposable
{
    private WebApplication? _app;

    private FaultyGeocoder()
    {
    }

    public Uri Address { get; private set; } = new("http://127.0.0.1:0/");

    public Mood Mood { get; set; }

    /// <summary>The addresses that were asked for.</summary>
    public ConcurrentQueue<string> Asked { get; } = [];

    public static async Task<FaultyGeocoder> StartAsync(CancellationToken cancellationToken)
    {
        var geocoder = new FaultyGeocoder();
        await geocoder.ComeBackAsync(cancellationToken);
        return geocoder;
    }

    public async Task GoAwayAsync()
    {
        await _app!.DisposeAsync();
        _app = null;
    }

    public async Task ComeBackAsync(CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls(Address.GetLeftPart(UriPartial.Authority));
        // Nobody waits for the calls that were made to wait.
        builder.WebHost.UseShutdownTimeout(TimeSpan.Zero);
        _app = builder.Build();
        _app.MapGet("/geo/search", AnswerAsync);
        await _app.StartAsync(cancellationToken);
        Address = new Uri($"{_app.Urls.Single()}/geo/");
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is not null)
            await _app.DisposeAsync();
    }

    private async Task AnswerAsync(HttpContext context)
    {
        Asked.Enqueue(context.Request.Query["q"].ToString());
        var response = context.Response;
        response.ContentType = "application/json";
        switch (Mood)
        {
            case Mood.Well:
                await response.WriteAsync("""[{"place_id":1,"lat":"38.6312","lon":"-90.1922","display_name":"here"}]""");
                break;
            case Mood.KnowsNothing:
                await response.WriteAsync("[]");
                break;
            case Mood.Slow:
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, context.RequestAborted).ContinueWith(static _ => { }, TaskScheduler.Default);
                break;
            case Mood.Resetting:
                context.Features.Get<IConnectionSocketFeature>()!.Socket.LingerState = new(true, 0);
                context.Abort();
                break;
            case Mood.BreakingOff:
                response.ContentLength = 1_000;
                await response.WriteAsync("[{");
                await response.Body.FlushAsync();
                context.Abort();
                break;
            case Mood.Babbling:
                response.ContentType = "text/html";
                await response.WriteAsync("<html>It works!</html>");
                break;
            case Mood.NowhereOnEarth:
                await response.WriteAsync("""[{"lat":"NaN","lon":"900"}]""");
                break;
            case Mood.Endless:
                while (!context.RequestAborted.IsCancellationRequested)
                    await response.WriteAsync(new string(' ', 16_384));
                break;
            default:
                response.StatusCode = Mood switch { Mood.Failing => 500, Mood.Refusing => 403, _ => 429 };
                await response.WriteAsync("secret detail of the contractor");
                break;
        }
    }
}
