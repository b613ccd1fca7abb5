using System.Net.Security;
using System.Net.Sockets;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Dialing;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Tests.Delivery;

/// <summary>The zoo of endpoints: whatever a receiver does, an attempt ends in time, in bounded memory, and is called what it was.</summary>
public sealed class WebhookSenderTests : IDisposable
{
    private const string Head = "HTTP/1.1 200 OK\r\n";
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly WebhookSecret _secret = WebhookSecret.Generate();
    private readonly Dictionary<int, WebhookSender> _senders = [];
    private int _mostResponseBytes = new PlatformWebhooksOptions().MaxResponseBytes;

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        foreach (var sender in _senders.Values)
            sender.Dispose();
    }

    [Fact]
    public async Task What_is_sent_verifies_and_has_the_fields_of_the_standard()
    {
        await using var receiver = Creature.Saying($"{Head}Content-Length: 0\r\n\r\n");

        var attempt = await SendAsync(receiver);

        Assert.Equal((WebhookOutcome.Delivered, 200), (attempt.Outcome, attempt.Status));
        var (head, body) = (Assert.Single(receiver.Requests).Split("\r\n\r\n")[0], receiver.Requests.Single().Split("\r\n\r\n")[1]);
        string Field(string name) => head.Split("\r\n").Single(line => line.StartsWith($"{name}: ", StringComparison.OrdinalIgnoreCase))[(name.Length + 2)..];
        Assert.StartsWith("POST /hook HTTP/1.1", head, StringComparison.Ordinal);
        Assert.Equal("application/json", Field("Content-Type"));
        Assert.StartsWith("Platform.Webhooks/", Field("User-Agent"), StringComparison.Ordinal);
        var verifier = new WebhookVerifier(WebhookScheme.Standard, [_secret], _time);
        Assert.True(verifier.Verify(WebhookHeaders.Standard(Field("webhook-id"), Field("webhook-timestamp"), Field("webhook-signature")), Encoding.Latin1.GetBytes(body)).IsVerified);
        Assert.DoesNotContain("traceparent", head, StringComparison.OrdinalIgnoreCase);
    }

    [Theory]
    [InlineData(200, WebhookOutcome.Delivered)]
    [InlineData(204, WebhookOutcome.Delivered)]
    [InlineData(299, WebhookOutcome.Delivered)]
    [InlineData(300, WebhookOutcome.Rejected)]
    [InlineData(304, WebhookOutcome.Rejected)]
    [InlineData(400, WebhookOutcome.Rejected)]
    [InlineData(401, WebhookOutcome.Rejected)]
    [InlineData(404, WebhookOutcome.Rejected)]
    [InlineData(409, WebhookOutcome.Rejected)]
    [InlineData(410, WebhookOutcome.Gone)]
    [InlineData(429, WebhookOutcome.Throttled)]
    [InlineData(500, WebhookOutcome.Rejected)]
    [InlineData(501, WebhookOutcome.Rejected)]
    [InlineData(502, WebhookOutcome.Throttled)]
    [InlineData(503, WebhookOutcome.Throttled)]
    [InlineData(504, WebhookOutcome.Throttled)]
    [InlineData(599, WebhookOutcome.Rejected)]
    public async Task A_status_means_what_the_standard_says(int status, WebhookOutcome expected)
    {
        await using var receiver = Creature.Saying($"HTTP/1.1 {status} Status\r\nContent-Length: 0\r\n\r\n");

        var attempt = await SendAsync(receiver);

        Assert.Equal((expected, status), (attempt.Outcome, attempt.Status));
        Assert.Equal($"{expected}: {status}", attempt.Reason);
    }

    [Theory]
    [InlineData("120", 120)]
    [InlineData("0", null)]
    [InlineData("-5", null)]
    [InlineData("soon", null)]
    [InlineData("99999999", 86_400)]
    [InlineData("99999999999999999999", null)]
    [InlineData("Sun, 01 Mar 2026 12:02:00 GMT", 120)]
    [InlineData("Sun, 01 Mar 2026 11:00:00 GMT", null)]
    [InlineData("Mon, 01 Mar 2027 12:00:00 GMT", 86_400)]
    public async Task A_receiver_may_ask_to_be_left_alone_for_at_most_a_day(string field, int? seconds)
    {
        await using var receiver = Creature.Saying($"HTTP/1.1 503 Busy\r\nRetry-After: {field}\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal(seconds, (await SendAsync(receiver)).RetryAfter?.TotalSeconds);
    }

    [Fact]
    public async Task A_redirect_to_itself_is_not_followed()
    {
        await using var receiver = Creature.Answering(_ => "HTTP/1.1 302 Found\r\nLocation: /hook\r\nContent-Length: 0\r\n\r\n");

        Assert.Equal((WebhookOutcome.Rejected, 302), ((await SendAsync(receiver)) is var attempt ? (attempt.Outcome, attempt.Status) : default));
        Assert.Single(receiver.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("HTTP/1.1 20")]
    [InlineData("HTTP/1.1 200 OK\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nX-Never-Ending: ")]
    [InlineData("HTTP/1.1 100 Continue\r\n\r\n")]
    public async Task One_that_hangs_before_it_has_answered_is_out_of_time(string beginning)
    {
        var said = new TaskCompletionSource();
        await using var receiver = Creature.Saying(beginning, said.SetResult);

        Assert.Equal((WebhookOutcome.TimedOut, null), await SendAfterAsync(receiver, said.Task) is var attempt ? (attempt.Outcome, attempt.Status) : default);
        Assert.Equal(TimeSpan.FromSeconds(20), attempt.Duration);
    }

    [Fact]
    public async Task One_that_hangs_in_the_middle_of_tls_is_out_of_time()
    {
        var connected = new TaskCompletionSource();
        await using var receiver = new Creature(
            async (socket, _, ending) =>
            {
                connected.SetResult();
                await Creature.UntilLeftAsync(socket, ending);
            },
            readsFirst: false);

        Assert.Equal(WebhookOutcome.TimedOut, (await SendAfterAsync(receiver, connected.Task, "https")).Outcome);
    }

    /// <summary>Whichever comes first: the deadline, or that its heads together are longer than those of an answer may be.</summary>
    [Fact]
    public async Task One_that_says_continue_for_ever_is_given_up()
    {
        var often = new TaskCompletionSource();
        await using var receiver = new Creature(async (socket, _, ending) =>
        {
            for (var count = 0; ; count++)
            {
                await socket.SendAsync("HTTP/1.1 100 Continue\r\n\r\n"u8.ToArray(), ending);
                if (count == 1_000)
                    often.SetResult();
            }
        });

        Assert.True((await SendAfterAsync(receiver, often.Task)).Outcome is WebhookOutcome.TimedOut or WebhookOutcome.NotReached);
    }

    [Theory]
    [InlineData("Content-Length: 99999999999\r\n\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\n7000000\r\n")]
    public async Task One_that_hangs_in_its_body_has_answered_and_holds_the_attempt_no_longer_than_a_second(string rest)
    {
        // More than the two systems hold on the way: when it is said, the sender has read the fields.
        _mostResponseBytes = 16 * 1024 * 1024;
        var said = new TaskCompletionSource();
        await using var receiver = Creature.Saying(Head + rest + new string('a', 15 * 1024 * 1024), said.SetResult);

        Assert.Equal((WebhookOutcome.Delivered, 200), await SendAfterAsync(receiver, said.Task, seconds: 1) is var attempt ? (attempt.Outcome, attempt.Status) : default);
    }

    [Theory]
    [InlineData("Content-Length: 100\r\n\r\nshort")]
    [InlineData("Transfer-Encoding: chunked\r\n\r\nno number\r\n")]
    public async Task One_whose_body_is_not_what_it_said_has_answered(string rest)
    {
        await using var receiver = new Creature(async (socket, _, ending) =>
        {
            await socket.SendAsync(Encoding.Latin1.GetBytes(Head + rest), ending);
            socket.Shutdown(SocketShutdown.Send);
            await Creature.UntilLeftAsync(socket, ending);
        });

        Assert.Equal(WebhookOutcome.Delivered, (await SendAsync(receiver)).Outcome);
    }

    [Fact]
    public async Task Of_an_endless_body_little_is_read_and_the_connection_is_closed()
    {
        var left = new TaskCompletionSource<long>();
        await using var receiver = new Creature(async (socket, _, ending) =>
        {
            var sent = 0L;
            try
            {
                await socket.SendAsync(Encoding.Latin1.GetBytes($"{Head}Transfer-Encoding: chunked\r\n\r\n"), ending);
                var chunk = Encoding.Latin1.GetBytes($"1000\r\n{new string('a', 0x1000)}\r\n");
                while (true)
                    sent += await socket.SendAsync(chunk, ending);
            }
            finally
            {
                left.TrySetResult(sent);
            }
        });

        Assert.Equal(WebhookOutcome.Delivered, (await SendAsync(receiver)).Outcome);
        // What the two systems hold on the way is not read by anybody.
        Assert.InRange(await left.Task.WaitAsync(Patience, TimeProvider.System, Cancellation), 0, 32 * 1024 * 1024);
    }

    [Fact]
    public async Task One_that_resets_or_leaves_or_speaks_something_else_or_has_a_megabyte_of_fields_is_not_reached()
    {
        await using var resetting = new Creature((socket, _, _) =>
        {
            socket.LingerState = new LingerOption(true, 0);
            return Task.CompletedTask;
        });
        await using var leaving = new Creature(static (_, _, _) => Task.CompletedTask);
        await using var other = Creature.Saying("SSH-2.0-OpenSSH_9.6\r\n");
        await using var talking = Creature.Saying($"{Head}X-Long: {new string('a', 1_000_000)}\r\n\r\n");

        foreach (var creature in (Creature[])[resetting, leaving, other, talking])
            Assert.Equal((WebhookOutcome.NotReached, null), (await SendAsync(creature)) is var attempt ? (attempt.Outcome, attempt.Status) : default);
    }

    [Fact]
    public async Task One_whose_certificate_nobody_vouches_for_is_not_reached_and_gets_nothing()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        using var certificate = new CertificateRequest("CN=127.0.0.1", key, HashAlgorithmName.SHA256).CreateSelfSigned(DateTimeOffset.UnixEpoch, DateTimeOffset.UnixEpoch.AddYears(200));
        var received = -1;
        await using var receiver = new Creature(
            async (socket, _, ending) =>
            {
                await using var tls = new SslStream(new NetworkStream(socket));
                try
                {
                    await tls.AuthenticateAsServerAsync(new SslServerAuthenticationOptions { ServerCertificate = certificate }, ending);
                    received = await tls.ReadAsync(new byte[1024], ending);
                }
                catch (System.Security.Authentication.AuthenticationException)
                {
                    received = 0;
                }
            },
            readsFirst: false);

        Assert.Equal(WebhookOutcome.NotReached, (await SendAsync(receiver, "https")).Outcome);
        Assert.InRange(received, -1, 0);
    }

    [Fact]
    public async Task Where_nobody_listens_nobody_is_reached()
    {
        int port;
        await using (var gone = Creature.Saying(""))
            port = gone.Port;

        Assert.Equal(WebhookOutcome.NotReached, (await SendAsync(new Uri($"http://127.0.0.1:{port}/hook"))).Outcome);
    }

    [Theory]
    [InlineData("http://127.0.0.2:{0}/hook", DestinationFault.AddressNotPublic)]
    [InlineData("http://169.254.169.254:{0}/latest/meta-data", DestinationFault.AddressNotPublic)]
    public async Task What_is_not_allowed_is_not_called_and_the_reason_maps_no_network(string url, DestinationFault fault)
    {
        await using var receiver = Creature.Saying($"{Head}Content-Length: 0\r\n\r\n");

        var attempt = await SendAsync(new Uri(string.Format(System.Globalization.CultureInfo.InvariantCulture, url, receiver.Port)), receiver.Port);

        Assert.Equal((WebhookOutcome.DestinationRefused, fault, $"DestinationRefused: {fault}"), (attempt.Outcome, attempt.Fault, attempt.Reason));
        Assert.Empty(receiver.Requests);
    }

    [Fact]
    public async Task Who_cancels_is_told_so()
    {
        using var cancelling = new CancellationTokenSource();
        await using var receiver = Creature.Saying("", cancelling.Cancel);

        await Assert.ThrowsAnyAsync<OperationCanceledException>(async () =>
            await Sender(receiver.Port).SendAsync(new Uri($"http://127.0.0.1:{receiver.Port}/hook"), new WebhookSigner(_secret), "msg_1", "application/json", default, cancelling.Token));
    }

    [Fact]
    public async Task A_connection_is_used_again()
    {
        var connections = 0;
        await using var receiver = new Creature(async (socket, request, ending) =>
        {
            Interlocked.Increment(ref connections);
            while (true)
            {
                await socket.SendAsync(Encoding.Latin1.GetBytes($"{Head}Content-Length: 2\r\n\r\nok"), ending);
                if (await socket.ReceiveAsync(new byte[8192], ending) == 0)
                    return;
            }
        });

        for (var number = 0; number < 5; number++)
            Assert.Equal(WebhookOutcome.Delivered, (await SendAsync(receiver)).Outcome);

        Assert.Equal(1, connections);
    }

    private async Task<WebhookAttempt> SendAsync(Creature receiver, string scheme = "http") => await SendAsync(new Uri($"{scheme}://127.0.0.1:{receiver.Port}/hook"));

    private async Task<WebhookAttempt> SendAsync(Uri url, int? port = null) =>
        await Sender(port ?? url.Port).SendAsync(url, new WebhookSigner(_secret), "msg_1", "application/json", "{\"id\":1}"u8.ToArray(), Cancellation)
            .AsTask().WaitAsync(Patience, TimeProvider.System, Cancellation);

    /// <summary>Sends, and lets the deadline pass once the receiver is where it will hang.</summary>
    private async Task<WebhookAttempt> SendAfterAsync(Creature receiver, Task reached, string scheme = "http", int seconds = 20)
    {
        var sending = SendAsync(receiver, scheme);
        await reached.WaitAsync(Patience, TimeProvider.System, Cancellation);
        _time.Advance(TimeSpan.FromSeconds(seconds));
        return await sending;
    }

    private WebhookSender Sender(int port)
    {
        var options = new PlatformWebhooksOptions { AllowHttp = true, AdditionalPorts = { port }, AllowedNetworks = { "127.0.0.1/32" }, MaxResponseBytes = _mostResponseBytes };
        if (!_senders.TryGetValue(port, out var sender))
            _senders.Add(port, sender = new WebhookSender(new DialGuard(options, time: _time), Options.Create(options), _time));
        return sender;
    }
}
