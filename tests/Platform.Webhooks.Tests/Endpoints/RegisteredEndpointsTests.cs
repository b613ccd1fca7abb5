using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Delivery;
using Platform.Webhooks.Endpoints;
using Platform.Webhooks.Outbox;
using Platform.Webhooks.Outbox.Dispatch;
using Platform.Webhooks.Outbox.Stores;
using Platform.Webhooks.Signatures;
using Platform.Webhooks.Tests.Catalog;
using Platform.Webhooks.Tests.Delivery;

namespace Platform.Webhooks.Tests.Endpoints;

public sealed class RegisteredEndpointsTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero));
    private readonly InMemoryOutboxStore _store = new();
    private readonly EphemeralSecretProtector _protector = new();
    private readonly Door _door;
    private readonly List<ServiceProvider> _hosts = [];
    private readonly ConcurrentQueue<string> _requests = [];
    private readonly Creature _receiver;
    private bool _answersChallenges = true;
    private string _answer = "HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";

    public RegisteredEndpointsTests()
    {
        _receiver = Creature.Answering(Answer);
        _door = new Door(_protector);
    }

    private static CancellationToken Cancellation => TestContext.Current.CancellationToken;

    public async ValueTask DisposeAsync()
    {
        foreach (var host in _hosts)
        {
            await host.GetRequiredService<OutboxDispatcher>().StopAsync(CancellationToken.None);
            await host.DisposeAsync();
        }
        await _receiver.DisposeAsync();
        _protector.Dispose();
    }

    [Fact]
    public async Task A_receiver_gets_nothing_before_it_is_confirmed_and_what_comes_then_signed_by_its_secret()
    {
        var heard = new Heard();
        var host = await StartAsync(builder =>
        {
            builder.Services.AddSingleton(heard);
            builder.AddHandler<Listening>("listening", "opened");
        });
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var issued = await endpoints.CreateAsync("acme", Settings(), "ada", Cancellation);
        Assert.Equal(WebhookEndpointState.Unconfirmed, issued.Endpoint.State);
        Assert.DoesNotContain(issued.Secret.Export()[6..], $"{issued}", StringComparison.Ordinal);
        await PublishAsync(host, "before");
        // Who gets an event is decided when it is handed out, which is a moment after it was published.
        await UntilAsync(() => heard.Bodies.Contains("before"));

        var confirmation = await endpoints.ConfirmAsync(new("acme", issued.Endpoint.Id), "ada", Cancellation);
        await PublishAsync(host, "after");

        Assert.Equal((true, WebhookEndpointState.Active), (confirmation!.IsConfirmed, confirmation.Endpoint.State));
        await UntilAsync(() => _requests.Any(static request => request.EndsWith("after", StringComparison.Ordinal)));
        Assert.DoesNotContain(_requests, static request => request.EndsWith("before", StringComparison.Ordinal));
        Assert.True(IsSignedBy(issued.Secret, _requests.Single(static request => request.EndsWith("after", StringComparison.Ordinal))));
    }

    [Fact]
    public async Task Whoever_does_not_repeat_the_challenge_is_not_confirmed()
    {
        _answersChallenges = false;
        var endpoints = (await StartAsync()).GetRequiredService<IWebhookEndpoints>();
        var issued = await endpoints.CreateAsync("acme", Settings(), null, Cancellation);

        var answer = await endpoints.ConfirmAsync(new("acme", issued.Endpoint.Id), null, Cancellation);

        Assert.Equal((false, WebhookEndpointState.Unconfirmed), (answer!.IsConfirmed, answer.Endpoint.State));
        Assert.Null(await endpoints.SendTestAsync(new("acme", issued.Endpoint.Id), null, Cancellation));
        Assert.Equal(WebhookEndpointState.Active,
            (await endpoints.VouchAsync(new("acme", issued.Endpoint.Id, 1), "root", Cancellation))!.State);
        await Assert.ThrowsAsync<ArgumentException>(async () =>
            await endpoints.VouchAsync(new("acme", issued.Endpoint.Id), "root", Cancellation));
    }

    [Fact]
    public async Task All_processes_hear_of_a_change_without_being_asked()
    {
        var (one, other) = (await StartAsync(), await StartAsync());
        var issued = await ConfirmedAsync(one);
        await PublishAsync(other, "one");
        await UntilAsync(() => Bodies().Contains("one"));
        var reference = new EndpointReference("acme", issued.Endpoint.Id);

        await one.GetRequiredService<IWebhookEndpoints>().PauseAsync(reference, "ada", Cancellation);
        await UntilAsync(() => _hosts.TrueForAll(host => !host.GetRequiredService<OutboxDispatcher>().HasConsumer(issued.Endpoint.Id)));
        await PublishAsync(one, "two");
        await PublishAsync(other, "three");
        Assert.Equal(["one"], Bodies());
        await other.GetRequiredService<IWebhookEndpoints>().ResumeAsync(reference, "ada", Cancellation);

        await UntilAsync(() =>
        {
            // What waited may come again later than at once.
            _time.Advance(TimeSpan.FromMilliseconds(100));
            return Bodies().Count == 3;
        });
    }

    [Fact]
    public async Task With_another_url_it_is_confirmed_anew_and_what_is_published_meanwhile_waits()
    {
        var host = await StartAsync();
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var issued = await ConfirmedAsync(host);
        var elsewhere = Settings() with { Url = $"http://127.0.0.1:{_receiver.Port}/elsewhere" };

        var changed = await endpoints.ChangeAsync(new("acme", issued.Endpoint.Id, issued.Endpoint.Version + 1), elsewhere, "ada",
            Cancellation);
        await PublishAsync(host, "meanwhile");
        await UntilAsync(() => !host.GetRequiredService<OutboxDispatcher>().HasConsumer(issued.Endpoint.Id));

        Assert.Equal(WebhookEndpointState.Unconfirmed, changed!.State);
        Assert.Empty(Bodies());
        await endpoints.ConfirmAsync(new("acme", issued.Endpoint.Id), "ada", Cancellation);
        await UntilAsync(() => Bodies().Contains("meanwhile"));
        Assert.StartsWith("POST /elsewhere ", Request("meanwhile"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task After_a_rotation_both_secrets_sign_until_the_old_one_ends()
    {
        var host = await StartAsync();
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var old = await ConfirmedAsync(host);

        var rotated = await endpoints.RotateSecretAsync(new("acme", old.Endpoint.Id), "ada", Cancellation);
        // Whoever dispatches goes on with what is open until the new one is.
        await UntilAsync(async () =>
        {
            _requests.Clear();
            await PublishAsync(host, "both");
            await UntilAsync(() => Bodies().Contains("both"));
            return IsSignedBy(rotated!.Secret, Request("both"));
        });
        Assert.True(IsSignedBy(old.Secret, Request("both")));
        Assert.Equal(
            [new EndpointKey(rotated!.Secret.KeyId), new EndpointKey(old.Secret.KeyId, _time.GetUtcNow().AddDays(1))],
                rotated.Endpoint.Keys);

        _time.Advance(TimeSpan.FromDays(1));
        await UntilAsync(async () =>
        {
            _requests.Clear();
            await PublishAsync(host, "alone");
            await UntilAsync(() => Bodies().Contains("alone"));
            return !IsSignedBy(old.Secret, Request("alone"));
        });
        Assert.True(IsSignedBy(rotated.Secret, Request("alone")));
    }

    [Fact]
    public async Task Who_has_seen_an_older_version_is_told_so_and_nobody_sees_what_is_anothers()
    {
        var endpoints = (await StartAsync()).GetRequiredService<IWebhookEndpoints>();
        var id = (await endpoints.CreateAsync("acme", Settings(), null, Cancellation)).Endpoint.Id;
        await endpoints.PauseAsync(new("acme", id, 1), null, Cancellation);

        await Assert.ThrowsAsync<WebhookEndpointConflictException>(async () =>
            await endpoints.ResumeAsync(new("acme", id, 1), null, Cancellation));
        Assert.Equal(3, (await endpoints.ResumeAsync(new("acme", id), null, Cancellation))!.Version);
        Assert.Null(await endpoints.FindAsync("other", id, Cancellation));
        Assert.Null(await endpoints.FindAsync(null, id, Cancellation));
        Assert.Null(await endpoints.RotateSecretAsync(new("other", id), null, Cancellation));
        Assert.False(await endpoints.DeleteAsync(new("other", id), null, Cancellation));
        Assert.True(await endpoints.DeleteAsync(new("acme", id), null, Cancellation));
        Assert.Empty(await endpoints.ListAsync("acme", cancellationToken: Cancellation));
    }

    [Theory]
    [InlineData("http://10.0.0.1/", "opened", "Url")]
    [InlineData("nonsense", "opened", "Url")]
    [InlineData("https://user:secret@example.com/", "opened", "Url")]
    [InlineData("https://example.com/", "with space", "Types")]
    [InlineData("https://example.com/", "platform.webhooks.endpoint.changed", "Types")]
    [InlineData("https://example.com/", null, "Types")]
    public async Task What_cannot_be_is_refused_by_name(string url, string? type, string property)
    {
        var endpoints = (await StartAsync()).GetRequiredService<IWebhookEndpoints>();

        var refusal = await Assert.ThrowsAsync<WebhookEndpointRefusedException>(
            async () => await endpoints.CreateAsync("acme", new WebhookEndpointSettings(url) { Types = type is null ? [] : [type] }, null,
                Cancellation));

        Assert.Equal(property, refusal.Property);
        Assert.DoesNotContain("secret", refusal.Message, StringComparison.Ordinal);
        Assert.Empty(await endpoints.ListAsync("acme", cancellationToken: Cancellation));
    }

    [Fact]
    public async Task A_tenant_has_no_more_than_it_may_have_and_calls_nobody_more_often()
    {
        var endpoints = (await StartAsync()).GetRequiredService<IWebhookEndpoints>();
        var first = await endpoints.CreateAsync("acme", Settings(), null, Cancellation);
        await endpoints.CreateAsync("acme", Settings(), null, Cancellation);
        await endpoints.CreateAsync("acme", Settings(), null, Cancellation);

        await Assert.ThrowsAsync<WebhookEndpointLimitException>(async () =>
            await endpoints.CreateAsync("acme", Settings(), null, Cancellation));
        for (var call = 0; call < 5; call++)
            await endpoints.ConfirmAsync(new("acme", first.Endpoint.Id), null, Cancellation);
        var limit = await Assert.ThrowsAsync<WebhookEndpointLimitException>(
            async () => await endpoints.ConfirmAsync(new("acme", first.Endpoint.Id), null, Cancellation));
        Assert.Equal(TimeSpan.FromSeconds(6), limit.RetryAfter);
        _time.Advance(TimeSpan.FromSeconds(6));
        Assert.NotNull(await endpoints.SendTestAsync(new("acme", first.Endpoint.Id), null, Cancellation));
    }

    [Fact]
    public async Task With_a_catalogue_a_receiver_names_its_types_and_a_test_event_is_the_example_as_it_would_be_sent()
    {
        var host = await StartAsync(static builder => builder.AddCatalog(DeskWebhooks.Catalog));
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        foreach (var type in (string[])["*", "request.opend"])
        {
            await Assert.ThrowsAsync<WebhookEndpointRefusedException>(
                async () => await endpoints.CreateAsync("acme", Settings() with { Types = [type] }, null, Cancellation));
        }
        var full = await endpoints.CreateAsync("acme", Settings() with { Types = ["request.opened"] }, null, Cancellation);
        var thin = await endpoints.CreateAsync("acme", Settings() with { Types = ["request.opened"], IsThin = true }, null, Cancellation);
        foreach (var id in (string[])[full.Endpoint.Id, thin.Endpoint.Id])
        {
            await endpoints.VouchAsync(new("acme", id, 1), null, Cancellation);
            Assert.Equal(WebhookOutcome.Delivered,
                (await endpoints.SendTestAsync(new("acme", id), "request.opened", Cancellation))!.Value.Outcome);
        }
        Assert.Equal(WebhookOutcome.Delivered,
            (await endpoints.SendTestAsync(new("acme", thin.Endpoint.Id), null, Cancellation))!.Value.Outcome);

        var bodies = Bodies();
        Assert.Contains("A pothole", bodies[0], StringComparison.Ordinal);
        Assert.DoesNotContain("A pothole", bodies[1], StringComparison.Ordinal);
        Assert.Contains("request:1", bodies[1], StringComparison.Ordinal);
        Assert.Contains(WebhookTest.Type, bodies[2], StringComparison.Ordinal);
        await Assert.ThrowsAsync<WebhookEndpointRefusedException>(
            async () => await endpoints.SendTestAsync(new("acme", full.Endpoint.Id), "request.closed.v2", Cancellation));
    }

    [Fact]
    public async Task The_latest_attempts_are_kept_with_the_beginnings_of_what_was_sent_and_answered()
    {
        _answer = "HTTP/1.1 500 Oops\r\nContent-Length: 20\r\n\r\n<script>1</script>..";
        var host = await StartAsync();
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var issued = await ConfirmedAsync(host);
        await PublishAsync(host, "0123456789abcdef");
        IReadOnlyList<KeptAttempt> kept = [];
        await UntilAsync(async () =>
            (kept = (await endpoints.ListAttemptsAsync("acme", issued.Endpoint.Id, cancellationToken: Cancellation))!).Count == 1);

        Assert.Equal(("0123456789", 16, "<script>1<"), (Text(kept[0].Request), kept[0].RequestLength, Text(kept[0].Answer)));
        Assert.Equal((WebhookOutcome.Rejected, 500, "opened", 1), (kept[0].Outcome, kept[0].Status, kept[0].Type, kept[0].Attempt));
        await endpoints.SendTestAsync(new("acme", issued.Endpoint.Id), null, Cancellation);
        await UntilAsync(async () =>
            (kept = (await endpoints.ListAttemptsAsync("acme", issued.Endpoint.Id, cancellationToken: Cancellation))!).Count == 2);
        Assert.Equal(WebhookTest.Type, kept[0].Type);
        Assert.Null(await endpoints.ListAttemptsAsync("other", issued.Endpoint.Id, cancellationToken: Cancellation));

        static string Text(ReadOnlyMemory<byte> bytes) => Encoding.UTF8.GetString(bytes.Span);
    }

    [Fact]
    public async Task Each_change_is_told_with_who_made_it_and_without_a_secret()
    {
        var changes = new Changes();
        var host = await StartAsync(builder =>
        {
            builder.Services.AddSingleton(changes);
            builder.AddHandler<Hearing>("hearing", WebhookEndpointChange.Type);
        });
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var issued = await endpoints.CreateAsync("acme", Settings() with { Url = Settings().Url + "?token=hush" }, "ada", Cancellation);
        var reference = new EndpointReference("acme", issued.Endpoint.Id);
        await endpoints.VouchAsync(reference with { Version = 1 }, "root", Cancellation);
        await endpoints.RotateSecretAsync(reference, "ada", Cancellation);
        await endpoints.DeleteAsync(reference, "ada", Cancellation);

        await UntilAsync(() => changes.All.Count == 4);

        Assert.Equal(
            [("ada", WebhookEndpointAction.Created, 1L), ("root", WebhookEndpointAction.Vouched, 2L),
                ("ada", WebhookEndpointAction.Rotated, 3L),
                ("ada", WebhookEndpointAction.Deleted, 4L)],
            changes.All.Select(static change => (change.Change.By, change.Change.Action, change.Change.Version)));
        Assert.All(changes.All, change => Assert.DoesNotContain("hush", change.Body, StringComparison.Ordinal));
        Assert.All(changes.All, change => Assert.DoesNotContain(issued.Secret.Export()[6..], change.Body, StringComparison.Ordinal));
    }

    [Fact]
    public async Task One_whose_secrets_cannot_be_opened_holds_up_no_other_and_is_tried_again()
    {
        var host = await StartAsync();
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var good = await ConfirmedAsync(host);
        var bad = await ConfirmedAsync(host);
        var dispatcher = host.GetRequiredService<OutboxDispatcher>();
        await UntilAsync(() => dispatcher.HasConsumer(good.Endpoint.Id) && dispatcher.HasConsumer(bad.Endpoint.Id));
        var row = (await _store.FindEndpointAsync(bad.Endpoint.Id, Cancellation))!;
        var spoiled = row with
        {
            Version = row.Version + 1,
            Secrets = (await _store.FindEndpointAsync(good.Endpoint.Id, Cancellation))!.Secrets
        };
        var told = OutboxRecord.Of(new OutboxEvent("changed", default), _time.GetUtcNow());
        Assert.True(await _store.ReplaceEndpointAsync(new EndpointUpdate(spoiled, null, LaneStep.None, told), Cancellation));
        await UntilAsync(() => !dispatcher.HasConsumer(bad.Endpoint.Id));

        await PublishAsync(host, "one");

        await UntilAsync(() => Bodies().Count == 1);
        Assert.True(await _store.ReplaceEndpointAsync(
            new EndpointUpdate(spoiled with { Version = spoiled.Version + 1, Secrets = row.Secrets }, null, LaneStep.None, told),
                Cancellation));
        await UntilAsync(() => Bodies().Count == 2);
    }

    [Fact]
    public async Task A_key_service_that_hangs_holds_up_only_those_whose_secrets_it_has_and_is_asked_again()
    {
        var host = await StartAsync();
        var good = await ConfirmedAsync(host);
        await UntilAsync(() => host.GetRequiredService<OutboxDispatcher>().HasConsumer(good.Endpoint.Id));
        var away = new TaskCompletionSource();
        _door.Before = owner => owner.Endpoint == good.Endpoint.Id ? Task.CompletedTask : away.Task;

        var bad = await ConfirmedAsync(host);
        await UntilAsync(() => _door.Waiting > 0);
        await PublishAsync(host, "one");
        await UntilAsync(() => Bodies().Count == 1);

        _time.Advance(EndpointSecrets.AnswersWithin);
        _door.Before = static _ => Task.CompletedTask;
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            return Bodies().Count == 2;
        });
        Assert.True(host.GetRequiredService<OutboxDispatcher>().HasConsumer(bad.Endpoint.Id));
    }

    [Fact]
    public async Task A_change_of_anything_but_secrets_needs_no_key_service()
    {
        var host = await StartAsync();
        var issued = await ConfirmedAsync(host);
        await PublishAsync(host, "one");
        await UntilAsync(() => Bodies().Count == 1);
        _door.Before = static _ => Task.FromException(new InvalidOperationException("away"));

        var changed = await host.GetRequiredService<IWebhookEndpoints>()
            .ChangeAsync(new("acme", issued.Endpoint.Id), Settings() with { Types = ["closed"] }, null, Cancellation);
        await PublishAsync(host, "two", "closed");

        await UntilAsync(() => Bodies().Contains("two"));
        Assert.Equal(WebhookEndpointState.Active, changed!.State);
    }

    [Fact]
    public async Task Where_the_key_of_the_old_secrets_is_gone_a_new_one_signs_alone_and_where_it_is_away_nothing_changes()
    {
        var host = await StartAsync();
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var issued = await ConfirmedAsync(host);
        var reference = new EndpointReference("acme", issued.Endpoint.Id);
        _door.Before = static _ => new TaskCompletionSource().Task;
        var rotating = endpoints.RotateSecretAsync(reference, null, Cancellation).AsTask();
        await UntilAsync(() =>
        {
            _time.Advance(EndpointSecrets.AnswersWithin);
            return rotating.IsCompleted;
        });
        Assert.IsType<TimeoutException>((await Assert.ThrowsAsync<WebhookSecretsUnavailableException>(() => rotating)).InnerException);
        Assert.Equal(2, (await endpoints.FindAsync("acme", issued.Endpoint.Id, Cancellation))!.Version);

        _door.Before = static _ => Task.FromException(new CryptographicException("gone"));
        var rotated = await endpoints.RotateSecretAsync(reference, null, Cancellation);
        _door.Before = static _ => Task.CompletedTask;

        Assert.Equal([new EndpointKey(rotated!.Secret.KeyId)], rotated.Endpoint.Keys);
        await PublishAsync(host, "alone");
        await UntilAsync(() =>
        {
            _time.Advance(TimeSpan.FromSeconds(20));
            return Bodies().Contains("alone");
        });
        Assert.True(IsSignedBy(rotated.Secret, Request("alone")));
    }

    [Fact]
    public async Task Secrets_that_are_revoked_sign_no_more()
    {
        var host = await StartAsync();
        var endpoints = host.GetRequiredService<IWebhookEndpoints>();
        var old = await ConfirmedAsync(host);
        await PublishAsync(host, "before");
        await UntilAsync(() => Bodies().Contains("before"));

        var revoked = await endpoints.RevokeSecretsAsync(new("acme", old.Endpoint.Id), "ada", Cancellation);

        Assert.Equal([new EndpointKey(revoked!.Secret.KeyId)], revoked.Endpoint.Keys);
        await UntilAsync(async () =>
        {
            _requests.Clear();
            await PublishAsync(host, "after");
            await UntilAsync(() => Bodies().Contains("after"));
            return !IsSignedBy(old.Secret, Request("after"));
        });
        Assert.True(IsSignedBy(revoked.Secret, Request("after")));
    }

    [Fact]
    public async Task A_tenant_changes_no_more_than_it_may_and_others_are_not_held_up()
    {
        var endpoints = (await StartAsync()).GetRequiredService<IWebhookEndpoints>();
        var id = (await endpoints.CreateAsync("acme", Settings(), null, Cancellation)).Endpoint.Id;
        for (var change = 1; change < 20; change++)
            await endpoints.PauseAsync(new("acme", id), null, Cancellation);

        foreach (var change in (Func<Task>[])[
            () => endpoints.PauseAsync(new("acme", id), null, Cancellation).AsTask(),
            () => endpoints.ResumeAsync(new("acme", id), null, Cancellation).AsTask(),
            () => endpoints.ChangeAsync(new("acme", id), Settings(), null, Cancellation).AsTask(),
            () => endpoints.RotateSecretAsync(new("acme", id), null, Cancellation).AsTask(),
            () => endpoints.RevokeSecretsAsync(new("acme", id), null, Cancellation).AsTask(),
            () => endpoints.DeleteAsync(new("acme", id), null, Cancellation).AsTask(),
            () => endpoints.CreateAsync("acme", Settings(), null, Cancellation).AsTask()])
        {
            Assert.Equal(TimeSpan.FromSeconds(1), (await Assert.ThrowsAsync<WebhookEndpointLimitException>(change)).RetryAfter);
        }

        Assert.Equal(20, (await endpoints.FindAsync("acme", id, Cancellation))!.Version);
        Assert.NotNull(await endpoints.CreateAsync("other", Settings(), null, Cancellation));
        _time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal(21, (await endpoints.ResumeAsync(new("acme", id), null, Cancellation))!.Version);
    }

    [Fact]
    public async Task A_receiver_of_no_tenant_is_refused_unless_the_host_has_some()
    {
        var endpoints = (await StartAsync()).GetRequiredService<IWebhookEndpoints>();
        Assert.Equal("Tenant", (await Assert.ThrowsAsync<WebhookEndpointRefusedException>(
            async () => await endpoints.CreateAsync(null, Settings(), null, Cancellation))).Property);
        Assert.Empty(await endpoints.ListAsync(null, cancellationToken: Cancellation));

        var own = (await StartAsync(static builder => builder.AddEndpoints(static options => options.AllowOwn = true)))
            .GetRequiredService<IWebhookEndpoints>();

        Assert.Null((await own.CreateAsync(null, Settings(), null, Cancellation)).Endpoint.Tenant);
    }

    [Fact]
    public async Task What_is_sealed_for_one_opens_for_no_other_and_shows_nothing()
    {
        using var protector = new EphemeralSecretProtector();
        var owner = new WebhookSecretOwner("acme", "ep_1");

        var content = await protector.ProtectAsync(owner, "whsec_secret"u8.ToArray(), Cancellation);

        Assert.DoesNotContain("secret", Encoding.Latin1.GetString(content), StringComparison.Ordinal);
        Assert.Equal("whsec_secret"u8.ToArray(), await protector.UnprotectAsync(owner, content, Cancellation));
        foreach (var other in (WebhookSecretOwner[])[new("acme", "ep_2"), new("other", "ep_1"), new(null, "ep_1")])
            await Assert.ThrowsAnyAsync<CryptographicException>(async () => await protector.UnprotectAsync(other, content, Cancellation));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () =>
            await protector.UnprotectAsync(owner, content.AsMemory(0, content.Length - 1), Cancellation));
        await Assert.ThrowsAnyAsync<CryptographicException>(async () =>
            await protector.UnprotectAsync(owner, content.AsMemory(0, 5), Cancellation));
    }

    [Fact]
    public async Task Many_open_secrets_at_once()
    {
        using var protector = new EphemeralSecretProtector();
        var owner = new WebhookSecretOwner("acme", "ep_1");
        var plain = RandomNumberGenerator.GetBytes(20_000);
        var content = await protector.ProtectAsync(owner, plain, Cancellation);

        var opened = await Task.WhenAll(Enumerable.Range(0, 64).Select(_ => Task.Run(
            async () => await protector.UnprotectAsync(owner, content, Cancellation), Cancellation)));

        Assert.All(opened, each => Assert.Equal(plain, each));
    }

    private string Answer(string request)
    {
        if (!request.Contains(WebhookOwnership.ChallengeType, StringComparison.Ordinal))
        {
            _requests.Enqueue(request);
            return _answer;
        }
        var challenge = _answersChallenges ? (string)JsonNode.Parse(BodyOf(request))!["data"]!["challenge"]! : "no";
        return $"HTTP/1.1 200 OK\r\nContent-Length: {challenge.Length}\r\n\r\n{challenge}";
    }

    private static string BodyOf(string request) => request[(request.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..];

    private List<string> Bodies() => [.. _requests.Select(BodyOf)];

    private string Request(string body) => _requests.Last(request => request.EndsWith(body, StringComparison.Ordinal));

    private static bool IsSignedBy(WebhookSecret secret, string request)
    {
        var parts = request.Split("\r\n\r\n");
        string Field(string name) =>
            parts[0].Split("\r\n")
                .Single(line => line.StartsWith(name + ":", StringComparison.OrdinalIgnoreCase))[(name.Length + 1)..].Trim();
        var time = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Field("webhook-timestamp"), CultureInfo.InvariantCulture));
        var signature = new WebhookSigner(secret).Sign(Field("webhook-id"), time, Encoding.UTF8.GetBytes(parts[1]));
        return Field("webhook-signature").Split(' ').Contains(signature);
    }

    private WebhookEndpointSettings Settings() => new($"http://127.0.0.1:{_receiver.Port}/hook") { Types = ["*"] };

    private async Task<IssuedEndpoint> ConfirmedAsync(ServiceProvider host)
    {
        var issued = await host.GetRequiredService<IWebhookEndpoints>().CreateAsync("acme", Settings(), null, Cancellation);
        await host.GetRequiredService<IWebhookEndpoints>().VouchAsync(new("acme", issued.Endpoint.Id, 1), null, Cancellation);
        return issued;
    }

    private static Task PublishAsync(ServiceProvider host, string body, string type = "opened") =>
        host.GetRequiredService<IOutbox>().PublishAsync(
        new OutboxEvent(type, Encoding.UTF8.GetBytes(body)) { Tenant = "acme" }, Cancellation).AsTask();

    private async Task<ServiceProvider> StartAsync(Action<PlatformOutboxBuilder>? configure = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(_time);
        services.AddPlatformWebhooks(options =>
        {
            options.AllowHttp = true;
            options.AllowedNetworks.Add("127.0.0.1/32");
            options.AdditionalPorts.Add(_receiver.Port);
        });
        var builder = services.AddPlatformOutbox().UseStore(_ => _store)
            .AddEndpoints(static options => (options.MostOfTenant, options.BytesKept) = (3, 10))
            .ProtectSecretsWith(_ => _door);
        configure?.Invoke(builder);
        var provider = services.BuildServiceProvider();
        _hosts.Add(provider);
        await provider.GetRequiredService<OutboxDispatcher>().StartAsync(Cancellation);
        return provider;
    }

    private static Task UntilAsync(Func<bool> isSo) => UntilAsync(() => Task.FromResult(isSo()));

    private static async Task UntilAsync(Func<Task<bool>> isSo)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await isSo())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(30), "It never came to it.");
            await Task.Delay(TimeSpan.FromMilliseconds(5), TimeProvider.System, Cancellation);
        }
    }

    private sealed class Heard
    {
        public ConcurrentQueue<string> Bodies { get; } = [];
    }

    private sealed class Listening(Heard heard) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            heard.Bodies.Enqueue(Encoding.UTF8.GetString(message.Body.Span));
            return default;
        }
    }

    private sealed class Changes
    {
        public ConcurrentQueue<(WebhookEndpointChange Change, string Body)> All { get; } = [];
    }

    private sealed class Hearing(Changes changes) : IOutboxHandler
    {
        public ValueTask HandleAsync(OutboxMessage message, CancellationToken cancellationToken)
        {
            changes.All.Enqueue((WebhookEndpointChange.Read(message.Body.Span), Encoding.UTF8.GetString(message.Body.Span)));
            return default;
        }
    }
}
