using System.Buffers;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.AspNetCore.Mvc;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.RateLimiting.AspNetCore.Adaptive;

namespace Platform.RateLimiting.AspNetCore.Tests;

/// <summary>Over sockets: what a slow client does shows nowhere else.</summary>
public sealed class EarlyBodyTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly List<TcpClient> _clients = [];
    private WebApplication? _app;

    private static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    private async Task<int> StartAsync(Action<PlatformAdaptiveLimitOptions> adaptive, Action<PlatformRateLimitingAspNetCoreOptions>? web = null, long? largest = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        if (largest is { } bytes)
            builder.WebHost.ConfigureKestrel(kestrel => kestrel.Limits.MaxRequestBodySize = bytes);
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton<TimeProvider>(_time);
        builder.Services.AddRoutingCore();
        builder.Services.AddPlatformRateLimiting(_ => { }).AddAdaptiveLimit(adaptive).AddAspNetCore(web ?? (_ => { }));
        _app = builder.Build();
        _app.UseRouting();
        // Whoever is meant says so: all come from one address here.
        _app.Use((context, next) =>
        {
            if (context.Request.Headers["Test-Address"] is [{ } address])
                context.Connection.RemoteIpAddress = IPAddress.Parse(address);
            return next(context);
        });
        _app.UsePlatformAdaptiveLimit();
        _app.MapGet("/", () => "well");
        _app.MapPost("/stream", async (HttpContext context) => await EchoAsync(context, await ReadStreamAsync(context)));
        _app.MapPost("/pipe", async (HttpContext context) => await EchoAsync(context, await ReadPipeAsync(context)));
        _app.MapPost("/form", async (HttpContext context) => await EchoAsync(context, (await context.Request.ReadFormAsync(Cancelled))["text"].ToString()));
        _app.MapPost("/small", async (HttpContext context) => await EchoAsync(context, await ReadStreamAsync(context))).WithMetadata(new RequestSizeLimitAttribute(100));
        _app.MapPost("/late", async (HttpContext context) =>
        {
            var size = context.Features.Get<IHttpMaxRequestBodySizeFeature>()!;
            Assert.False(size.IsReadOnly);
            size.MaxRequestBodySize = 100;
            await EchoAsync(context, await ReadStreamAsync(context));
        });
        _app.MapPost("/raised", async (HttpContext context) =>
        {
            context.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = 5000;
            await EchoAsync(context, await ReadStreamAsync(context));
        });
        await _app.StartAsync(Cancelled);
        return new Uri(_app.Urls.Single()).Port;
    }

    private static Task EchoAsync(HttpContext context, string text) =>
        context.Response.WriteAsync(text.Length.ToString(CultureInfo.InvariantCulture) + ' ' + text[..Math.Min(5, text.Length)] + text[^Math.Min(5, text.Length)..], Cancelled);

    private static async Task<string> ReadStreamAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        return await reader.ReadToEndAsync(Cancelled);
    }

    private static async Task<string> ReadPipeAsync(HttpContext context)
    {
        while (true)
        {
            var read = await context.Request.BodyReader.ReadAsync(Cancelled);
            if (read.IsCompleted)
                return Encoding.UTF8.GetString(read.Buffer);
            context.Request.BodyReader.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private async Task<NetworkStream> SendAsync(int port, string text)
    {
        var client = new TcpClient();
        _clients.Add(client);
        await client.ConnectAsync(IPAddress.Loopback, port, Cancelled);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(text), Cancelled);
        return client.GetStream();
    }

    private async Task<string> AskAsync(int port, string text)
    {
        var stream = await SendAsync(port, text);
        using var reader = new StreamReader(stream);
        return await reader.ReadToEndAsync(Cancelled);
    }

    private static string Get(string address = "203.0.113.9") => $"GET / HTTP/1.1\r\nHost: a\r\nTest-Address: {address}\r\nConnection: close\r\n\r\n";

    private static string Post(string path, string body, bool chunked, int pieces = 3)
    {
        var headers = $"POST {path} HTTP/1.1\r\nHost: a\r\nContent-Type: application/x-www-form-urlencoded\r\nConnection: close\r\n";
        if (!chunked)
            return $"{headers}Content-Length: {body.Length}\r\n\r\n{body}";
        var text = new StringBuilder(headers + "Transfer-Encoding: chunked\r\n\r\n");
        foreach (var piece in body.Chunk(Math.Max(1, (body.Length + pieces - 1) / pieces)))
            text.Append(CultureInfo.InvariantCulture, $"{piece.Length:x}\r\n{new string(piece)}\r\n");
        return text + "0\r\n\r\n";
    }

    private async Task WaitUntilRunAsync(int running)
    {
        var limiter = _app!.Services.GetRequiredService<AdaptiveLimiter>();
        while (limiter.GetState().Running != running)
            await Task.Yield();
    }

    [Theory]
    [InlineData("/stream")]
    [InlineData("/pipe")]
    [InlineData("/form")]
    public async Task A_body_that_was_read_first_is_the_same_to_whoever_reads_it(string path)
    {
        var port = await StartAsync(_ => { }, web => web.MostBufferedBodyBytes = 5000);
        foreach (var length in new[] { 1, 4095, 4096, 5000, 5001, 20_000 })
        {
            foreach (var chunked in new[] { false, true })
            {
                var text = "begin" + new string('x', length) + "-end.";
                var sent = path == "/form" ? "text=" + text : text;

                var answer = await AskAsync(port, Post(path, sent, chunked));

                Assert.Contains($"{text.Length} begin-end.", answer, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Bodies_that_drip_hold_no_place(bool chunked)
    {
        var port = await StartAsync(options => (options.InitialLimit, options.MostLimit, options.QueueCapacity, options.LongHeldShare) = (2, 2, 0, 1));
        var whole = Post("/stream", new string('x', 1000), chunked);
        List<NetworkStream> dripping = [];
        for (var i = 0; i < 30; i++)
            dripping.Add(await SendAsync(port, whole[..^500]));

        Assert.StartsWith("HTTP/1.1 200", await AskAsync(port, Get()), StringComparison.Ordinal);
        Assert.Equal(0, _app!.Services.GetRequiredService<AdaptiveLimiter>().GetState().Running);

        await dripping[0].WriteAsync(Encoding.ASCII.GetBytes(whole[^500..]), Cancelled);
        using var reader = new StreamReader(dripping[0]);
        Assert.Contains("1000 xxxxx", await reader.ReadToEndAsync(Cancelled), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Bodies_that_are_not_read_first_hold_places_and_shut_out_nobody_but_their_own_sender()
    {
        var port = await StartAsync(
            options => (options.InitialLimit, options.MostLimit, options.LeastLimit, options.QueueCapacity) = (20, 20, 20, 0), web => web.MostBufferedBodyBytes = 0);
        for (var i = 0; i < 30; i++)
            await SendAsync(port, Post("/stream", new string('x', 1000), chunked: false)[..^500]);
        await WaitUntilRunAsync(20);
        Assert.StartsWith("HTTP/1.1 503", await AskAsync(port, Get()), StringComparison.Ordinal);
        _time.Advance(TimeSpan.FromSeconds(2));

        Assert.StartsWith("HTTP/1.1 503", await AskAsync(port, Get("127.0.0.1")), StringComparison.Ordinal);
        for (var i = 0; i < 10; i++)
            Assert.StartsWith("HTTP/1.1 200", await AskAsync(port, Get()), StringComparison.Ordinal);

        Assert.Contains(
            "15 of the calls that run do not count for others", _app!.Services.GetRequiredService<AdaptiveLimiter>().GetState().Explanation, StringComparison.Ordinal);
    }

    /// <summary>By its metadata, or as filters of MVC do, after the body was read.</summary>
    [Theory]
    [InlineData("/small", false)]
    [InlineData("/small", true)]
    [InlineData("/late", false)]
    [InlineData("/late", true)]
    public async Task The_limit_that_an_endpoint_sets_to_bodies_holds(string path, bool chunked)
    {
        var port = await StartAsync(_ => { });

        Assert.StartsWith("HTTP/1.1 200", await AskAsync(port, Post(path, new string('x', 80), chunked, pieces: 1)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 413", await AskAsync(port, Post(path, new string('x', 3000), chunked)), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task The_limit_of_the_server_holds_and_an_endpoint_may_still_raise_it(bool chunked)
    {
        var port = await StartAsync(_ => { }, largest: 1000);

        Assert.StartsWith("HTTP/1.1 200", await AskAsync(port, Post("/stream", new string('x', 1000), chunked)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 413", await AskAsync(port, Post("/stream", new string('x', 1001), chunked)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 200", await AskAsync(port, Post("/raised", new string('x', 5000), chunked)), StringComparison.Ordinal);
        Assert.StartsWith("HTTP/1.1 413", await AskAsync(port, Post("/raised", new string('x', 5001), chunked)), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Only_so_many_bodies_are_read_first_and_of_one_consumer_a_quarter()
    {
        var port = await StartAsync(
            options => (options.InitialLimit, options.MostLimit, options.LeastLimit, options.QueueCapacity) = (20, 20, 20, 0), web => web.MostBufferedBodies = 20);
        for (var i = 0; i < 12; i++)
            await SendAsync(port, Post("/stream", new string('x', 1000), chunked: false)[..^500]);

        // Five are read first, and the others hold places.
        await WaitUntilRunAsync(7);

        foreach (var client in _clients)
            client.Client.Close(0);
        await WaitUntilRunAsync(0);
        Assert.Contains("1000 xxxxx", await AskAsync(port, Post("/stream", new string('x', 1000), chunked: false)), StringComparison.Ordinal);
    }

    [Fact]
    public void Of_all_bodies_that_are_read_first_nobody_has_more_than_a_quarter()
    {
        var bodies = new BodiesBeingRead(8);
        for (var consumer = 0; consumer < 5; consumer++)
        {
            var begun = Enumerable.Range(0, 3).Count(_ => bodies.TryBegin(consumer));
            Assert.Equal(consumer < 4 ? 2 : 0, begun);
        }

        bodies.End(1);
        Assert.False(bodies.TryBegin(0));
        Assert.True(bodies.TryBegin(4));
        Assert.False(bodies.TryBegin(5));
        Assert.True(new BodiesBeingRead(1).TryBegin(0));
    }

    [Fact]
    public async Task Memory_grows_with_what_has_come_and_not_with_what_is_said_to_come()
    {
        var context = new DefaultHttpContext();
        var dripping = new DrippingStream(bytes: 5000);
        (context.Request.Method, context.Request.ContentLength, context.Request.Body) = ("POST", 1 << 20, dripping);

        await EarlyBody.ReadAsync(context, 1 << 20);

        Assert.Equal((4096, 4096), (dripping.First, dripping.Largest));
        using var whole = new MemoryStream();
        await context.Request.Body.CopyToAsync(whole, Cancelled);
        Assert.Equal(5000, whole.Length);
    }

    [Fact]
    public async Task What_was_taken_is_held_no_longer()
    {
        using var pool = new CountingPool();
        await using var body = new EarlyBodyStream(pool, pool.Rent(16), 10, Stream.Null, limit: null);

        Assert.Equal(6, await body.ReadAsync(new byte[6], Cancelled));
        Assert.Equal(1, pool.Rented);
        Assert.Equal(4, await body.ReadAsync(new byte[6], Cancelled));
        Assert.Equal(0, pool.Rented);
        Assert.Equal(0, await body.ReadAsync(new byte[6], Cancelled));
        await body.DisposeAsync();
        Assert.Equal(0, pool.Rented);
    }

    [Theory]
    [InlineData("POST", "HTTP/1.1", 100, false, true)]
    [InlineData("PUT", "HTTP/2", 100, false, true)]
    [InlineData("POST", "HTTP/1.1", null, false, true)]
    [InlineData("POST", "HTTP/2", null, false, false)]
    [InlineData("POST", "HTTP/1.1", 101, false, false)]
    [InlineData("POST", "HTTP/1.1", 0, false, false)]
    [InlineData("GET", "HTTP/1.1", 100, false, false)]
    [InlineData("HEAD", "HTTP/1.1", null, false, false)]
    [InlineData("POST", "HTTP/1.1", 100, true, false)]
    public void What_nobody_will_ask_for_and_what_somebody_has_begun_to_read_is_not_read_first(string method, string protocol, int? length, bool isBegun, bool expected)
    {
        var context = new DefaultHttpContext();
        (context.Request.Method, context.Request.Protocol, context.Request.ContentLength) = (method, protocol, length);
        if (length is null)
            context.Request.Headers.TransferEncoding = "chunked";
        context.Features.Set<IHttpMaxRequestBodySizeFeature>(new BodySize { IsReadOnly = isBegun });

        Assert.Equal(expected, EarlyBody.IsWanted(context.Request, 100));
    }

    [Fact]
    public async Task A_body_that_is_broken_is_told_by_whoever_reads_it()
    {
        var port = await StartAsync(_ => { });

        var answer = await AskAsync(port, "POST /stream HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n5\r\nbegin\r\nno chunk\r\n");

        Assert.StartsWith("HTTP/1.1 400", answer, StringComparison.Ordinal);
        await WaitUntilRunAsync(0);
    }

    [Fact]
    public async Task A_client_that_goes_while_it_sends_leaves_nothing_behind()
    {
        var port = await StartAsync(options => (options.InitialLimit, options.MostLimit, options.QueueCapacity) = (1, 1, 0));
        await SendAsync(port, Post("/stream", new string('x', 1000), chunked: false)[..^500]);
        _clients[0].Client.Close(0);

        Assert.StartsWith("HTTP/1.1 200", await AskAsync(port, Get()), StringComparison.Ordinal);
        await WaitUntilRunAsync(0);
    }

    [Theory]
    [InlineData(-1)]
    [InlineData((1 << 20) + 1)]
    public async Task Nobody_reads_a_negative_number_of_bytes_or_a_whole_upload_first(int bytes)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(_ => { }, web => web.MostBufferedBodyBytes = bytes));

        Assert.Contains("MostBufferedBodyBytes", refusal.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_000_001)]
    public async Task Some_bodies_are_read_first_and_not_millions(int bodies)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(() => StartAsync(_ => { }, web => web.MostBufferedBodies = bodies));

        Assert.Contains("MostBufferedBodies", refusal.Message, StringComparison.Ordinal);
    }

    private sealed class BodySize : IHttpMaxRequestBodySizeFeature
    {
        public bool IsReadOnly { get; init; }

        public long? MaxRequestBodySize { get; set; }
    }

    private sealed class CountingPool : ArrayPool<byte>, IDisposable
    {
        public int Rented { get; private set; }

        public override byte[] Rent(int minimumLength)
        {
            Rented++;
            return new byte[minimumLength];
        }

        public override void Return(byte[] array, bool clearArray = false) => Rented--;

        public void Dispose() => Assert.Equal(0, Rented);
    }

    /// <summary>Gives a byte at a time, and keeps how much room it was given for it.</summary>
    private sealed class DrippingStream(int bytes) : MemoryStream(new byte[bytes])
    {
        public int First { get; private set; }

        public int Largest { get; private set; }

        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
        {
            if (First == 0)
                First = buffer.Length;
            Largest = Math.Max(Largest, buffer.Length);
            return base.ReadAsync(buffer[..1], cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
            client.Dispose();
        if (_app is not null)
        {
            using var now = new CancellationTokenSource();
            await now.CancelAsync();
            await _app.StopAsync(now.Token);
            await _app.DisposeAsync();
        }
    }
}
