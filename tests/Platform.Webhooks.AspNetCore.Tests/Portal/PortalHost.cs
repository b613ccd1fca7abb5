using System.Collections.Concurrent;
using System.Net;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox.Redelivery;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Tests.Portal;

/// <summary>A host with a portal, and a visitor of it.</summary>
internal sealed partial class PortalHost : IAsyncDisposable
{
    public const string Prefix = "/hooks";

    private readonly DirectoryInfo _keys = Directory.CreateTempSubdirectory("portal-keys-");
    private readonly WebApplication _app;

    public static DateTimeOffset Start { get; } = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    public FakeTimeProvider Time { get; } = new(Start);

    public InMemoryOutboxStore Store { get; } = new();

    public ReceiverHost.LogLines Log { get; } = new();

    public IServiceProvider Services => _app.Services;

    public IWebhookEndpoints Endpoints => Services.GetRequiredService<IWebhookEndpoints>();

    public Uri Address => new(_app.Urls.First());

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    /// <summary>The paths that were asked for.</summary>
    public ConcurrentQueue<string> Requests { get; } = [];

    /// <summary>Thrown in place of what redeliveries would answer.</summary>
    public Exception? RedeliveryFailure { get; set; }

    public static async Task<PortalHost> StartAsync(bool hasCatalog = true, bool listens = false, params string[] frameAncestors)
    {
        var builder = WebApplication.CreateSlimBuilder();
        var host = new PortalHost(builder, hasCatalog, listens, frameAncestors);
        await host._app.StartAsync(Cancellation);
        return host;
    }

    private PortalHost(WebApplicationBuilder builder, bool hasCatalog, bool listens, string[] frameAncestors)
    {
        if (listens)
            builder.WebHost.UseUrls("http://127.0.0.1:0");
        else
            builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(Log);
        builder.Services.AddSingleton<TimeProvider>(Time);
        builder.Services.AddDataProtection().PersistKeysToFileSystem(_keys);
        builder.Services.AddSingleton<IAddressResolver, Nameless>();
        builder.Services.AddSingleton<IOutboxRedelivery>(new Redeliveries(this));
        var outbox = builder.Services.AddPlatformOutbox(static options => options.Dispatch = false).UseStore(_ => Store)
            .AddPortal(options =>
            {
                options.Title = "City <desk>";
                foreach (var origin in frameAncestors)
                    options.FrameAncestors.Add(origin);
            }).UseDataProtection();
        if (hasCatalog)
            outbox.AddCatalog(DeskCatalog.Catalog);
        _app = builder.Build();
        _app.Use((context, next) =>
        {
            Requests.Enqueue(context.Request.Path);
            return next(context);
        });
        _app.MapWebhookPortal(Prefix);
    }

    public Uri Link(string tenant = "acme", TimeSpan? lifetime = null, string? by = "ada") =>
        Services.GetRequiredService<WebhookPortal>().CreateLink(tenant, lifetime ?? TimeSpan.FromMinutes(5), by);

    public async Task<PortalVisitor> EnterAsync(string tenant = "acme")
    {
        var visitor = new PortalVisitor(_app.GetTestClient());
        Assert.Equal(HttpStatusCode.SeeOther, (await visitor.GetAsync($"{Link(tenant)}")).Status);
        return visitor;
    }

    public PortalVisitor Stranger() => new(_app.GetTestClient());

    public async Task<string> MakeAsync(string tenant = "acme", string? description = "Billing", bool isConfirmed = true)
    {
        var settings = new WebhookEndpointSettings("https://example.com/hook") { Types = ["invoice.paid"], Description = description };
        var id = (await Endpoints.CreateAsync(tenant, settings, "root", Cancellation)).Endpoint.Id;
        if (isConfirmed)
            await Endpoints.VouchAsync(new(tenant, id, 1), "root", Cancellation);
        return id;
    }

    public async Task<long> KeepAsync(string id, byte[] request, byte[] answer, string type = "invoice.paid", string message = "msg_1")
    {
        await Store.WriteAttemptsAsync(
            [new KeptAttempt
            {
                Endpoint = id,
                MessageId = message,
                Type = type,
                Attempt = 2,
                At = Start,
                Duration = TimeSpan.FromMilliseconds(12),
                Outcome = WebhookOutcome.Rejected,
                Status = 500,
                Request = request,
                RequestLength = request.Length,
                Answer = answer,
            }], 100, Cancellation);
        return (await Store.ListAttemptsAsync(id, null, 1, Cancellation))[0].Number;
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        _keys.Delete(recursive: true);
    }

    private sealed class Redeliveries(PortalHost host) : IOutboxRedelivery
    {
        private InMemoryOutboxStore Store => host.RedeliveryFailure is { } failure ? throw failure : host.Store;

        public ValueTask<RedeliveryEstimate?> EstimateAsync(RedeliveryRequest request, CancellationToken cancellationToken = default) =>
            Store.EstimateAsync(request, host.Time.GetUtcNow(), cancellationToken);

        public ValueTask<RedeliveryJob?> StartAsync(RedeliveryRequest request, CancellationToken cancellationToken = default) =>
            Store.StartAsync(request, host.Time.GetUtcNow(), cancellationToken);

        public ValueTask<bool> CancelAsync(long id, CancellationToken cancellationToken = default) =>
            Store.CancelAsync(id, host.Time.GetUtcNow(), cancellationToken);

        public ValueTask<IReadOnlyList<RedeliveryJob>> ListAsync(CancellationToken cancellationToken = default) =>
            Store.ListAsync(cancellationToken);
    }

    /// <summary>No name has an address, so nobody is called.</summary>
    private sealed class Nameless : IAddressResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([]);
    }
}

/// <summary>Somebody with a browser that keeps cookies and runs no script.</summary>
internal sealed partial class PortalVisitor(HttpClient client)
{
    private const string Session = "webhook-portal";

    private readonly Dictionary<string, string> _cookies = new(StringComparer.Ordinal);

    public string? Cookie
    {
        get => _cookies.GetValueOrDefault(Session);
        set
        {
            _cookies.Remove(Session);
            if (value is not null)
                _cookies.Add(Session, value);
        }
    }

    /// <summary>What the browser says of each request.</summary>
    public Dictionary<string, string> Fields { get; } = new(StringComparer.Ordinal);

    public string? SetCookie { get; private set; }

    public string Page { get; private set; } = "";

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public Task<PortalAnswer> GetAsync(string path) => SendAsync(HttpMethod.Get, path, null, null);

    /// <summary>With the form of the page that was seen last, unless another is said.</summary>
    public Task<PortalAnswer> PostAsync(string path, params (string Name, string Value)[] fields) =>
        PostAsync(path, Form(), null, fields);

    public Task<PortalAnswer> PostAsync(string path, string? form, string? site, params (string Name, string Value)[] fields) => SendAsync(
        HttpMethod.Post, path,
        new FormUrlEncodedContent([.. fields.Select(static each => KeyValuePair.Create(each.Name, each.Value)),
            .. form is null ? (KeyValuePair<string, string>[])[] : [KeyValuePair.Create("form", form)]]), site);

    public string? Form() => Forms().Match(Page) is { Success: true } found ? WebUtility.HtmlDecode(found.Groups[1].Value) : null;

    private async Task<PortalAnswer> SendAsync(HttpMethod method, string path, HttpContent? content, string? site)
    {
        using var request = new HttpRequestMessage(method, new Uri(path, UriKind.Relative)) { Content = content };
        if (_cookies.Count > 0)
            request.Headers.Add("Cookie", string.Join("; ", _cookies.Select(static each => $"{each.Key}={each.Value}")));
        foreach (var (name, value) in Fields)
            request.Headers.Add(name, value);
        if (site is not null)
            request.Headers.Add("Sec-Fetch-Site", site);
        using var answer = await client.SendAsync(request, Cancellation);
        if (answer.Headers.TryGetValues("Set-Cookie", out var cookies))
        {
            SetCookie = string.Join('\n', cookies);
            foreach (var cookie in SetCookie.Split('\n'))
            {
                var pair = cookie.Split(';')[0].Split('=', 2);
                _cookies[pair[0]] = pair[1];
            }
        }
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        if (method == HttpMethod.Get && answer.StatusCode == HttpStatusCode.OK)
            Page = text;
        return new PortalAnswer(answer.StatusCode, text, answer.Headers.Location?.OriginalString,
            answer.Headers.ToDictionary(static each => each.Key, static each => string.Join(", ", each.Value),
                StringComparer.OrdinalIgnoreCase));
    }

    [GeneratedRegex("name=\"form\" value=\"([^\"]+)\"")]
    private static partial Regex Forms();
}

internal sealed record PortalAnswer(HttpStatusCode Status, string Text, string? Location, IReadOnlyDictionary<string, string> Headers);
