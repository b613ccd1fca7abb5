using System.Globalization;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;
using Platform.Testing;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Ed25519.Tests.Npm;

/// <summary>The npm packages <c>standardwebhooks</c> and <c>svix</c>, which nobody here wrote, verify what we sign, and sign what we verify.</summary>
public sealed class RealReceiverTests
{
    private static readonly NodeProgram Client = new(Path.Combine(Checkout.Root, "tests", "Platform.Webhooks.Ed25519.Tests", "Npm", "client"),
        "webhook-receivers");

    /// <summary>Their clock is the system's, so ours is too here.</summary>
    private static readonly DateTimeOffset Now = TimeProvider.System.GetUtcNow();

    /// <summary>JSON, which both packages parse once the signature is right.</summary>
    private static readonly string[] Bodies =
        ["{}", " { \"a\" : 1 }\r\n", "{\"type\":\"request.opened\",\"data\":{\"snow\":\"☃\",\"truck\":\"🚚\"}}", "\"a.b.c\"",
            $"[\"{new string('x', 20_000)}\"]"];

    [Fact]
    public async Task Both_packages_verify_our_deliveries_and_we_verify_theirs()
    {
        var secrets = new[] { WebhookSecret.FromBytes(new byte[24]), WebhookSecret.Generate(),
            WebhookSecret.FromBytes([.. Enumerable.Range(0, 64).Select(at => (byte)at)]) };
        var deliveries = (from secret in secrets from body in Bodies select (Secret: secret, Body: Encoding.UTF8.GetBytes(body))).ToList();
        var verdicts = await DriveAsync([.. deliveries.Select(each =>
            Delivery(each.Secret, each.Body, new WebhookSigner(each.Secret).Sign("msg_1", Now, each.Body)))]);

        Assert.Equal(deliveries.Count, verdicts.Length);
        foreach (var ((secret, body), verdict) in deliveries.Zip(verdicts))
        {
            Assert.Equal(("verified", "verified"), ((string)verdict["standardwebhooks"]!, (string)verdict["svix"]!));
            foreach (var (scheme, signature) in new[] { (WebhookScheme.Standard, (string)verdict["signed"]![0]!),
                (WebhookScheme.Svix, (string)verdict["signed"]![1]!) })
            {
                var (id, time, field) = scheme == WebhookScheme.Standard
                    ? ("webhook-id", "webhook-timestamp", "webhook-signature") : ("svix-id", "svix-timestamp", "svix-signature");
                var headers = new WebhookHeaders((id, "msg_1"), (time, Seconds()), (field, signature));
                Assert.True(new WebhookVerifier(scheme, [secret], new FakeTimeProvider(Now)).Verify(headers, body).IsVerified);
            }
        }
    }

    [Fact]
    public async Task Both_packages_find_their_signature_among_those_of_a_changing_secret_and_beside_one_of_Ed25519()
    {
        using var pair = WebhookPrivateKey.Generate();
        var (old, recent) = (WebhookSecret.Generate(), WebhookSecret.Generate());
        var body = Encoding.UTF8.GetBytes(Bodies[2]);
        var header = new WebhookSigner(pair, recent, old).Sign("msg_1", Now, body);

        var verdicts = await DriveAsync([Delivery(old, body, header), Delivery(recent, body, header), Delivery(WebhookSecret.Generate(), body, header)]);

        Assert.Equal(["verified", "verified", "No matching signature found"], verdicts.Select(verdict => (string)verdict["standardwebhooks"]!));
        Assert.Equal(["verified", "verified", "No matching signature found"], verdicts.Select(verdict => (string)verdict["svix"]!));
    }

    private static async Task<JsonNode[]> DriveAsync(string[] deliveries)
    {
        var output = await Client.RunAsync("drive.js", string.Join('\n', deliveries), TestContext.Current.CancellationToken);
        return [.. output.Split('\n', StringSplitOptions.RemoveEmptyEntries).Select(line => JsonNode.Parse(line)!)];
    }

    private static string Delivery(WebhookSecret secret, byte[] body, string signature) => new JsonObject
    {
        ["secret"] = secret.Export(),
        ["id"] = "msg_1",
        ["timestamp"] = Now.ToUnixTimeSeconds(),
        ["body"] = Convert.ToBase64String(body),
        ["signature"] = signature,
    }.ToJsonString();

    private static string Seconds() => Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
