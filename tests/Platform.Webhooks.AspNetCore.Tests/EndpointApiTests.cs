using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Tests;

public sealed class EndpointApiTests : IAsyncLifetime
{
    private const string Body = """{"url":"https://example.com/hook","types":["opened"],"description":"Billing"}""";

    private readonly InMemoryOutboxStore _store = new();
    private readonly ReceiverHost.LogLines _log = new();
    private WebApplication _app = null!;
    private HttpClient _client = null!;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask InitializeAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseTestServer();
        builder.Logging.ClearProviders().AddProvider(_log);
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero)));
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, ByHeader>("test", null);
        builder.Services.AddAuthorization(static options =>
            options.AddPolicy("operators", static policy => policy.RequireUserName("ada lovelace")));
        builder.Services.AddSingleton<IAddressResolver, Nameless>();
        builder.Services.AddPlatformOutbox(static options => options.Dispatch = false).UseStore(_ => _store)
            .AddEndpoints(static options => options.MostOfTenant = 3).UseDataProtection();
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapWebhookManagement("operators", "/admin");
        await _app.StartAsync(Cancellation);
        _client = _app.GetTestClient();
        _client.DefaultRequestHeaders.Add("user", "ada lovelace");
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task A_receiver_is_made_with_a_secret_that_is_shown_once()
    {
        var made = await SendAsync("POST", "/admin/endpoints?tenant=acme", Body);
        var answer = await JsonAsync(made);
        var (id, secret) = ((string)answer["endpoint"]!["id"]!, (string)answer["secret"]!);

        Assert.Equal((HttpStatusCode.Created, "\"1\"", true),
            (made.StatusCode, made.Headers.ETag?.Tag, made.Headers.CacheControl?.NoStore));
        Assert.Equal($"endpoints/{id}?tenant=acme", made.Headers.Location?.OriginalString);
        Assert.StartsWith("whsec_", secret, StringComparison.Ordinal);
        var found = await SendAsync("GET", $"/admin/endpoints/{id}?tenant=acme");
        var text = await found.Content.ReadAsStringAsync(Cancellation);
        Assert.Equal(answer["endpoint"]!.ToJsonString(), JsonNode.Parse(text)!.ToJsonString());
        Assert.Equal("Unconfirmed", (string)JsonNode.Parse(text)!["state"]!);
        Assert.DoesNotContain(secret[6..], text + await TextAsync("/admin/endpoints?tenant=acme") + string.Join('\n', _log.All),
            StringComparison.Ordinal);
        var row = (await _store.FindEndpointAsync(id, Cancellation))!;
        Assert.DoesNotContain(secret[6..], row.Document + Encoding.Latin1.GetString(row.Secrets.Span), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_replaces_a_receiver_says_which_version_he_has_seen()
    {
        var id = await MakeAsync();
        const string Changed = """{"url":"https://example.com/hook","types":["opened","closed"]}""";

        Assert.Equal((HttpStatusCode)428, (await SendAsync("PUT", $"/admin/endpoints/{id}?tenant=acme", Changed)).StatusCode);
        Assert.Equal((HttpStatusCode)428, (await SendAsync("PUT", $"/admin/endpoints/{id}?tenant=acme", Changed, "*")).StatusCode);
        foreach (var tag in (string[])["\"2\"", "W/\"1\"", "\"x\"", "1", "*, \"1\"", "\"1\", \"2\"", "\"1", "\"1\", x", " "])
        {
            Assert.Equal(HttpStatusCode.PreconditionFailed,
                (await SendAsync("PUT", $"/admin/endpoints/{id}?tenant=acme", Changed, tag)).StatusCode);
            foreach (var step in (string[])["pause", "resume", "rotate", "revoke", "confirm", "vouch"])
            {
                Assert.Equal(HttpStatusCode.PreconditionFailed,
                    (await SendAsync("POST", $"/admin/endpoints/{id}/{step}?tenant=acme", "{}", tag)).StatusCode);
            }
            Assert.Equal(HttpStatusCode.PreconditionFailed,
                (await SendAsync("DELETE", $"/admin/endpoints/{id}?tenant=acme", tag: tag)).StatusCode);
        }
        var changed = await SendAsync("PUT", $"/admin/endpoints/{id}?tenant=acme", Changed, "\"1\"");

        Assert.Equal((HttpStatusCode.OK, "\"2\""), (changed.StatusCode, changed.Headers.ETag?.Tag));
        Assert.Equal(2, (await JsonAsync(changed))["settings"]!["types"]!.AsArray().Count);
        Assert.Equal(HttpStatusCode.PreconditionFailed,
            (await SendAsync("DELETE", $"/admin/endpoints/{id}?tenant=acme", tag: "\"1\"")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("DELETE", $"/admin/endpoints/{id}?tenant=acme", tag: "\"2\"")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("DELETE", $"/admin/endpoints/{id}?tenant=acme")).StatusCode);
    }

    [Fact]
    public async Task Who_vouches_says_which_version_he_has_seen()
    {
        var id = await MakeAsync();
        foreach (var tag in (string?[])[null, "*"])
        {
            Assert.Equal((HttpStatusCode)428,
                (await SendAsync("POST", $"/admin/endpoints/{id}/vouch?tenant=acme", "{}", tag)).StatusCode);
        }
        const string Elsewhere = """{"url":"https://example.com/elsewhere","types":["opened"]}""";
        await SendAsync("PUT", $"/admin/endpoints/{id}?tenant=acme", Elsewhere, "\"1\"");

        Assert.Equal(HttpStatusCode.PreconditionFailed,
            (await SendAsync("POST", $"/admin/endpoints/{id}/vouch?tenant=acme", "{}", "\"1\"")).StatusCode);

        Assert.Equal("Unconfirmed", (string)JsonNode.Parse(await TextAsync($"/admin/endpoints/{id}?tenant=acme"))!["state"]!);
        var vouched = await JsonAsync(await SendAsync("POST", $"/admin/endpoints/{id}/vouch?tenant=acme", "{}", "\"2\""));
        Assert.Equal("Active", (string)vouched["state"]!);
    }

    [Fact]
    public async Task Secrets_that_are_revoked_are_gone_at_once()
    {
        var id = await MakeAsync();
        var revoked = await JsonAsync(await SendAsync("POST", $"/admin/endpoints/{id}/revoke?tenant=acme", "{}"));

        Assert.Null(Assert.Single(revoked["endpoint"]!["keys"]!.AsArray())!["until"]);
        Assert.StartsWith("whsec_", (string)revoked["secret"]!, StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("POST", $"/admin/endpoints/{id}/revoke?tenant=other", "{}")).StatusCode);
    }

    [Fact]
    public async Task What_an_operator_has_disabled_a_tenant_does_not_resume()
    {
        var id = await MakeAsync();
        await SendAsync("POST", $"/admin/endpoints/{id}/vouch?tenant=acme", "{}", "\"1\"");
        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync("POST", $"/admin/consumers/{id}/disable", "{}")).StatusCode);

        var resumed = await JsonAsync(await SendAsync("POST", $"/admin/endpoints/{id}/resume?tenant=acme", "{}"));

        Assert.Equal("Barred", (string)resumed["state"]!);
        Assert.True(Assert.Single(await _store.MeasureAsync(Cancellation)).IsDisabled);
        await SendAsync("POST", $"/admin/consumers/{id}/enable", "{}");
        Assert.Equal("Active", (string)JsonNode.Parse(await TextAsync($"/admin/endpoints/{id}?tenant=acme"))!["state"]!);
    }

    [Fact]
    public async Task A_test_event_is_among_the_attempts_where_nothing_is_dispatched()
    {
        var id = await MakeAsync();
        await SendAsync("POST", $"/admin/endpoints/{id}/vouch?tenant=acme", "{}", "\"1\"");

        await SendAsync("POST", $"/admin/endpoints/{id}/test?tenant=acme", "{}");

        var kept = JsonNode.Parse(await TextAsync($"/admin/endpoints/{id}/attempts?tenant=acme"))!.AsArray();
        Assert.Equal(WebhookTest.Type, (string)Assert.Single(kept)!["type"]!);
    }

    [Theory]
    [InlineData("/admin/endpoints")]
    [InlineData("/admin/endpoints?tenant=")]
    [InlineData("/admin/endpoints?tenant=acme&tenant=other")]
    [InlineData("/admin/endpoints?tenant=acme&own=true")]
    [InlineData("/admin/endpoints?own=1")]
    [InlineData("/admin/endpoints?own=")]
    public async Task Who_names_no_tenant_does_not_mean_everybody(string path)
    {
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("GET", path)).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await SendAsync("POST", path, Body)).StatusCode);
        Assert.Empty(await _store.ReadChangedEndpointsAsync(0, 10, Cancellation));
    }

    [Fact]
    public async Task A_host_has_no_receivers_of_its_own_unless_it_says_so()
    {
        var answer = await SendAsync("POST", "/admin/endpoints?own=true", Body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("tenant", Assert.Single((await JsonAsync(answer))["errors"]!.AsObject()).Key);
        _app.Services.GetRequiredService<Microsoft.Extensions.Options.IOptions<PlatformWebhooksEndpointsOptions>>().Value.AllowOwn = true;
        Assert.Equal(HttpStatusCode.Created, (await SendAsync("POST", "/admin/endpoints?own=true", Body)).StatusCode);
    }

    [Fact]
    public async Task It_is_vouched_for_paused_resumed_and_rotated_and_what_is_told_says_by_whom()
    {
        var id = await MakeAsync();
        List<string> states = [];
        foreach (var (step, tag) in ((string, string?)[])[("vouch", "\"1\""), ("pause", null), ("resume", null)])
            states.Add((string)(await JsonAsync(await SendAsync("POST", $"/admin/endpoints/{id}/{step}?tenant=acme", "{}", tag)))["state"]!);
        var rotated = await JsonAsync(await SendAsync("POST", $"/admin/endpoints/{id}/rotate?tenant=acme", "{}"));

        Assert.Equal(["Active", "Paused", "Active"], states);
        Assert.Equal(2, rotated["endpoint"]!["keys"]!.AsArray().Count);
        Assert.StartsWith("whsec_", (string)rotated["secret"]!, StringComparison.Ordinal);
        await _store.OpenLaneAsync(new("watch", [WebhookEndpointChange.Type]), Cancellation);
        await _store.RouteAsync(DateTimeOffset.MaxValue.AddDays(-1), 10, Cancellation);
        var lease = (await _store.ClaimAsync(["watch"], DateTimeOffset.MaxValue.AddDays(-1), TimeSpan.FromHours(1), Cancellation))[0];
        var told = await _store.FetchAsync(lease, [], DateTimeOffset.MaxValue, 10, Cancellation);
        Assert.Equal(WebhookEndpointAction.Created, WebhookEndpointChange.Read(told[0].Body.Span).Action);
        Assert.All(told.Select(static each => WebhookEndpointChange.Read(each.Body.Span)), static change =>
            Assert.Equal("ada_lovelace", change.By));
    }

    [Fact]
    public async Task A_challenge_and_a_test_event_come_to_what_they_come_to_and_not_too_often()
    {
        var id = await MakeAsync();
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("POST", $"/admin/endpoints/{id}/test?tenant=acme", "{}")).StatusCode);

        var answer = await JsonAsync(await SendAsync("POST", $"/admin/endpoints/{id}/confirm?tenant=acme", "{}"));

        Assert.False((bool)answer["isConfirmed"]!);
        Assert.NotEqual("Delivered", (string)answer["attempt"]!["outcome"]!);
        await SendAsync("POST", $"/admin/endpoints/{id}/vouch?tenant=acme", "{}", "\"1\"");
        Assert.NotEqual("Delivered",
            (string)(await JsonAsync(await SendAsync("POST", $"/admin/endpoints/{id}/test?tenant=acme", "{}")))["outcome"]!);
        Assert.Equal(HttpStatusCode.UnprocessableEntity,
            (await SendAsync("POST", $"/admin/endpoints/{id}/test?tenant=acme", """{"type":"opened"}""")).StatusCode);
        HttpResponseMessage last;
        do
            last = await SendAsync("POST", $"/admin/endpoints/{id}/test?tenant=acme", "{}");
        while (last.StatusCode == HttpStatusCode.OK);
        Assert.Equal((HttpStatusCode.TooManyRequests, "6"), (last.StatusCode, last.Headers.RetryAfter?.ToString()));
    }

    [Fact]
    public async Task Receivers_are_listed_by_tenant_and_page_and_no_tenant_sees_anothers()
    {
        var ids = new[] { await MakeAsync(), await MakeAsync(), await MakeAsync() };
        var all = JsonNode.Parse(await TextAsync("/admin/endpoints?tenant=acme"))!.AsArray().Select(static each => (string)each!["id"]!)
            .ToList();

        Assert.Equal(ids.Order(StringComparer.Ordinal), all);
        Assert.Equal(2, JsonNode.Parse(await TextAsync($"/admin/endpoints?tenant=acme&after={all[0]}"))!.AsArray().Count);
        Assert.Equal("[]", await TextAsync("/admin/endpoints?tenant=other"));
        Assert.Equal("[]", await TextAsync("/admin/endpoints?own=true"));
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", $"/admin/endpoints/{ids[0]}?tenant=other")).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("POST", $"/admin/endpoints/{ids[0]}/rotate?tenant=other", "{}")).StatusCode);
        Assert.Equal(HttpStatusCode.Conflict, (await SendAsync("POST", "/admin/endpoints?tenant=acme", Body)).StatusCode);
    }

    [Fact]
    public async Task Attempts_are_shown_as_text_whatever_a_stranger_has_answered()
    {
        var id = await MakeAsync();
        var attempt = new KeptAttempt
        {
            Endpoint = id,
            MessageId = "msg_1",
            Type = "opened",
            Attempt = 2,
            At = DateTimeOffset.UnixEpoch,
            Duration = TimeSpan.FromMilliseconds(12),
            Outcome = WebhookOutcome.Rejected,
            Status = 500,
            Request = "{}"u8.ToArray(),
            RequestLength = 2,
            Answer = new byte[] { (byte)'<', (byte)'b', (byte)'>', 0, 255 },
        };
        await _store.WriteAttemptsAsync([attempt, attempt with { Attempt = 3 }], 10, Cancellation);

        var answer = await SendAsync("GET", $"/admin/endpoints/{id}/attempts?tenant=acme");
        var text = await answer.Content.ReadAsStringAsync(Cancellation);
        var shown = JsonNode.Parse(text)!.AsArray();

        Assert.Equal("nosniff", answer.Headers.GetValues("X-Content-Type-Options").Single());
        Assert.DoesNotContain('<', text);
        Assert.Equal(["3", "2"], shown.Select(static each => $"{each!["attempt"]}"));
        Assert.Equal(("<b>\0\uFFFD", "{}", "Rejected", 12.0),
            ((string)shown[0]!["answer"]!, (string)shown[0]!["request"]!, (string)shown[0]!["outcome"]!,
                (double)shown[0]!["milliseconds"]!));
        var rest = JsonNode.Parse(await TextAsync($"/admin/endpoints/{id}/attempts?tenant=acme&before={shown[0]!["number"]}"))!.AsArray();
        Assert.Equal("2", $"{Assert.Single(rest)!["attempt"]}");
        Assert.Equal(HttpStatusCode.NotFound, (await SendAsync("GET", $"/admin/endpoints/{id}/attempts?tenant=other")).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest,
            (await SendAsync("GET", $"/admin/endpoints/{id}/attempts?tenant=acme&before=x")).StatusCode);
    }

    [Theory]
    [InlineData("""{"types":["opened"]}""", "url")]
    [InlineData("""{"url":"https://10.0.0.1/","types":["opened"]}""", "url")]
    [InlineData("""{"url":"http://example.com/","types":["opened"]}""", "url")]
    [InlineData("""{"url":"https://example.com/"}""", "types")]
    [InlineData("""{"url":"https://example.com/","types":[null]}""", "types")]
    [InlineData("""{"url":"https://example.com/","types":["a"],"channels":["a b"]}""", "channels")]
    [InlineData("""{"url":"https://example.com/","types":["a"],"concurrency":0}""", "concurrency")]
    [InlineData("""{"url":"https://example.com/","types":["a"],"perSecond":0}""", "perSecond")]
    [InlineData("""{"url":"https://example.com/","types":["a"],"isThin":true}""", "isThin")]
    [InlineData("""{"url":"https://example.com/","types":["a"],"description":"two\nlines"}""", "description")]
    public async Task What_cannot_be_is_refused_with_the_member_at_fault(string body, string member)
    {
        var answer = await SendAsync("POST", "/admin/endpoints?tenant=acme", body);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Equal(member, Assert.Single((await JsonAsync(answer))["errors"]!.AsObject()).Key);
        Assert.Empty(await _store.ListEndpointsAsync("acme", null, 10, Cancellation));
    }

    [Theory]
    [InlineData("/admin/endpoints?tenant=a%20b", """{"url":"https://example.com/","types":["a"]}""", HttpStatusCode.BadRequest)]
    [InlineData("/admin/endpoints?tenant=acme", """{"url":"https://example.com/","types":["a"],"secret":"mine"}""",
        HttpStatusCode.BadRequest)]
    [InlineData("/admin/endpoints?tenant=acme", "[]", HttpStatusCode.BadRequest)]
    public async Task What_is_not_understood_makes_nothing(string path, string body, HttpStatusCode status)
    {
        Assert.Equal(status, (await SendAsync("POST", path, body)).StatusCode);
        Assert.Empty(await _store.ReadChangedEndpointsAsync(0, 10, Cancellation));
    }

    [Theory]
    [InlineData("GET", "/admin/endpoints?tenant=acme")]
    [InlineData("POST", "/admin/endpoints?tenant=acme")]
    [InlineData("GET", "/admin/endpoints/ep_1?tenant=acme")]
    [InlineData("GET", "/admin/endpoints/ep_1/attempts?tenant=acme")]
    [InlineData("PUT", "/admin/endpoints/ep_1?tenant=acme")]
    [InlineData("DELETE", "/admin/endpoints/ep_1?tenant=acme")]
    [InlineData("POST", "/admin/endpoints/ep_1/confirm?tenant=acme")]
    [InlineData("POST", "/admin/endpoints/ep_1/vouch?tenant=acme")]
    [InlineData("POST", "/admin/endpoints/ep_1/pause?tenant=acme")]
    [InlineData("POST", "/admin/endpoints/ep_1/resume?tenant=acme")]
    [InlineData("POST", "/admin/endpoints/ep_1/rotate?tenant=acme")]
    [InlineData("POST", "/admin/endpoints/ep_1/revoke?tenant=acme")]
    [InlineData("POST", "/admin/endpoints/ep_1/test?tenant=acme")]
    public async Task Nobody_gets_in_but_those_who_run_the_host_and_no_form_of_another_site(string method, string path)
    {
        if (method == "POST")
        {
            using var form = new StringContent(Body, Encoding.UTF8, "text/plain");
            Assert.Equal(HttpStatusCode.UnsupportedMediaType,
                (await _client.PostAsync(new Uri(path, UriKind.Relative), form, Cancellation)).StatusCode);
        }
        _client.DefaultRequestHeaders.Remove("user");
        Assert.Equal(HttpStatusCode.Unauthorized, (await SendAsync(method, path, method == "GET" ? null : Body)).StatusCode);
        _client.DefaultRequestHeaders.Add("user", "bob");
        Assert.Equal(HttpStatusCode.Forbidden, (await SendAsync(method, path, method == "GET" ? null : Body)).StatusCode);
        Assert.Empty(await _store.ReadChangedEndpointsAsync(0, 10, Cancellation));
    }

    [Fact]
    public async Task What_data_protection_seals_for_one_opens_for_no_other()
    {
        var protector = _app.Services.GetRequiredService<IWebhookSecretProtector>();
        var owner = new WebhookSecretOwner("acme", "ep_1");

        var content = await protector.ProtectAsync(owner, "whsec_secret"u8.ToArray(), Cancellation);

        Assert.Equal("whsec_secret"u8.ToArray(), await protector.UnprotectAsync(owner, content, Cancellation));
        foreach (var other in (WebhookSecretOwner[])[new("acme", "ep_2"), new("other", "ep_1"), new(null, "ep_1"), new("own", "ep_1")])
        {
            await Assert.ThrowsAnyAsync<CryptographicException>(
                async () => await protector.UnprotectAsync(other, content, Cancellation));
        }
    }

    private async Task<string> MakeAsync() =>
        (string)(await JsonAsync(await SendAsync("POST", "/admin/endpoints?tenant=acme", Body)))["endpoint"]!["id"]!;

    private async Task<HttpResponseMessage> SendAsync(string method, string path, string? body = null, string? tag = null)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        if (body is not null)
            request.Content = new StringContent(body, Encoding.UTF8, "application/json");
        if (tag is not null)
            request.Headers.TryAddWithoutValidation("If-Match", tag);
        return await _client.SendAsync(request, Cancellation);
    }

    private Task<string> TextAsync(string path) => _client.GetStringAsync(new Uri(path, UriKind.Relative), Cancellation);

    private static async Task<JsonNode> JsonAsync(HttpResponseMessage answer) =>
        JsonNode.Parse(await answer.Content.ReadAsStringAsync(Cancellation))!;

    /// <summary>No name has an address, so nobody is called.</summary>
    private sealed class Nameless : IAddressResolver
    {
        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken) => Task.FromResult<IPAddress[]>([]);
    }
}
