using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using CityDesk.Webhooks;
using Platform.Webhooks;
using Platform.Webhooks.AspNetCore;

namespace CityDesk.Tour;

/// <summary>The program of a firm that the desk tells of its requests, on this very machine: it can be down, and come back.</summary>
internal sealed class Contractor(int port) : IAsyncDisposable
{
    private const string Path = "/in/citydesk";

    private readonly ConcurrentQueue<Told> _told = new();
    private WebApplication? _program;

    /// <summary>Where the desk finds it.</summary>
    public string Url => $"http://127.0.0.1:{port}{Path}";

    /// <summary>What it was told so far, in the order in which it came.</summary>
    public IReadOnlyList<Told> Heard => [.. _told];

    /// <summary>A port that nobody has just now: the desk has to know it before anybody listens there.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>It takes what is signed by the secret, and answers the challenge of a desk that asks whether it wants anything.</summary>
    public async Task StartAsync(string secret, CancellationToken cancellationToken)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls($"http://127.0.0.1:{port}");
        builder.Services.AddPlatformWebhooks().AddReceiver(options => options.Sources["citydesk"] = new WebhookSourceOptions { Secrets = { secret } });
        _program = builder.Build();
        _program.MapWebhook<Told>(Path, "citydesk", (told, context) =>
        {
            _told.Enqueue(told with { Message = context.Id });
            return Task.CompletedTask;
        });
        await _program.StartAsync(cancellationToken);
    }

    /// <summary>It is down.</summary>
    public async Task StopAsync()
    {
        if (_program is not null)
            await _program.DisposeAsync();
        _program = null;
    }

    public async ValueTask DisposeAsync() => await StopAsync();

    /// <summary>What the desk tells.</summary>
    internal sealed record Told(string Type, ToldRequest Data, string? Message = null);
}
