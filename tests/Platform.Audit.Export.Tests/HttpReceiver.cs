using System.Collections.Concurrent;
using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Audit.Export.Tests;

/// <summary>A receiver of NDJSON on loopback, which keeps the number of every event.</summary>
internal sealed class HttpReceiver : IAsyncDisposable
{
    private readonly WebApplication _application;
    private int _refusals;
    private int _redirects;
    private int _redirectStatus;
    private int _loginPages;

    private HttpReceiver(WebApplication application) => _application = application;

    /// <summary>The numbers of what has arrived, in the order in which it has.</summary>
    public ConcurrentQueue<long> Sequences { get; } = [];

    public ConcurrentQueue<string> Lines { get; } = [];

    public ConcurrentQueue<string?> Authorizations { get; } = [];

    public Uri Address { get; private set; } = new("http://127.0.0.1");

    /// <summary>How many requests are answered with 503 before one is taken.</summary>
    public int Refuses { set => Volatile.Write(ref _refusals, value); }

    /// <summary>How many requests are led to a login page before one is taken, and with which status.</summary>
    public (int Count, int Status) Redirects { set => (_redirects, _redirectStatus) = value; }

    /// <summary>How often that page was asked for.</summary>
    public int LoginPages => Volatile.Read(ref _loginPages);

    public static async Task<HttpReceiver> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.ConfigureKestrel(static options => options.Listen(IPAddress.Loopback, 0));
        var receiver = new HttpReceiver(builder.Build());
        receiver._application.MapPost("/events", receiver.TakeAsync);
        receiver._application.Map("/login", () => Interlocked.Increment(ref receiver._loginPages));
        await receiver._application.StartAsync(TestContext.Current.CancellationToken);
        var addresses = receiver._application.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses;
        receiver.Address = new Uri(new Uri(addresses.First()), "/events");
        return receiver;
    }

    public ValueTask DisposeAsync() => _application.DisposeAsync();

    private async Task TakeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync(context.RequestAborted);
        Authorizations.Enqueue(context.Request.Headers.Authorization);
        if (Interlocked.Decrement(ref _redirects) >= 0)
        {
            context.Response.StatusCode = _redirectStatus;
            context.Response.Headers.Location = "/login";
            return;
        }
        if (Interlocked.Decrement(ref _refusals) >= 0)
        {
            context.Response.StatusCode = StatusCodes.Status503ServiceUnavailable;
            return;
        }
        Assert.EndsWith("\n", body, StringComparison.Ordinal);
        foreach (var line in body.Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            using var parsed = JsonDocument.Parse(line);
            Lines.Enqueue(line);
            Sequences.Enqueue(parsed.RootElement.GetProperty("metadata").GetProperty("sequence").GetInt64());
        }
        context.Response.StatusCode = StatusCodes.Status202Accepted;
    }
}
