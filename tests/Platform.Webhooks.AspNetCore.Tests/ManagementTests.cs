using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.TestHost;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Stores;

namespace Platform.Webhooks.AspNetCore.Tests;

public sealed class ManagementTests : IAsyncLifetime
{
    private static readonly DateTimeOffset Start = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

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
        builder.Services.AddSingleton<TimeProvider>(new FakeTimeProvider(Start));
        builder.Services.AddAuthentication("test").AddScheme<AuthenticationSchemeOptions, ByHeader>("test", null);
        builder.Services.AddAuthorization(static options => options.AddPolicy("operators", static policy => policy.RequireUserName("ada")));
        // Nobody works on the lanes, so that they stay as a test has made them.
        builder.Services.AddPlatformOutbox(static options => options.Dispatch = false).UseStore(_ => _store);
        _app = builder.Build();
        _app.UseAuthentication();
        _app.UseAuthorization();
        _app.MapWebhookManagement("operators", "/admin");
        await _app.StartAsync(Cancellation);
        _client = _app.GetTestClient();
        _client.DefaultRequestHeaders.Add("user", "ada");
        await _store.OpenLaneAsync(new LaneDefinition("acme", ["*"]), Cancellation);
        await _store.OpenLaneAsync(new LaneDefinition("other", ["closed"]), Cancellation);
        await _store.PublishAsync(OutboxRecord.Of(new OutboxEvent("opened", "secret payload"u8.ToArray()), Start), Cancellation);
        await _store.PublishAsync(OutboxRecord.Of(new OutboxEvent("closed", default), Start.AddMinutes(1)), Cancellation);
        await _store.RouteAsync(Start, 10, Cancellation);
        var lease = (await _store.ClaimAsync(["acme"], Start, TimeSpan.FromSeconds(30), Cancellation))[0];
        var messages = await _store.FetchAsync(lease, [], Start, 10, Cancellation);
        await _store.CompleteAsync([.. messages.Select(message => new DeliveryResult(lease, message.Place, DeliveryVerdict.Dead, Start, "TimedOut"))], Start, Cancellation);
        await _store.ReleaseAsync([lease], Cancellation);
    }

    public async ValueTask DisposeAsync()
    {
        _client.Dispose();
        await _app.DisposeAsync();
    }

    [Fact]
    public async Task Where_receivers_do_not_come_at_run_time_nothing_is_mapped_for_them() =>
        Assert.Equal(HttpStatusCode.NotFound, (await _client.GetAsync(new Uri("/admin/endpoints", UriKind.Relative), Cancellation)).StatusCode);

    [Fact]
    public async Task It_says_how_consumers_are_doing_and_shows_no_payload()
    {
        var text = await _client.GetStringAsync(new Uri("/admin/consumers", UriKind.Relative), Cancellation);

        Assert.Equal("""[{"name":"acme","waiting":0,"dead":2,"isDisabled":false},{"name":"other","waiting":1,"oldestAt":"2026-03-01T12:01:00+00:00","dead":0,"isDisabled":false}]""", text);
        Assert.DoesNotContain("secret", await _client.GetStringAsync(new Uri("/admin/consumers/acme/dead", UriKind.Relative), Cancellation), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_is_signed_in_and_does_not_run_the_host_may_do_nothing()
    {
        _client.DefaultRequestHeaders.Remove("user");
        _client.DefaultRequestHeaders.Add("user", "bob");

        Assert.Equal(HttpStatusCode.Forbidden, (await _client.GetAsync(new Uri("/admin/consumers", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync("/admin/consumers/acme/disable")).StatusCode);
    }

    [Fact]
    public async Task A_consumer_is_disabled_and_enabled_and_the_log_says_by_whom()
    {
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/admin/consumers/acme/disable")).StatusCode);
        Assert.True((await _store.MeasureAsync(Cancellation))[0].IsDisabled);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("/admin/consumers/acme/enable")).StatusCode);
        Assert.False((await _store.MeasureAsync(Cancellation))[0].IsDisabled);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/admin/consumers/nobody/enable")).StatusCode);

        Assert.Contains(_log.All, static line => line.Contains("Consumer acme of the outbox was disabled by ada.", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Dead_letters_are_listed_by_page_and_wait_again()
    {
        var letters = JsonNode.Parse(await _client.GetStringAsync(new Uri("/admin/consumers/acme/dead", UriKind.Relative), Cancellation))!.AsArray();
        Assert.Equal(["opened", "closed"], letters.Select(static letter => (string)letter!["type"]!));
        var first = (long)letters[0]!["place"]!;
        var rest = JsonNode.Parse(await _client.GetStringAsync(new Uri($"/admin/consumers/acme/dead?after={first}", UriKind.Relative), Cancellation))!.AsArray();
        Assert.Equal("closed", (string)Assert.Single(rest)!["type"]!);

        var answer = await PostAsync("/admin/consumers/acme/dead/revive", $$"""{"places":[{{first}},12345]}""");

        Assert.Equal("""{"count":1}""", await answer.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal((1, 1), ((await _store.MeasureAsync(Cancellation))[0].Waiting, (await _store.MeasureAsync(Cancellation))[0].Dead));
        Assert.Equal(HttpStatusCode.BadRequest, (await _client.GetAsync(new Uri("/admin/consumers/acme/dead?after=x", UriKind.Relative), Cancellation)).StatusCode);
    }

    [Fact]
    public async Task A_redelivery_is_estimated_begun_listed_and_cancelled()
    {
        const string Body = """{"scope":"DeadLetters","from":"2026-03-01T00:00:00Z","until":"2026-03-02T00:00:00Z","types":["opened"]}""";

        var estimate = await PostAsync("/admin/consumers/acme/redeliveries/estimate", Body);
        Assert.Equal(
            """{"count":1,"oldestAt":"2026-03-01T12:00:00+00:00","newestAt":"2026-03-01T12:00:00+00:00","keptSince":"2026-03-01T12:00:00+00:00"}""", await estimate.Content.ReadAsStringAsync(Cancellation));
        Assert.Equal("[]", await _client.GetStringAsync(new Uri("/admin/redeliveries", UriKind.Relative), Cancellation));
        var begun = await PostAsync("/admin/consumers/acme/redeliveries", Body);
        Assert.Equal(HttpStatusCode.Accepted, begun.StatusCode);
        var text = await begun.Content.ReadAsStringAsync(Cancellation);
        var job = JsonNode.Parse(text)!;
        Assert.Equal($"[{text}]", await _client.GetStringAsync(new Uri("/admin/redeliveries", UriKind.Relative), Cancellation));

        Assert.Equal(HttpStatusCode.NoContent, (await _client.DeleteAsync(new Uri($"/admin/redeliveries/{job["id"]}", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await _client.DeleteAsync(new Uri($"/admin/redeliveries/{job["id"]}", UriKind.Relative), Cancellation)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/admin/consumers/nobody/redeliveries", Body)).StatusCode);
        Assert.Equal(HttpStatusCode.NotFound, (await PostAsync("/admin/consumers/nobody/redeliveries/estimate", Body)).StatusCode);
    }

    [Theory]
    [InlineData("/admin/consumers/acme/redeliveries", "{}")]
    [InlineData("/admin/consumers/acme/redeliveries", """{"scope":"DeadLetters"}""")]
    [InlineData("/admin/consumers/acme/redeliveries", """{"scope":"All","from":"2026-03-01T00:00:00Z"}""")]
    [InlineData("/admin/consumers/acme/redeliveries", """{"scope":"DeadLetters","from":"2026-03-01T00:00:00Z","untill":"2026-03-01T00:00:00Z"}""")]
    [InlineData("/admin/consumers/acme/redeliveries", """{"scope":"DeadLetters","from":"2026-03-02T00:00:00Z","until":"2026-03-01T00:00:00Z"}""")]
    [InlineData("/admin/consumers/acme/redeliveries", """{"scope":"DeadLetters","from":"2026-03-01T00:00:00Z","types":[null]}""")]
    [InlineData("/admin/consumers/acme/redeliveries", """{"scope":"DeadLetters","from":"2026-03-01T00:00:00Z","types":["with space"]}""")]
    [InlineData("/admin/consumers/acme/redeliveries/estimate", "null")]
    [InlineData("/admin/consumers/acme/redeliveries/estimate", "{")]
    [InlineData("/admin/consumers/acme/dead/revive", "{}")]
    [InlineData("/admin/consumers/acme/dead/revive", """{"places":[]}""")]
    [InlineData("/admin/consumers/acme/dead/revive", """{"places":["x"]}""")]
    public async Task What_is_not_understood_is_refused_and_changes_nothing(string path, string body)
    {
        var answer = await PostAsync(path, body);

        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Equal("application/problem+json", answer.Content.Headers.ContentType?.MediaType);
        Assert.Empty(await _store.ListAsync(Cancellation));
        Assert.Equal(2, (await _store.MeasureAsync(Cancellation))[0].Dead);
    }

    [Theory]
    [InlineData("GET", "/admin/consumers")]
    [InlineData("GET", "/admin/consumers/acme/dead")]
    [InlineData("GET", "/admin/redeliveries")]
    [InlineData("POST", "/admin/consumers/acme/disable")]
    [InlineData("POST", "/admin/consumers/acme/enable")]
    [InlineData("POST", "/admin/consumers/acme/dead/revive")]
    [InlineData("POST", "/admin/consumers/acme/redeliveries")]
    [InlineData("POST", "/admin/consumers/acme/redeliveries/estimate")]
    [InlineData("DELETE", "/admin/redeliveries/1")]
    public async Task Nobody_but_a_user_gets_in(string method, string path)
    {
        _client.DefaultRequestHeaders.Remove("user");
        using var request = new HttpRequestMessage(new HttpMethod(method), path);

        Assert.Equal(HttpStatusCode.Unauthorized, (await _client.SendAsync(request, Cancellation)).StatusCode);
    }

    [Theory]
    [InlineData("/admin/consumers/acme/disable")]
    [InlineData("/admin/consumers/acme/dead/revive")]
    [InlineData("/admin/consumers/acme/redeliveries")]
    public async Task A_form_of_another_site_changes_nothing(string path)
    {
        using var form = new StringContent("""{"places":[1],"scope":"DeadLetters","from":"2026-03-01T00:00:00Z"}""", Encoding.UTF8, "text/plain");

        Assert.Equal(HttpStatusCode.UnsupportedMediaType, (await _client.PostAsync(new Uri(path, UriKind.Relative), form, Cancellation)).StatusCode);
        Assert.Equal((2, false), ((await _store.MeasureAsync(Cancellation))[0].Dead, (await _store.MeasureAsync(Cancellation))[0].IsDisabled));
    }

    [Fact]
    public async Task A_second_redelivery_to_one_that_has_one_waits_for_the_first()
    {
        const string Body = """{"scope":"Everything","from":"2026-03-01T00:00:00Z","until":"2026-03-02T00:00:00Z"}""";
        Assert.Equal(HttpStatusCode.Accepted, (await PostAsync("/admin/consumers/acme/redeliveries", Body)).StatusCode);

        var second = await PostAsync("/admin/consumers/acme/redeliveries", Body);

        Assert.Equal((HttpStatusCode.Conflict, "10"), (second.StatusCode, second.Headers.RetryAfter?.ToString()));
        Assert.Single(await _store.ListAsync(Cancellation));
    }

    [Fact]
    public async Task A_body_that_is_too_large_is_read_no_further_also_where_nobody_has_said_how_large_it_is()
    {
        var types = string.Join(',', Enumerable.Repeat("\"opened\"", 10_000));
        using var stream = new MemoryStream(Encoding.UTF8.GetBytes($$"""{"scope":"Everything","from":"2026-03-01T00:00:00Z","types":[{{types}}]}"""));
        using var content = new StreamContent(new Unmeasured(stream)) { Headers = { ContentType = new("application/json") } };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/admin/consumers/acme/redeliveries") { Content = content };
        request.Headers.TransferEncodingChunked = true;

        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await _client.SendAsync(request, Cancellation)).StatusCode);
        Assert.Empty(await _store.ListAsync(Cancellation));
    }

    private async Task<HttpResponseMessage> PostAsync(string path, string body = "{}")
    {
        using var content = new StringContent(body, Encoding.UTF8, "application/json");
        return await _client.PostAsync(new Uri(path, UriKind.Relative), content, Cancellation);
    }

    /// <summary>Of no length that anybody could announce.</summary>
    private sealed class Unmeasured(Stream inner) : Stream
    {
        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position
        {
            get => throw new NotSupportedException();
            set => throw new NotSupportedException();
        }

        public override void Flush() => throw new NotSupportedException();

        public override int Read(byte[] buffer, int offset, int count) => inner.Read(buffer, offset, count);

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }
}
