using System.Net;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.DependencyInjection;
using Platform.Webhooks.Ed25519;
using Platform.Webhooks.Replay;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Tests;

public sealed class ReceiverTests
{
    private readonly List<InvoicePaid> _handled = [];

    [Fact]
    public async Task An_authentic_message_reaches_the_handler_as_its_type_and_is_answered_with_204()
    {
        WebhookContext? seen = null;
        var body = "";
        await using var host = await ReceiverHost.StartAsync(app => app.MapWebhook("/in/acme", "acme", (InvoicePaid e, WebhookContext c) =>
        {
            (seen, body) = (c, Encoding.UTF8.GetString(c.Body.Span));
            return Keep(e);
        }));

        using var response = await host.SendAsync();

        Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        Assert.Equal(new InvoicePaid("invoice.paid", new InvoiceData("in_1", 12.5m)), Assert.Single(_handled));
        Assert.Equal(("acme", "msg_1", "invoice.paid", ReceiverHost.Start, host.Secret.KeyId, ReceiverHost.Body),
            (seen!.Source, seen.Id, seen.EventType, seen.SentAt, seen.KeyId, body));
        Assert.Equal(
            [$"Information Webhook of acme handled: id msg_1, type invoice.paid, sent 11/14/2023 22:13:20 +00:00, 58 bytes, key {host.Secret.KeyId}, from 203.0.113.7."], host.Log.All);
        Assert.Contains("acme handled", host.Outcomes);
    }

    [Theory]
    [InlineData("unsigned")]
    [InlineData("no id")]
    [InlineData("no timestamp")]
    [InlineData("another secret")]
    [InlineData("another body")]
    [InlineData("another id")]
    [InlineData("an empty secret")]
    [InlineData("too old")]
    [InlineData("too new")]
    [InlineData("shifted fields")]
    [InlineData("twice the signature")]
    public async Task Whatever_is_wrong_with_a_message_a_stranger_is_told_the_same_and_the_operator_what_it_was(string what)
    {
        await using var host = await StartAsync();
        var (signer, body) = (new WebhookSigner(host.Secret), Encoding.UTF8.GetBytes(ReceiverHost.Body));
        var (t, now) = ("1700000000", ReceiverHost.Start);
        var good = signer.Sign("msg_1", now, body);
        var empty = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Array.Empty<byte>(), Encoding.UTF8.GetBytes($"msg_1.{t}.{ReceiverHost.Body}")));
        (string, string)[] fields = what switch
        {
            "unsigned" => [("webhook-id", "msg_1"), ("webhook-timestamp", t)],
            "no id" => [("webhook-timestamp", t), ("webhook-signature", good)],
            "no timestamp" => [("webhook-id", "msg_1"), ("webhook-signature", good)],
            "another secret" => [("webhook-id", "msg_1"), ("webhook-timestamp", t),
                ("webhook-signature", new WebhookSigner(WebhookSecret.Generate()).Sign("msg_1", now, body))],
            "another body" => [("webhook-id", "msg_1"), ("webhook-timestamp", t), ("webhook-signature", signer.Sign("msg_1", now, "{}"u8))],
            "another id" => [("webhook-id", "msg_2"), ("webhook-timestamp", t), ("webhook-signature", good)],
            "an empty secret" => [("webhook-id", "msg_1"), ("webhook-timestamp", t), ("webhook-signature", empty)],
            "too old" => [("webhook-id", "msg_1"), ("webhook-timestamp", "1699999699"),
                ("webhook-signature", signer.Sign("msg_1", now.AddSeconds(-301), body))],
            "too new" => [("webhook-id", "msg_1"), ("webhook-timestamp", "1700000301"), ("webhook-signature", signer.Sign("msg_1", now.AddSeconds(301), body))],
            "shifted fields" => [("webhook-id", "msg.1"), ("webhook-timestamp", t), ("webhook-signature", good)],
            _ => [("webhook-id", "msg_1"), ("webhook-timestamp", t), ("webhook-signature", good), ("webhook-signature", good)],
        };

        using var response = await host.PostAsync("/in/acme", body, fields);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Empty(await response.Content.ReadAsByteArrayAsync(TestContext.Current.CancellationToken));
        Assert.Equal(["Content-Length"],
            response.Headers.Concat(response.Content.Headers).Select(field => field.Key).Except(["Date"]).DefaultIfEmpty("Content-Length"));
        Assert.Empty(_handled);
        Assert.Equal(0, host.Store.Count);
        var line = Assert.Single(host.Log.All);
        Assert.StartsWith("Warning Webhook of acme refused: ", line, StringComparison.Ordinal);
        Assert.Contains(FaultOf(what), line, StringComparison.Ordinal);
        Assert.Contains($"keys at hand {host.Secret.KeyId}, from 203.0.113.7", line, StringComparison.Ordinal);
        Assert.DoesNotContain(host.Secret.Export()[6..], line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_of_a_replay_says_that_it_was_once_real_and_how_far_it_is_from_the_clock()
    {
        await using var host = await StartAsync();
        var signature = new WebhookSigner(host.Secret).Sign("msg_1", ReceiverHost.Start, Encoding.UTF8.GetBytes(ReceiverHost.Body));
        host.Clock.Advance(TimeSpan.FromHours(1));

        using var response = await host.PostAsync("/in/acme", Encoding.UTF8.GetBytes(ReceiverHost.Body), ("webhook-id", "msg_1"),
            ("webhook-timestamp", "1700000000"), ("webhook-signature", signature));

        var line = Assert.Single(host.Log.All);
        Assert.Contains($"TooOld in webhook-timestamp, scheme standard, 58 bytes, sent 11/14/2023 22:13:20 +00:00, -3600 s from the clock, signed by key {host.Secret.KeyId}", line, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_stranger_writes_cannot_write_a_line_of_the_log()
    {
        await using var host = await StartAsync();

        using var response = await host.PostAsync("/in/acme", [], ("webhook-id", "x\", Fault None \u2028\\"), ("webhook-timestamp", new string('9', 5000)),
            ("webhook-signature", "v1,"));

        var line = Assert.Single(host.Log.All);
        Assert.Contains("""webhook-id="x\u0022, Fault None """, line, StringComparison.Ordinal);
        Assert.Contains("… (5000 characters)", line, StringComparison.Ordinal);
        Assert.DoesNotContain('\u2028', line);
        Assert.True(line.Length < 1_000);
    }

    [Fact]
    public async Task A_message_is_handled_once_and_a_retry_hears_what_the_first_did()
    {
        await using var host = await StartAsync();

        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode); // the very same request
        host.Clock.Advance(TimeSpan.FromHours(10));
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode); // the sender's next attempt, signed anew
        Assert.Single(_handled);
        Assert.Equal(2, host.Log.All.Count(line => line.Contains("was handled before and is not handled again: id msg_1", StringComparison.Ordinal)));

        host.Clock.Advance(TimeSpan.FromDays(4));
        await host.SendAsync();
        Assert.Equal(2, _handled.Count);
    }

    [Fact]
    public async Task A_message_whose_handler_failed_is_handled_when_it_comes_again()
    {
        var fail = true;
        await using var host = await ReceiverHost.StartAsync(app => app.MapWebhook("/in/acme", "acme", (InvoicePaid e, WebhookContext c) =>
            fail ? throw new InvalidOperationException("no stock") : Keep(e)));

        await Assert.ThrowsAsync<InvalidOperationException>(() => host.SendAsync());
        Assert.Contains(host.Log.All, line =>
            line.StartsWith("Error The handler of webhooks of acme failed, and the sender will send it again: id msg_1", StringComparison.Ordinal));
        fail = false;
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode);
        Assert.Single(_handled);
        Assert.Equal(["acme failed", "acme handled"], host.Outcomes);
    }

    [Fact]
    public async Task A_handler_that_says_no_itself_is_asked_again()
    {
        var status = 409;
        await using var host = await ReceiverHost.StartAsync(app => app.MapWebhook("/in/acme", "acme", (InvoicePaid e, WebhookContext c) =>
        {
            c.HttpContext.Response.StatusCode = status;
            return Keep(e);
        }));

        Assert.Equal(HttpStatusCode.Conflict, (await host.SendAsync()).StatusCode);
        status = 202;
        Assert.Equal(HttpStatusCode.Accepted, (await host.SendAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode);
        Assert.Equal(2, _handled.Count);
    }

    [Fact]
    public async Task While_a_message_is_being_handled_another_delivery_of_it_is_asked_to_come_back()
    {
        var (entered, leave) = (new TaskCompletionSource(), new TaskCompletionSource());
        await using var host = await ReceiverHost.StartAsync(app => app.MapWebhook("/in/acme", "acme", async (InvoicePaid e, WebhookContext c) =>
        {
            entered.SetResult();
            await leave.Task;
            await Keep(e);
        }));
        var first = host.SendAsync();
        await entered.Task;

        using var second = await host.SendAsync();
        leave.SetResult();

        Assert.Equal((HttpStatusCode.ServiceUnavailable, "10"), (second.StatusCode, second.Headers.RetryAfter!.ToString()));
        Assert.Equal(HttpStatusCode.NoContent, (await first).StatusCode);
        Assert.Single(_handled);
    }

    [Fact]
    public async Task An_authentic_body_of_another_type_is_400_and_may_come_again()
    {
        await using var host = await StartAsync();

        foreach (var body in new[] { "", "null", "[]", "{\"type\":1}", "{\"type\":\"a\"" })
            Assert.Equal(HttpStatusCode.BadRequest, (await host.SendAsync(body: body)).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode);
        Assert.Equal(5, host.Log.All.Count(line =>
            line.StartsWith("Error Webhook of acme is authentic and cannot be read as InvoicePaid: id msg_1", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_body_larger_than_allowed_is_413_whether_or_not_its_length_was_announced(bool isAnnounced)
    {
        await using var host = await ReceiverHost.StartAsync(
            app => app.MapWebhook("/in/acme", "acme", c => Task.CompletedTask),
            (options, secret) => options.Source("acme", source =>
            {
                source.Secrets.Add(secret.Export());
                source.MaxBodyBytes = 5_000;
            }));

        Assert.Equal(HttpStatusCode.NoContent, (await SendAsync(5_000)).StatusCode);
        Assert.Equal(HttpStatusCode.RequestEntityTooLarge, (await SendAsync(5_001)).StatusCode);
        Assert.Contains("Warning Webhook of acme refused: larger than 5000 bytes, from 203.0.113.7.", host.Log.All);

        async Task<HttpResponseMessage> SendAsync(int length)
        {
            var body = new byte[length];
            using var request = new HttpRequestMessage(HttpMethod.Post, "/in/acme")
            {
                Content = isAnnounced
                ? new ByteArrayContent(body) : new StreamContent(new Dribble(body))
            };
            request.Headers.Add("webhook-id", $"msg_{length}");
            request.Headers.Add("webhook-timestamp", "1700000000");
            request.Headers.Add("webhook-signature", new WebhookSigner(host.Secret).Sign($"msg_{length}", ReceiverHost.Start, body));
            return await host.Client.SendAsync(request, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Bytes_come_through_as_they_are_whatever_their_form()
    {
        var bodies = new List<byte[]>();
        await using var host = await ReceiverHost.StartAsync(app => app.MapWebhook("/in/acme", "acme", c =>
        {
            bodies.Add(c.Body.ToArray());
            return Task.CompletedTask;
        }));
        byte[][] sent = [[], [0xEF, 0xBB, 0xBF, 0x7B, 0x7D], [0, 1, 255, 254], RandomNumberGenerator.GetBytes(262_144)];

        foreach (var (body, at) in sent.Select((body, at) => (body, at)))
        {
            var signature = new WebhookSigner(host.Secret).Sign($"msg_{at}", ReceiverHost.Start, body);
            using var response = await host.PostAsync("/in/acme", body, ("webhook-id", $"msg_{at}"), ("webhook-timestamp", "1700000000"),
                ("webhook-signature", signature));
            Assert.Equal(HttpStatusCode.NoContent, response.StatusCode);
        }
        Assert.Equal(sent, bodies);
    }

    [Fact]
    public async Task Either_secret_will_do_while_they_change_and_a_public_key_too()
    {
        using var pair = WebhookPrivateKey.Generate();
        var old = WebhookSecret.Generate();
        await using var host = await ReceiverHost.StartAsync(
            app => app.MapWebhook("/in/acme", "acme", (InvoicePaid e, WebhookContext c) => Keep(e)),
            (options, secret) => options.Source("acme", source =>
            {
                foreach (var text in new[] { secret.Export(), old.Export(), pair.PublicKey.ToString() })
                    source.Secrets.Add(text);
            }),
            services => services.AddPlatformWebhooks().AddEd25519());

        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync("msg_1")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync("msg_2", secret: old)).StatusCode);
        var byPair = new WebhookSigner(pair).Sign("msg_3", ReceiverHost.Start, Encoding.UTF8.GetBytes(ReceiverHost.Body));
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync("msg_3", signature: byPair)).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await host.SendAsync("msg_4", secret: WebhookSecret.Generate())).StatusCode);
    }

    [Fact]
    public async Task A_message_of_one_source_is_none_of_another()
    {
        var other = WebhookSecret.Generate();
        await using var host = await ReceiverHost.StartAsync(
            app =>
            {
                app.MapWebhook("/in/acme", "acme", c => Task.CompletedTask);
                app.MapWebhook("/in/other", "other", c => Task.CompletedTask);
            },
            (options, secret) =>
                options.Source("acme", source => source.Secrets.Add(secret.Export())).Source("other", source => source.Secrets.Add(other.Export())));

        Assert.Equal(HttpStatusCode.Forbidden, (await host.SendAsync(path: "/in/other")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync(path: "/in/other", secret: other)).StatusCode);
        Assert.Equal(2, host.Store.Count);
    }

    [Fact]
    public async Task A_delivery_without_a_signed_id_is_known_again_by_its_body()
    {
        const string secret = "It's a Secret to Everybody";
        var handled = new List<(string?, string?)>();
        await using var host = await ReceiverHost.StartAsync(
            app => app.MapWebhook("/in/github", "github", c =>
            {
                handled.Add((c.Id, c.EventType));
                Assert.Null(c.SentAt);
                return Task.CompletedTask;
            }),
            (options, _) => options.Source("github", source =>
            {
                source.Scheme = "GitHub";
                source.Secrets.Add(secret);
            }));

        Task<HttpResponseMessage> PostAsync(string body, string delivery, string type) => host.PostAsync(
            "/in/github", Encoding.UTF8.GetBytes(body),
                ("X-Hub-Signature-256",
                "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Encoding.UTF8.GetBytes(body)))),
            ("X-GitHub-Delivery", delivery), ("X-GitHub-Event", type));

        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("{\"a\":1}", "d-1", "issues")).StatusCode);
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("{\"a\":1}", "d-2", "deployment")).StatusCode); // who replays may write another id and type
        Assert.Equal(HttpStatusCode.NoContent, (await PostAsync("{\"a\":2}", "d-3", "issues")).StatusCode);
        Assert.Equal([("d-1", "issues"), ("d-3", "issues")], handled);
    }

    [Fact]
    public async Task Where_the_replay_store_fails_nothing_is_handled_and_the_sender_comes_back()
    {
        await using var host = await StartAsync(services => services.AddSingleton<IReplayStore>(new FailingStore(atClaim: true)));

        using var response = await host.SendAsync();

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Empty(_handled);
        Assert.Contains(host.Log.All, line =>
            line.StartsWith("Error The replay store failed, and the sender of acme is asked to come back: id msg_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_replay_store_fails_after_the_handler_the_sender_hears_that_it_was_handled()
    {
        await using var host = await StartAsync(services => services.AddSingleton<IReplayStore>(new FailingStore(atClaim: false)));

        Assert.Equal(HttpStatusCode.NoContent, (await host.SendAsync()).StatusCode);

        Assert.Single(_handled);
        Assert.Contains(host.Log.All, line =>
            line.StartsWith("Warning Webhook of acme was handled, and the replay store could not be told: id msg_1", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_the_replay_store_is_full_the_sender_comes_back()
    {
        await using var host = await StartAsync(services =>
            services.AddSingleton<IReplayStore>(provider => new InMemoryReplayStore(provider.GetRequiredService<TimeProvider>(), 1)));
        await host.Store.ClaimAsync("other", "id:1", TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);

        Assert.Equal(HttpStatusCode.ServiceUnavailable, (await host.SendAsync()).StatusCode);
        Assert.Contains("acme store_full", host.Outcomes);
    }

    [Fact]
    public async Task Only_a_post_is_a_message()
    {
        await using var host = await StartAsync();

        Assert.Equal(HttpStatusCode.MethodNotAllowed, (await host.Client.GetAsync("/in/acme", TestContext.Current.CancellationToken)).StatusCode);
    }

    private static string FaultOf(string what) => what switch
    {
        "unsigned" => "MissingField in webhook-signature",
        "no id" => "MissingField in webhook-id",
        "no timestamp" => "MissingField in webhook-timestamp",
        "too old" => "TooOld in webhook-timestamp",
        "too new" => "TooNew in webhook-timestamp",
        "shifted fields" => "InvalidId in webhook-id",
        "twice the signature" => "RepeatedField in webhook-signature",
        _ => "SignatureMismatch in webhook-signature",
    };

    private Task<ReceiverHost> StartAsync(Action<IServiceCollection>? services = null) =>
        ReceiverHost.StartAsync(app => app.MapWebhook("/in/acme", "acme", (InvoicePaid e, WebhookContext c) => Keep(e)), services: services);

    private Task Keep(InvoicePaid invoice)
    {
        lock (_handled)
            _handled.Add(invoice);
        return Task.CompletedTask;
    }

    /// <summary>A body without a length, in small pieces.</summary>
    private sealed class Dribble(byte[] bytes) : Stream
    {
        private int _at;

        public override bool CanRead => true;

        public override bool CanSeek => false;

        public override bool CanWrite => false;

        public override long Length => throw new NotSupportedException();

        public override long Position { get => throw new NotSupportedException(); set => throw new NotSupportedException(); }

        public override int Read(byte[] buffer, int offset, int count)
        {
            var length = Math.Min(Math.Min(count, 777), bytes.Length - _at);
            bytes.AsSpan(_at, length).CopyTo(buffer.AsSpan(offset));
            _at += length;
            return length;
        }

        public override void Flush()
        {
        }

        public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

        public override void SetLength(long value) => throw new NotSupportedException();

        public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
    }

    private sealed class FailingStore(bool atClaim) : IReplayStore
    {
        public ValueTask<ReplayClaim> ClaimAsync(string source, string key, TimeSpan lease, CancellationToken cancellationToken = default) =>
            atClaim ? throw new TimeoutException("the store is away") : ValueTask.FromResult(new ReplayClaim(ReplayState.Claimed, 1));

        public ValueTask CompleteAsync(string source, string key, ReplayClaim claim, TimeSpan retention, CancellationToken cancellationToken = default) =>
            throw new TimeoutException("the store is away");

        public ValueTask ReleaseAsync(string source, string key, ReplayClaim claim, CancellationToken cancellationToken = default) =>
            throw new TimeoutException("the store is away");
    }
}
