using System.Security.Cryptography;
using System.Text;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;
using Stripe;

namespace Platform.Benchmarks.Webhooks;

/// <summary>
/// A message of 1 KB that the second of two secrets has signed, and one that Stripe has. Ours is given the bytes that arrived, Stripe.net the text
/// that it asks for.
/// </summary>
internal sealed class VerifyingWork
{
    private const string StripeSecret = "whsec_abcdefghijklmnopqrstuvwxyz012345";
    private const string Id = "msg_2KWPBgLlAfxdpx2AI54pPJ85f4W";
    private const long Now = 1_700_000_000;
    private const long ToleranceSeconds = 300;

    private readonly string _text = new('x', 1024);
    private readonly byte[] _body;
    private readonly string _stripeHeader;
    private readonly WebhookVerifier _twoSecrets;
    private readonly WebhookVerifier _stripes;
    private readonly WebhookHeaders[] _headers;
    private readonly WebhookHeaders _stripeHeaders;

    private int _at;

    public VerifyingWork()
    {
        _body = Encoding.UTF8.GetBytes(_text);
        var (recent, old) = (WebhookSecret.Generate(), WebhookSecret.Generate());
        var clock = new StandingClock();
        _twoSecrets = new WebhookVerifier(WebhookScheme.Standard, [recent, old], clock);
        _headers = [SignedBy(old), SignedBy(recent)];
        var mac = HMACSHA256.HashData(Encoding.UTF8.GetBytes(StripeSecret), Encoding.UTF8.GetBytes($"{Now}.{_text}"));
        _stripeHeader = $"t={Now},v1={Convert.ToHexStringLower(mac)}";
        _stripes = new WebhookVerifier(WebhookScheme.Stripe, [WebhookScheme.Stripe.ParseSecret(StripeSecret)], clock);
        _stripeHeaders = new WebhookHeaders(("Stripe-Signature", _stripeHeader));
    }

    /// <summary>Signed with the older of two secrets, as long as the sender has not changed it.</summary>
    public bool Verify() => _twoSecrets.Verify(_headers[0], _body).IsVerified;

    /// <summary>Signed with one secret and the other in turn, so that it is always the one that was not right last.</summary>
    public bool VerifyInTurn() => _twoSecrets.Verify(_headers[_at ^= 1], _body).IsVerified;

    public bool VerifyStripes() => _stripes.Verify(_stripeHeaders, _body).IsVerified;

    /// <summary>It throws where the signature is wrong.</summary>
    public bool VerifyByStripe()
    {
        EventUtility.ValidateSignature(_text, _stripeHeader, StripeSecret, ToleranceSeconds, Now);
        return true;
    }

    private WebhookHeaders SignedBy(WebhookSecret secret) =>
        WebhookHeaders.Standard(Id, $"{Now}", new WebhookSigner(secret).Sign(Id, DateTimeOffset.FromUnixTimeSeconds(Now), _body));

    private sealed class StandingClock : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => DateTimeOffset.FromUnixTimeSeconds(Now);
    }
}
