using System.Globalization;
using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;
using Stripe;

namespace Platform.Webhooks.Tests.Schemes;

/// <summary>Each vendor's own example, and what its documentation says is not one.</summary>
public sealed class VendorSchemeTests
{
    private const string StripeSecret = "whsec_test_secret_of_an_endpoint";
    private const string GitHubSecret = "It's a Secret to Everybody";
    private const string SlackSecret = "8f742231b10e8888abcd99yyyzzz85a5";
    private const string SlackBody =
        "token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner"
        + "&command=%2Fwebhook-collect&text=&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c";

    private const string SlackSignature = "v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503";
    private const string GitHubSignature = "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17";
    private static readonly DateTimeOffset SlackTime = DateTimeOffset.FromUnixTimeSeconds(1531420618);
    private static readonly DateTimeOffset Now = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Fact]
    public void GitHubs_own_example_is_verified()
    {
        Assert.True(GitHub(GitHubSignature, "Hello, World!").IsVerified);
        Assert.Equal(WebhookFault.SignatureMismatch, GitHub(GitHubSignature, "Hello, World?").Fault);
    }

    [Theory]
    [InlineData("757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha1=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("sha256=757107EA0EB2509FC211221CCE984B8A37570B6D7586C22C46F4379C8B043E17")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e1")]
    [InlineData("sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17 ")]
    [InlineData("sha256=")]
    [InlineData("")]
    public void GitHub_writes_it_in_one_way(string signature) => Assert.False(GitHub(signature, "Hello, World!").IsVerified);

    [Fact]
    public void Slacks_own_example_is_verified_and_its_time_counts()
    {
        Assert.True(Slack("1531420618", SlackSignature, SlackTime).IsVerified);
        Assert.Equal(WebhookFault.TooOld, Slack("1531420618", SlackSignature, SlackTime.AddMinutes(6)).Fault);
        Assert.Equal(WebhookFault.SignatureMismatch, Slack("1531420619", SlackSignature, SlackTime).Fault);
        Assert.Equal(WebhookFault.NoKnownVersion, Slack("1531420618", SlackSignature[3..], SlackTime).Fault);
        Assert.Equal(WebhookFault.MissingField, Slack("", SlackSignature, SlackTime).Fault);
    }

    [Fact]
    public void Shopify_signs_the_body_in_base64()
    {
        const string secret = "shpss_0123456789abcdef0123456789abcdef";
        var body = "{\"id\":9554194432293}"u8;
        var signature = Convert.ToBase64String(HMACSHA256.HashData(secret.Utf8(), body));
        var verifier = new WebhookVerifier(WebhookScheme.Shopify, [WebhookScheme.Shopify.ParseSecret(secret)], new FakeTimeProvider(Now));

        Assert.True(verifier.Verify(new WebhookHeaders(("X-Shopify-Hmac-SHA256", signature)), body).IsVerified);
        Assert.False(verifier.Verify(new WebhookHeaders(("X-Shopify-Hmac-SHA256", signature.TrimEnd('='))), body).IsVerified);
        Assert.False(verifier.Verify(new WebhookHeaders(("X-Shopify-Hmac-SHA256", signature)), "{}"u8).IsVerified);
    }

    [Theory]
    [InlineData("t={t},v1={v}", true)]
    [InlineData("t={t},v1={v},v0=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39", true)]
    [InlineData("t={t},v1=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39,v1={v}", true)] // while secrets change
    [InlineData("v1={v},t={t}", true)]
    [InlineData("t={t},v0={v}", false)]
    [InlineData("t={t}", false)]
    [InlineData("v1={v}", false)]
    [InlineData("t={t},t={t},v1={v}", false)]
    [InlineData("t={t},t=1,v1={v}", false)]
    [InlineData("t=0{t},v1={v}", false)]
    [InlineData("t={t},v1= {v}", false)]
    [InlineData("t={t};v1={v}", false)]
    [InlineData("", false)]
    public void Stripes_field_is_read_as_its_documentation_has_it(string form, bool isVerified)
    {
        var body = "{\"id\":\"evt_1\",\"type\":\"invoice.paid\"}";
        var header = form.Replace("{t}", "1700000000", StringComparison.Ordinal).Replace("{v}", StripeMac("1700000000", body), StringComparison.Ordinal);

        Assert.Equal(isVerified, Verify(header, body).IsVerified);
    }

    [Property]
    public bool Stripes_own_library_says_the_same(NonNull<string> text, bool isChanged, byte secondsOld, bool isRolling)
    {
        var body = $"{{\"text\":{System.Text.Json.JsonSerializer.Serialize(text.Get)}}}";
        var t = (1_700_000_000 - (secondsOld * 2)).ToString(CultureInfo.InvariantCulture);
        var header = $"t={t},{(isRolling ? "v1=00," : "")}v1={StripeMac(t, isChanged ? body + " " : body)}";
        bool theirs;
        try
        {
            EventUtility.ValidateSignature(body, header, StripeSecret, 300, Now.ToUnixTimeSeconds());
            theirs = true;
        }
        catch (StripeException)
        {
            theirs = false;
        }

        return theirs == Verify(header, body).IsVerified;
    }

    [Fact]
    public void Svix_sends_the_standard_under_names_of_its_own()
    {
        var secret = WebhookSecret.Generate();
        var signature = new WebhookSigner(secret).Sign("msg_1", Now, "{}"u8);
        var verifier = new WebhookVerifier(WebhookScheme.Svix, [secret], new FakeTimeProvider(Now));

        Assert.True(verifier.Verify(new WebhookHeaders(("svix-id", "msg_1"), ("svix-timestamp", "1700000000"), ("svix-signature", signature)),
            "{}"u8).IsVerified);
        Assert.Equal("svix-id", verifier.Verify(WebhookHeaders.Standard("msg_1", "1700000000", signature), "{}"u8).Field);
    }

    [Fact]
    public void A_message_is_known_again_by_what_is_signed_alone()
    {
        var github = Describe(WebhookScheme.GitHub, "{\"a\":1}", ("X-GitHub-Delivery", "72d3162e-cc78-11e3-81ab-4c9367dc0958"), ("X-GitHub-Event", "issues"));
        var renamed = Describe(WebhookScheme.GitHub, "{\"a\":1}", ("X-GitHub-Delivery", "another"), ("X-GitHub-Event", "another"));
        Assert.Equal(("72d3162e-cc78-11e3-81ab-4c9367dc0958", "issues"), (github.Id, github.EventType));
        Assert.Equal(github.ReplayKey, renamed.ReplayKey);
        Assert.NotEqual(github.ReplayKey, Describe(WebhookScheme.GitHub, "{\"a\":2}").ReplayKey);

        Assert.Equal(new WebhookMessage("evt_1", "invoice.paid", "id:evt_1"),
            Describe(WebhookScheme.Stripe, "{\"object\":{\"id\":\"x\"},\"id\":\"evt_1\",\"type\":\"invoice.paid\"}"));
        Assert.Equal(new WebhookMessage("Ev1", "event_callback", "id:Ev1"),
            Describe(WebhookScheme.Slack, "{\"type\":\"event_callback\",\"event_id\":\"Ev1\"}"));
        Assert.Equal(new WebhookMessage("msg_1", "a.b", "id:msg_1"), Describe(WebhookScheme.Standard, "{\"type\":\"a.b\"}", ("webhook-id", "msg_1")));
        Assert.NotEqual(
            Describe(WebhookScheme.Slack, "command=x", ("X-Slack-Request-Timestamp", "1")).ReplayKey,
                Describe(WebhookScheme.Slack, "command=x", ("X-Slack-Request-Timestamp", "2")).ReplayKey);
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"id\":1}")]
    [InlineData("{\"id\":\"a\",\"id\":\"b\"}")]
    [InlineData("{\"id\":{\"id\":\"x\"}}")]
    [InlineData("{\"id\":\"a\"")]
    [InlineData("id=a")]
    public void A_body_without_one_id_is_known_again_by_its_bytes(string body)
    {
        var message = Describe(WebhookScheme.Stripe, body);

        Assert.StartsWith("body:", message.ReplayKey, StringComparison.Ordinal);
        Assert.Null(message.Id);
    }

    [Fact]
    public void Schemes_are_found_by_name_in_any_case()
    {
        Assert.All(WebhookScheme.All, scheme => Assert.Same(scheme, WebhookScheme.Find(scheme.Name.ToUpperInvariant())));
        Assert.Null(WebhookScheme.Find("none"));
        Assert.Equal(["standard", "svix", "stripe", "slack"], WebhookScheme.All.Where(scheme => scheme.HasTimestamp).Select(scheme => scheme.Name));
    }

    [Fact]
    public void A_secret_of_a_vendor_is_its_text_whatever_it_looks_like()
    {
        const string secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

        Assert.NotEqual(WebhookScheme.Standard.ParseSecret(secret).KeyId, WebhookScheme.Stripe.ParseSecret(secret).KeyId);
        Assert.Throws<FormatException>(() => WebhookScheme.GitHub.ParseSecret(""));
    }

    private static string StripeMac(string time, string body) => Convert.ToHexStringLower(HMACSHA256.HashData(StripeSecret.Utf8(), $"{time}.{body}".Utf8()));

    private static WebhookVerification Verify(string header, string body) =>
        new WebhookVerifier(WebhookScheme.Stripe, [WebhookScheme.Stripe.ParseSecret(StripeSecret)],
            new FakeTimeProvider(Now)).Verify(new WebhookHeaders(("Stripe-Signature", header)), body.Utf8());

    private static WebhookVerification GitHub(string signature, string body) =>
        new WebhookVerifier(WebhookScheme.GitHub, [WebhookScheme.GitHub.ParseSecret(GitHubSecret)],
            new FakeTimeProvider(Now)).Verify(new WebhookHeaders(("X-Hub-Signature-256", signature)), body.Utf8());

    private static WebhookVerification Slack(string timestamp, string signature, DateTimeOffset now) =>
        new WebhookVerifier(WebhookScheme.Slack, [WebhookScheme.Slack.ParseSecret(SlackSecret)], new FakeTimeProvider(now))
            .Verify(new WebhookHeaders(("X-Slack-Request-Timestamp", timestamp), ("X-Slack-Signature", signature)), SlackBody.Utf8());

    private static WebhookMessage Describe(WebhookScheme scheme, string body, params (string Name, string Value)[] fields) =>
        scheme.Describe(new WebhookHeaders(fields), body.Utf8());
}
