using System.Security.Claims;
using System.Text.Encodings.Web;
using System.Text.RegularExpressions;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Audit.Records;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;

namespace Platform.Audit.AspNetCore.Tests;

/// <summary>A web application in memory, whose users say who they are in a header, and its audit log.</summary>
internal sealed partial class Site : IAsyncDisposable
{
    public static readonly AuditEventType Closed = new("request.closed");
    public static readonly AuditEventType Viewed = new("request.viewed");

    private readonly WebApplication _app;

    private Site(WebApplication app, FailingStore store, FakeTimeProvider time) => (_app, Store, Time, Client) = (app, store, time, app.GetTestClient());

    public HttpClient Client { get; }

    public FakeTimeProvider Time { get; }

    public FailingStore Store { get; }

    public IServiceProvider Services => _app.Services;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public static async Task<Site> StartAsync(Action<PlatformAuditAspNetCoreOptions>? configure = null, Action<WebApplication>? map = null, Action<WebApplication>? before = null, Action<WebApplication>? behind = null, Action<IServiceCollection>? services = null)
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders();
        var (store, time) = (new FailingStore(), new FakeTimeProvider(new DateTimeOffset(2026, 3, 10, 12, 0, 0, TimeSpan.Zero)));
        builder.Services.AddSingleton<TimeProvider>(time);
        builder.Services.AddAuthentication("header")
            .AddScheme<AuthenticationSchemeOptions, HeaderHandler>("header", null)
            .AddCookie();
        builder.Services.AddAuthorizationBuilder().AddPolicy("staff", static policy => policy.RequireClaim("staff"));
        builder.Services.AddPlatformAudit(static options => options.HeartbeatInterval = TimeSpan.Zero)
            .UseStore(_ => store).SignWith(static _ => new Notes.EcdsaNoteSigner("audit.example.com/web", System.Security.Cryptography.ECDsa.Create(System.Security.Cryptography.ECCurve.NamedCurves.nistP256)))
            .AddAspNetCore(options => configure?.Invoke(options));
        services?.Invoke(builder.Services);
        var app = builder.Build();
        before?.Invoke(app);
        app.UsePlatformAudit();
        behind?.Invoke(app);
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapGet("/requests/{id:int}", static (int id) => id switch
        {
            1 => Results.Ok("the request"),
            2 => Results.NotFound(),
            3 => Results.Forbid(),
            _ => throw new InvalidOperationException("broken"),
        }).RecordAs(Viewed, "request:{id}");
        app.MapPost("/requests/{id:int}/close", static async (int id, IAuditLog audit) =>
            (await audit.AppendAsync(new AuditEvent(Closed) { Target = $"request:{id}" })).Index);
        app.MapPost("/requests/{id:int}/close-for", static async (int id, string user, IAuditLog audit) =>
            (await audit.AppendAsync(new AuditEvent(Closed) { Target = $"request:{id}", Actor = user, Correlation = "case:7" })).Index);
        app.MapGet("/staff", static () => "staff").RequireAuthorization("staff");
        app.MapGet("/members", static () => "members").RequireAuthorization();
        app.MapGet("/answer/{status:int}", static (int status) => Results.StatusCode(status));
        app.MapPost("/sign-in", static (HttpContext context) => context.SignInAsync(
            CookieAuthenticationDefaults.AuthenticationScheme, new ClaimsPrincipal(new ClaimsIdentity([new Claim(ClaimTypes.NameIdentifier, "ada")], "password"))));
        app.MapPost("/sign-out", static (HttpContext context) => context.SignOutAsync(CookieAuthenticationDefaults.AuthenticationScheme));
        app.MapPost("/wrong-password", static async (ISecurityAudit audit) => await audit.SignInFailedAsync("ada", "wrong password"));
        app.MapPost("/not-yours", static async (ISecurityAudit audit) => await audit.DeniedAsync("request:9", "another district"));
        map?.Invoke(app);
        await app.StartAsync(Cancellation);
        return new Site(app, store, time);
    }

    public async Task<HttpResponseMessage> SendAsync(string method, string path, string? user = null, string? correlation = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (user is not null)
            request.Headers.Add("X-User", user);
        if (correlation is not null)
            request.Headers.Add("traceparent", correlation);
        return await Client.SendAsync(request, Cancellation);
    }

    /// <summary>The events in the log, as text without what differs from run to run, when everything that was queued is in it.</summary>
    public async Task<List<string>> EventsAsync()
    {
        // It comes behind whatever was queued before.
        await Services.GetRequiredService<IAuditLog>().AppendAsync(new AuditEvent(new AuditEventType("test.looked")), cancellationToken: Cancellation);
        var state = await Store.ReadStateAsync(Cancellation);
        var reader = new TileReader(Store, state.Size);
        List<string> events = [];
        for (var index = 0L; index < state.Size; index++)
        {
            var text = TextOf((await reader.ReadEntryAsync(index, Cancellation)).Span);
            if (text.StartsWith("event ", StringComparison.Ordinal) && !text.Contains("test.looked", StringComparison.Ordinal))
                events.Add(text["event ".Length..]);
        }
        return events;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        Store.IsFailing = false;
        var ending = _app.DisposeAsync().AsTask();
        // A log whose store has failed tries again after a pause, and its clock stands still.
        while (!ending.IsCompleted)
        {
            Time.Advance(TimeSpan.FromSeconds(1));
            await Task.WhenAny(ending, Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, CancellationToken.None));
        }
        await ending;
    }

    private static string TextOf(ReadOnlySpan<byte> bytes)
    {
        Assert.True(AuditRecord.TryRead(bytes, out var record));
        return Varying().Replace(record.ToString(), "");
    }

    [GeneratedRegex("^[^ ]+ | correlation=\"[^\"]*\"| producer=.*$")]
    private static partial Regex Varying();

    /// <summary>Whoever is named in the header is signed in; <c>broken</c> is a credential that is not accepted.</summary>
    private sealed class HeaderHandler(IOptionsMonitor<AuthenticationSchemeOptions> options, ILoggerFactory logger, UrlEncoder encoder) : AuthenticationHandler<AuthenticationSchemeOptions>(options, logger, encoder)
    {
        protected override Task<AuthenticateResult> HandleAuthenticateAsync()
        {
            if (Request.Headers["X-User"] is not [{ } user])
                return Task.FromResult(AuthenticateResult.NoResult());
            if (user == "broken")
                return Task.FromResult(AuthenticateResult.Fail("a signature that is not ours"));
            var principal = new ClaimsPrincipal(new ClaimsIdentity([new Claim("sub", user)], "header"));
            return Task.FromResult(AuthenticateResult.Success(new AuthenticationTicket(principal, "header")));
        }
    }
}

/// <summary>A store in memory that can be out of order.</summary>
internal sealed class FailingStore : IAuditPersonalStore
{
    private readonly InMemoryAuditStore _store = new();

    public bool IsFailing { get; set; }

    public ValueTask<AuditStoreState?> TryAcquireAsync(CancellationToken cancellationToken) => Check(_store.TryAcquireAsync(cancellationToken));

    public ValueTask<AuditStoreState> ReadStateAsync(CancellationToken cancellationToken) => _store.ReadStateAsync(cancellationToken);

    public ValueTask CommitAsync(AuditBatch batch, CancellationToken cancellationToken) => IsFailing ? throw new IOException("full") : _store.CommitAsync(batch, cancellationToken);

    public ValueTask SaveCheckpointAsync(long epoch, ReadOnlyMemory<byte> checkpoint, CancellationToken cancellationToken) => _store.SaveCheckpointAsync(epoch, checkpoint, cancellationToken);

    public ValueTask ReleaseAsync(CancellationToken cancellationToken) => _store.ReleaseAsync(cancellationToken);

    public ValueTask<ReadOnlyMemory<byte>> ReadAsync(TileAddress address, CancellationToken cancellationToken) => _store.ReadAsync(address, cancellationToken);

    public ValueTask<IReadOnlyList<AuditPersonalContent>> ReadPersonalAsync(long first, long end, CancellationToken cancellationToken) => _store.ReadPersonalAsync(first, end, cancellationToken);

    public ValueTask<IReadOnlyList<long>> FindTagAsync(ReadOnlyMemory<byte> tag, long after, int most, CancellationToken cancellationToken) => _store.FindTagAsync(tag, after, most, cancellationToken);

    public ValueTask<IReadOnlyList<long>> FindSubjectAsync(string subject, long after, int most, CancellationToken cancellationToken) => _store.FindSubjectAsync(subject, after, most, cancellationToken);

    private ValueTask<T> Check<T>(ValueTask<T> task) => IsFailing ? throw new IOException("full") : task;
}
