using System.Net;
using Microsoft.Extensions.Time.Testing;
using Platform.Testing;
using Platform.Webhooks.Destinations;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Tests;

public sealed class AllocationTests
{
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);
    private static readonly byte[] Body = new byte[1024];

    [Fact]
    [AllocationTestOf(typeof(WebhookSigner), nameof(WebhookSigner.Sign))]
    public void Signing_with_two_keys_allocates_nothing()
    {
        var signer = new WebhookSigner(WebhookSecret.Generate(), WebhookSecret.Generate());
        var header = new byte[signer.HeaderLength];

        AllocationMeter.AssertAllocatesNothing(() => signer.Sign("msg_2KWPBgLlAfxdpx2AI54pPJ85f4W", Time, Body, header));
    }

    [Fact]
    [AllocationTestOf(typeof(WebhookVerifier), nameof(WebhookVerifier.Verify))]
    public void Verifying_against_two_secrets_allocates_nothing_whether_it_is_right_or_wrong()
    {
        var (old, recent) = (WebhookSecret.Generate(), WebhookSecret.Generate());
        var verifier = new WebhookVerifier(WebhookScheme.Standard, [recent, old], new FakeTimeProvider(Time));
        var right = WebhookHeaders.Standard("msg_1", "1700000000", new WebhookSigner(old).Sign("msg_1", Time, Body));
        var wrong = WebhookHeaders.Standard("msg_1", "1700000000", new WebhookSigner(WebhookSecret.Generate()).Sign("msg_1", Time, Body));

        AllocationMeter.AssertAllocatesNothing(() => verifier.Verify(right, Body));
        AllocationMeter.AssertAllocatesNothing(() => verifier.Verify(wrong, Body));
    }

    [Theory]
    [InlineData("stripe", "Stripe-Signature", "t=1700000000,v1=6ffbb59b2300aae63f272406069a9788598b792a944a07aba816edb039989a39")]
    [InlineData("github", "X-Hub-Signature-256", "sha256=757107ea0eb2509fc211221cce984b8a37570b6d7586c22c46f4379c8b043e17")]
    [InlineData("shopify", "X-Shopify-Hmac-Sha256", "2sKoOtnVDFwdAVsUCCP6bUIp/SbGuarkReSRga6HOBE=")]
    public void Verifying_by_a_vendors_scheme_allocates_nothing(string scheme, string field, string value)
    {
        var verifier = new WebhookVerifier(WebhookScheme.Find(scheme)!, [WebhookSecret.Generate()], new FakeTimeProvider(Time));
        var headers = new WebhookHeaders((field, value));

        Assert.Equal(WebhookFault.SignatureMismatch, verifier.Verify(headers, Body).Fault);
        AllocationMeter.AssertAllocatesNothing(() => verifier.Verify(headers, Body));
    }

    [Theory]
    [InlineData("93.184.216.34")]
    [InlineData("192.168.1.1")]
    [InlineData("2a00:1450:4001:81b::200e")]
    [InlineData("::ffff:127.0.0.1")]
    [AllocationTestOf(typeof(AddressClassifier), nameof(AddressClassifier.Classify))]
    public void Classifying_an_address_allocates_nothing(string text)
    {
        var address = IPAddress.Parse(text);

        AllocationMeter.AssertAllocatesNothing(() => AddressClassifier.Classify(address));
    }
}
