using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Time.Testing;
using Platform.Testing;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;

namespace Platform.Webhooks.Tests.Dialing;

public sealed class DialGuardTests
{
    private const string Ok = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\nConnection: close\r\n\r\nok";

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_address_that_was_judged_is_the_one_that_is_dialled_and_nothing_is_looked_up_twice()
    {
        await using var receiver = new LoopbackServer(Ok);
        var resolver = new ScriptedResolver(["127.0.0.1"], ["169.254.169.254"]);
        using var client = Client(receiver, resolver);

        Assert.Equal("ok", await client.GetStringAsync(Url(receiver), Ending));
        Assert.Equal(1, resolver.Asked);
    }

    [Fact]
    public async Task A_name_that_has_moved_inside_is_refused_when_it_is_dialled_again()
    {
        await using var receiver = new LoopbackServer(Ok);
        using var client = Client(receiver, new ScriptedResolver(["127.0.0.1"], ["10.0.0.5"]));
        await client.GetStringAsync(Url(receiver), Ending);

        var refusal = await Assert.ThrowsAsync<DestinationRefusedException>(() => client.GetStringAsync(Url(receiver), Ending));

        Assert.Equal(DestinationFault.AddressNotPublic, refusal.Fault);
        Assert.Equal(IPAddress.Parse("10.0.0.5"), refusal.Address);
        Assert.Equal("good.example", refusal.Host);
        Assert.Single(receiver.Requests);
    }

    [Theory]
    [InlineData("8.8.8.8", "10.0.0.1")]
    [InlineData("10.0.0.1", "8.8.8.8")]
    [InlineData("2a00:1450:4001:81b::200e", "fd00::1", "8.8.8.8")]
    [InlineData("::ffff:127.0.0.2")]
    [InlineData("fe80::1%2")]
    [InlineData("127.0.0.2")]
    public async Task An_answer_with_one_private_address_is_refused_whole(params string[] answer)
    {
        await using var receiver = new LoopbackServer(Ok);
        using var client = Client(receiver, new ScriptedResolver(answer));

        var refusal = await Assert.ThrowsAsync<DestinationRefusedException>(() => client.GetStringAsync(Url(receiver), Ending));

        Assert.Equal(DestinationFault.AddressNotPublic, refusal.Fault);
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task A_name_without_an_address_is_not_resolved()
    {
        var guard = new DialGuard(new PlatformWebhooksOptions(), new ScriptedResolver());

        var refusal = await Assert.ThrowsAsync<DestinationRefusedException>(() => guard.ConnectAsync(new DnsEndPoint("good.example", 443), Ending).AsTask());

        Assert.Equal(DestinationFault.NotResolved, refusal.Fault);
    }

    [Theory]
    [InlineData("127.0.0.1", DestinationFault.AddressNotPublic)]
    [InlineData("::1", DestinationFault.AddressNotPublic)]
    [InlineData("2130706433", DestinationFault.AddressNotPublic)]
    [InlineData("0x7f.1", DestinationFault.AddressNotPublic)]
    [InlineData("localhost", DestinationFault.LocalName)]
    [InlineData("LOCALHOST.", DestinationFault.LocalName)]
    public async Task A_host_that_is_refused_is_not_even_looked_up(string host, DestinationFault expected)
    {
        var resolver = new ScriptedResolver(["8.8.8.8"]);
        var guard = new DialGuard(new PlatformWebhooksOptions(), resolver);

        var refusal = await Assert.ThrowsAsync<DestinationRefusedException>(() => guard.ConnectAsync(new DnsEndPoint(host, 443), Ending).AsTask());

        Assert.Equal(expected, refusal.Fault);
        Assert.Equal(0, resolver.Asked);
    }

    [Fact]
    public async Task The_next_address_is_tried_where_one_does_not_answer()
    {
        await using var receiver = new LoopbackServer(Ok);
        using var client = Client(receiver, new ScriptedResolver(["127.0.0.9", "127.0.0.1"]), "127.0.0.9/32");

        Assert.Equal("ok", await client.GetStringAsync(Url(receiver), Ending));
    }

    [Fact]
    public async Task Where_no_address_answers_the_client_says_so_as_always()
    {
        await using var receiver = new LoopbackServer(Ok);
        using var client = Client(receiver, new ScriptedResolver(["127.0.0.9"]), "127.0.0.9/32");

        var failure = await Assert.ThrowsAsync<HttpRequestException>(() => client.GetStringAsync(Url(receiver), Ending));

        Assert.IsType<SocketException>(failure.InnerException);
    }

    [Theory]
    [InlineData(301)]
    [InlineData(302)]
    [InlineData(303)]
    [InlineData(307)]
    [InlineData(308)]
    public async Task A_redirect_is_an_answer_and_is_not_followed(int status)
    {
        await using var inside = new LoopbackServer(Ok);
        await using var receiver = new LoopbackServer($"HTTP/1.1 {status} Elsewhere\r\nLocation: http://127.0.0.1:{inside.Port}/\r\nContent-Length: 0\r\nConnection: close\r\n\r\n");
        using var client = Client(receiver, new ScriptedResolver(["127.0.0.1"]));

        using var response = await client.GetAsync(Url(receiver), Ending);

        Assert.Equal(status, (int)response.StatusCode);
        Assert.Empty(inside.Requests);
    }

    [Fact]
    public async Task A_url_that_the_policy_refuses_is_not_dialled_by_the_client_either()
    {
        var resolver = new ScriptedResolver(["8.8.8.8"]);
        using var client = new HttpClient(new DialGuard(new PlatformWebhooksOptions(), resolver).CreateHandler());

        foreach (var url in new[] { "http://good.example/", "https://good.example:6379/", "https://u@good.example/", "https://good.example/#a" })
            await Assert.ThrowsAsync<DestinationRefusedException>(() => client.GetStringAsync(url, Ending));
        Assert.Equal(0, resolver.Asked);
    }

    [Fact]
    public async Task Nothing_of_the_caller_is_sent_along_nothing_is_kept_and_nothing_is_unpacked()
    {
        await using var receiver = new LoopbackServer("HTTP/1.1 200 OK\r\nSet-Cookie: a=b\r\nContent-Encoding: gzip\r\nContent-Length: 4\r\nConnection: close\r\n\r\nzzzz");
        using var client = Client(receiver, new ScriptedResolver(["127.0.0.1"]));
        using var activity = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C).AddBaggage("tenant", "secret").Start();

        await client.GetAsync(Url(receiver), Ending);
        Assert.Equal("zzzz", await client.GetStringAsync(Url(receiver), Ending));

        Assert.All(receiver.Requests, request =>
        {
            foreach (var field in new[] { "traceparent", "tracestate", "baggage", "Correlation-Context", "Request-Id", "Cookie", "Accept-Encoding" })
                Assert.DoesNotContain($"{field}:", request, StringComparison.OrdinalIgnoreCase);
        });
    }

    [Fact]
    public async Task A_request_for_HTTP_3_is_sent_with_2_at_most_since_HTTP_3_is_dialled_past_the_guard()
    {
        await using var receiver = new LoopbackServer(Ok);
        using var client = Client(receiver, new ScriptedResolver(["127.0.0.1"]));
        using var request = new HttpRequestMessage(HttpMethod.Get, Url(receiver))
        {
            Version = HttpVersion.Version30,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrHigher
        };

        using var response = await client.SendAsync(request, Ending);

        Assert.Equal((HttpVersion.Version20, HttpVersionPolicy.RequestVersionOrLower), (request.Version, request.VersionPolicy));
        Assert.EndsWith("HTTP/1.1", receiver.Requests.Single().Split('\n')[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task Header_fields_without_end_are_cut_off()
    {
        await using var receiver = new LoopbackServer("HTTP/1.1 200 OK\r\n" + string.Concat(Enumerable.Repeat($"X-Filler: {new string('a', 1000)}\r\n",
            200)) + "\r\n");
        using var client = Client(receiver, new ScriptedResolver(["127.0.0.1"]));

        await Assert.ThrowsAsync<HttpRequestException>(() => client.GetAsync(Url(receiver), Ending));
    }

    [Fact]
    public async Task A_name_server_that_does_not_answer_holds_one_place_and_the_caller_for_the_time_allowed()
    {
        var clock = new FakeTimeProvider();
        var resolver = new SilentResolver();
        var guard = new DialGuard(new PlatformWebhooksOptions { MaxConcurrentLookups = 1, LookupTimeout = TimeSpan.FromSeconds(5) }, resolver, clock);
        var first = guard.ConnectAsync(new DnsEndPoint("slow.example", 443), Ending).AsTask();
        var same = guard.ConnectAsync(new DnsEndPoint("SLOW.example", 443), Ending).AsTask();
        var other = guard.ConnectAsync(new DnsEndPoint("other.example", 443), Ending).AsTask();

        clock.Advance(TimeSpan.FromSeconds(5));

        foreach (var waiting in new[] { first, same })
            Assert.Equal(DestinationFault.LookupTimeout, (await Assert.ThrowsAsync<DestinationRefusedException>(() => waiting)).Fault);
        Assert.Equal(DestinationFault.LookupsBusy, (await Assert.ThrowsAsync<DestinationRefusedException>(() => other)).Fault);
        Assert.Equal(["slow.example"], resolver.Names); // the second name found no place: the first lookup still holds the thread

        resolver.Answer();
        var late = guard.ConnectAsync(new DnsEndPoint("other.example", 443), Ending).AsTask();
        Assert.Equal(DestinationFault.AddressNotPublic, (await Assert.ThrowsAsync<DestinationRefusedException>(() => late)).Fault);
        Assert.Equal(["slow.example", "other.example"], resolver.Names);
    }

    [Fact]
    public async Task While_slow_names_take_all_places_the_last_answer_serves_for_ten_minutes_and_is_judged()
    {
        var clock = new FakeTimeProvider();
        var resolver = new SilentResolver();
        var guard = new DialGuard(new PlatformWebhooksOptions { MaxConcurrentLookups = 1, LookupTimeout = TimeSpan.FromSeconds(5) }, resolver, clock);
        resolver.Answer();
        Assert.Equal(DestinationFault.AddressNotPublic, await FaultAsync("good.example"));
        resolver.Hang();
        var slow = guard.ConnectAsync(new DnsEndPoint("slow.example", 443), Ending).AsTask();

        // Of the ten minutes without waiting: the clock stands.
        Assert.Equal(DestinationFault.AddressNotPublic, await FaultAsync("good.example"));
        clock.Advance(TimeSpan.FromMinutes(11));
        Assert.Equal(DestinationFault.LookupTimeout, (await Assert.ThrowsAsync<DestinationRefusedException>(() => slow)).Fault);
        var late = FaultAsync("good.example");
        Assert.False(late.IsCompleted);
        clock.Advance(TimeSpan.FromSeconds(5));
        Assert.Equal(DestinationFault.LookupsBusy, await late);
        Assert.Equal(["good.example", "slow.example"], resolver.Names);

        async Task<DestinationFault> FaultAsync(string name) =>
            (await Assert.ThrowsAsync<DestinationRefusedException>(() => guard.ConnectAsync(new DnsEndPoint(name, 443), Ending).AsTask())).Fault;
    }

    [Fact]
    public async Task Who_no_longer_waits_leaves_at_once()
    {
        var guard = new DialGuard(new PlatformWebhooksOptions(), new SilentResolver());
        using var leaving = new CancellationTokenSource();
        var waiting = guard.ConnectAsync(new DnsEndPoint("slow.example", 443), leaving.Token).AsTask();

        await leaving.CancelAsync();

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
    }

    private static HttpClient Client(LoopbackServer receiver, ScriptedResolver resolver, params string[] networks)
    {
        var options = new PlatformWebhooksOptions { AllowHttp = true, AdditionalPorts = { receiver.Port }, AllowedNetworks = { "127.0.0.1/32" } };
        foreach (var network in networks)
            options.AllowedNetworks.Add(network);
        return new HttpClient(new DialGuard(options, resolver).CreateHandler());
    }

    private static string Url(LoopbackServer receiver) => $"http://good.example:{receiver.Port}/hook";

    private sealed class SilentResolver : IAddressResolver
    {
        private TaskCompletionSource<IPAddress[]> _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public List<string> Names { get; } = [];

        public void Hang() => _answer = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public void Answer() => _answer.SetResult([IPAddress.Loopback]);

        public Task<IPAddress[]> ResolveAsync(string host, CancellationToken cancellationToken)
        {
            Names.Add(host);
            return _answer.Task;
        }
    }
}
