using System.Net;
using System.Text;
using System.Text.Json.Nodes;
using Platform.Webhooks.Ed25519;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.AspNetCore.Tests;

public sealed class ChallengeTests
{
    /// <summary>Its own, since hosts of other tests count at the same time.</summary>
    private const string Asking = "asking";

    private const string Body = """{"type":"platform.webhooks.challenge","timestamp":"2026-03-01T12:00:00Z","data":{"challenge":"abc-DEF_123"}}""";

    [Fact]
    public async Task A_challenge_of_the_sender_is_repeated_and_reaches_no_handler()
    {
        var handled = 0;
        await using var host = await StartAsync(() => handled++);

        using var response = await host.SendAsync(body: Body);

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal("""{"challenge":"abc-DEF_123"}""", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(0, handled);
        Assert.Contains($"{Asking} challenged", host.Outcomes);
    }

    [Fact]
    public async Task That_of_a_stranger_is_refused_as_all_of_his_is()
    {
        await using var host = await StartAsync(static () => { });

        using var response = await host.SendAsync(body: Body, secret: WebhookSecret.Generate());

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"challenge":1}""")]
    [InlineData("""{"challenge":""}""")]
    [InlineData("""{"challenge":"<script>"}""")]
    [InlineData("""{"challenge":"a\"b"}""")]
    public async Task What_can_be_no_challenge_is_not_repeated(string data)
    {
        await using var host = await StartAsync(static () => { });

        using var response = await host.SendAsync(body: $$"""{"type":"platform.webhooks.challenge","data":{{data}}}""");

        Assert.Equal(HttpStatusCode.BadRequest, response.StatusCode);
        Assert.Equal("", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
    }

    [Theory]
    [InlineData(null, null, false)]
    [InlineData(null, "acct_us", false)]
    [InlineData("acct_us", "acct_us", true)]
    [InlineData("acct_us", "acct_other", false)]
    [InlineData("acct_us", "acct us\n", false)]
    [InlineData("acct_us", null, false)]
    public async Task Under_a_key_that_signs_for_others_too_only_the_accounts_that_are_named_are_wanted(string? wanted, string? asking, bool isAnswered)
    {
        using var key = WebhookPrivateKey.Generate();
        await using var host = await ReceiverHost.StartAsync(
            static app => app.MapWebhook("/in/acme", Asking, static _ => Task.CompletedTask),
            (options, _) => options.Source(Asking, source =>
            {
                source.Secrets.Add(key.PublicKey.ToString());
                if (wanted is not null)
                    source.Accounts.Add(wanted);
            }),
            static services => services.AddPlatformWebhooks().AddEd25519());
        var body = new JsonObject
        {
            ["type"] = "platform.webhooks.challenge",
            ["data"] = new JsonObject { ["challenge"] = "abc", ["account"] = asking },
        }.ToJsonString();

        using var response = await host.SendAsync(body: body, signature: new WebhookSigner(key).Sign("msg_1", host.Clock.GetUtcNow(),
            Encoding.UTF8.GetBytes(body)));

        Assert.Equal(isAnswered ? HttpStatusCode.OK : HttpStatusCode.Forbidden, response.StatusCode);
        Assert.Equal(isAnswered ? """{"challenge":"abc"}""" : "", await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(!isAnswered, host.Log.All.Any(static line => line.Contains("add the account to Accounts", StringComparison.Ordinal)));
        Assert.DoesNotContain(host.Log.All, static line => line.Contains('\n', StringComparison.Ordinal));
    }

    [Fact]
    public async Task Where_accounts_are_named_a_secret_is_not_enough_either()
    {
        await using var host = await ReceiverHost.StartAsync(
            static app => app.MapWebhook("/in/acme", Asking, static _ => Task.CompletedTask),
            static (options, secret) => options.Source(Asking, source =>
            {
                source.Secrets.Add(secret.Export());
                source.Accounts.Add("acct_us");
            }));

        using var response = await host.SendAsync(body: Body);

        Assert.Equal(HttpStatusCode.Forbidden, response.StatusCode);
    }

    private static Task<ReceiverHost> StartAsync(Action handled) => ReceiverHost.StartAsync(
        app => app.MapWebhook("/in/acme", Asking, _ =>
        {
            handled();
            return Task.CompletedTask;
        }),
        static (options, secret) => options.Source(Asking, source => source.Secrets.Add(secret.Export())));
}
