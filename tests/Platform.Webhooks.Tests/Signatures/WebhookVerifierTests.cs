using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Tests.Signatures;

public sealed class WebhookVerifierTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private const string Timestamp = "1614265330";
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly byte[] Body = "{\"test\": 2432232314}"u8.ToArray();
    private readonly FakeTimeProvider _clock = new(Time);
    private readonly WebhookSecret _secret = WebhookSecret.Generate();

    [Fact]
    public void What_was_signed_is_verified_with_its_key_and_time()
    {
        var verification = Verify(Signed(_secret));

        Assert.True(verification.IsVerified);
        Assert.Same(_secret, verification.Key);
        Assert.Equal(Time, verification.Timestamp);
        Assert.Null(verification.Field);
    }

    [Fact]
    public void Every_bit_of_the_body_and_every_character_of_the_fields_counts()
    {
        var signature = new WebhookSigner(_secret).Sign(Id, Time, Body);
        for (var bit = 0; bit < Body.Length * 8; bit++)
        {
            var changed = Body.ToArray();
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.Equal(WebhookFault.SignatureMismatch, Verify(WebhookHeaders.Standard(Id, Timestamp, signature), changed).Fault);
        }
        foreach (var changed in EachCharacterChanged(Id))
            Assert.False(Verify(WebhookHeaders.Standard(changed, Timestamp, signature)).IsVerified);
        foreach (var changed in EachCharacterChanged(Timestamp))
            Assert.False(Verify(WebhookHeaders.Standard(Id, changed, signature)).IsVerified);
        foreach (var changed in EachCharacterChanged(signature))
            Assert.False(Verify(WebhookHeaders.Standard(Id, Timestamp, changed)).IsVerified);
    }

    [Fact]
    public void Every_shorter_and_any_longer_signature_is_refused()
    {
        var signature = new WebhookSigner(_secret).Sign(Id, Time, Body);
        for (var length = 0; length < signature.Length; length++)
            Assert.False(Verify(WebhookHeaders.Standard(Id, Timestamp, signature[..length])).IsVerified);
        Assert.False(Verify(WebhookHeaders.Standard(Id, Timestamp, signature + "=")).IsVerified);
        Assert.False(Verify(WebhookHeaders.Standard(Id, Timestamp, signature + "\u00a0")).IsVerified);
    }

    [Fact]
    public void While_secrets_change_either_side_may_be_first()
    {
        var (old, recent) = (WebhookSecret.Generate(), WebhookSecret.Generate());
        var both = new WebhookSigner(recent, old).Sign(Id, Time, Body);

        Assert.Same(old, Verify(WebhookHeaders.Standard(Id, Timestamp, both), keys: old).Key);
        Assert.Same(recent, Verify(WebhookHeaders.Standard(Id, Timestamp, both), keys: recent).Key);
        Assert.Same(old, Verify(Signed(old), keys: [recent, old]).Key);
        Assert.Equal(WebhookFault.SignatureMismatch, Verify(WebhookHeaders.Standard(Id, Timestamp, both)).Fault);
    }

    [Fact]
    public void Whichever_key_was_right_last_any_of_them_is_right_next()
    {
        WebhookSecret[] secrets = [.. Enumerable.Range(0, 8).Select(_ => WebhookSecret.Generate())];
        var verifier = new WebhookVerifier(WebhookScheme.Standard, secrets, _clock);
        foreach (var at in new[] { 0, 7, 7, 3, 0, 5, 6, 1, 2, 4, 0 })
        {
            Assert.Equal(WebhookFault.SignatureMismatch, verifier.Verify(Signed(WebhookSecret.Generate()), Body).Fault);
            Assert.Same(secrets[at], verifier.Verify(Signed(secrets[at]), Body).Key);
        }
    }

    [Fact]
    public void A_key_that_was_given_twice_is_one_key() =>
        Assert.Same(_secret, new WebhookVerifier(WebhookScheme.Standard, [_secret, _secret], _clock).Verify(Signed(_secret), Body).Key);

    [Theory]
    [InlineData(-301, WebhookFault.TooNew)]
    [InlineData(-300, WebhookFault.None)]
    [InlineData(0, WebhookFault.None)]
    [InlineData(300, WebhookFault.None)]
    [InlineData(301, WebhookFault.TooOld)]
    public void The_window_is_five_minutes_to_either_side_and_its_edges_are_in_it(int later, WebhookFault expected)
    {
        var clock = new FakeTimeProvider(Time.AddSeconds(later));

        var verification = new WebhookVerifier(WebhookScheme.Standard, [_secret], clock).Verify(Signed(_secret), Body);

        Assert.Equal(expected, verification.Fault);
        Assert.Equal(expected == WebhookFault.None, verification.IsVerified);
        Assert.Same(_secret, verification.Key); // the operator learns that it was once a real one
    }

    [Fact]
    public void A_forged_message_outside_the_window_is_a_forgery_and_not_an_old_message()
    {
        _clock.Advance(TimeSpan.FromDays(1));

        Assert.Equal(WebhookFault.SignatureMismatch, Verify(Signed(WebhookSecret.Generate())).Fault);
    }

    [Theory]
    [InlineData("webhook-id", "", WebhookFault.MissingField)]
    [InlineData("webhook-timestamp", "", WebhookFault.MissingField)]
    [InlineData("webhook-signature", "", WebhookFault.MissingField)]
    [InlineData("webhook-id", "msg.1", WebhookFault.InvalidId)]
    [InlineData("webhook-id", "msg 1", WebhookFault.InvalidId)]
    [InlineData("webhook-timestamp", "01614265330", WebhookFault.InvalidTimestamp)]
    [InlineData("webhook-timestamp", "-1614265330", WebhookFault.InvalidTimestamp)]
    [InlineData("webhook-timestamp", "+1614265330", WebhookFault.InvalidTimestamp)]
    [InlineData("webhook-timestamp", "1614265330 ", WebhookFault.InvalidTimestamp)]
    [InlineData("webhook-timestamp", "1,614,265,330", WebhookFault.InvalidTimestamp)]
    [InlineData("webhook-timestamp", "１６１４２６５３３０", WebhookFault.InvalidTimestamp)]
    [InlineData("webhook-timestamp", "999999999999", WebhookFault.InvalidTimestamp)]
    [InlineData("webhook-signature", "v2,AAAA", WebhookFault.NoKnownVersion)]
    [InlineData("webhook-signature", "v1", WebhookFault.NoKnownVersion)]
    [InlineData("webhook-signature", "V1,AAAA", WebhookFault.NoKnownVersion)]
    [InlineData("webhook-signature", "v1,", WebhookFault.SignatureMismatch)]
    public void Fields_that_say_nothing_or_nonsense_are_refused_and_named(string field, string value, WebhookFault expected)
    {
        var fields = new Dictionary<string,
            string>
        {
            ["webhook-id"] = Id,
            ["webhook-timestamp"] = Timestamp,
            ["webhook-signature"] = new WebhookSigner(_secret).Sign(Id, Time, Body),
            [field] = value
        };

        var verification = Verify(new WebhookHeaders(fields.Select(pair => (pair.Key, pair.Value))));

        Assert.Equal((expected, field), (verification.Fault, verification.Field));
        Assert.Null(verification.Key);
    }

    [Theory]
    [InlineData("webhook-id")]
    [InlineData("webhook-timestamp")]
    [InlineData("webhook-signature")]
    public void A_field_that_is_there_twice_is_refused_even_where_both_say_the_same(string field)
    {
        var signature = new WebhookSigner(_secret).Sign(Id, Time, Body);
        (string Name, string Value)[] fields = [("Webhook-Id", Id), ("Webhook-Timestamp", Timestamp), ("Webhook-Signature", signature)];

        Assert.True(Verify(new WebhookHeaders(fields)).IsVerified);
        Assert.Equal(WebhookFault.RepeatedField,
            Verify(new WebhookHeaders([.. fields, fields.Single(each => each.Name.Equals(field, StringComparison.OrdinalIgnoreCase))])).Fault);
    }

    [Fact]
    public void A_field_of_thousands_of_signatures_is_not_looked_at()
    {
        var signature = new WebhookSigner(_secret).Sign(Id, Time, Body);
        var filler = string.Join(' ', Enumerable.Repeat("v1,AAAA", 500));

        Assert.True(Verify(WebhookHeaders.Standard(Id, Timestamp, $"{filler} {signature}")).IsVerified);
        Assert.Equal(WebhookFault.MalformedSignature, Verify(WebhookHeaders.Standard(Id, Timestamp, $"{filler} {filler} {signature}")).Fault);
    }

    [Property]
    public bool No_fields_and_no_body_make_it_throw_or_believe(string? id, string? timestamp, string? signature, byte[] body) =>
        WebhookScheme.All.All(scheme => !new WebhookVerifier(scheme, [_secret], _clock)
            .Verify(new Anything(id, timestamp, signature), body).IsVerified);

    [Fact]
    public void A_verification_that_nobody_made_is_not_verified() => Assert.False(default(WebhookVerification).IsVerified);

    [Fact]
    public void A_verifier_without_keys_or_with_an_endless_window_cannot_be_made()
    {
        Assert.Throws<ArgumentException>(() => new WebhookVerifier(WebhookScheme.Standard, [], _clock));
        Assert.Throws<ArgumentException>(() => new WebhookVerifier(WebhookScheme.Standard, [null!], _clock));
        Assert.Throws<ArgumentException>(() => new WebhookVerifier(WebhookScheme.Standard, Enumerable.Repeat(_secret, 9), _clock));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebhookVerifier(WebhookScheme.Standard, [_secret], _clock, TimeSpan.FromDays(2)));
        Assert.Throws<ArgumentOutOfRangeException>(() => new WebhookVerifier(WebhookScheme.Standard, [_secret], _clock, TimeSpan.FromSeconds(-1)));
    }

    private static WebhookHeaders Signed(WebhookSecret secret) => WebhookHeaders.Standard(Id, Timestamp, new WebhookSigner(secret).Sign(Id, Time, Body));

    private WebhookVerification Verify(WebhookHeaders headers, byte[]? body = null, params WebhookSecret[] keys) =>
        new WebhookVerifier(WebhookScheme.Standard, keys is [] ? [_secret] : keys, _clock).Verify(headers, body ?? Body);

    private static IEnumerable<string> EachCharacterChanged(string text) =>
        from at in Enumerable.Range(0, text.Length)
        from other in new[] { (char)(text[at] + 1), '0', 'A', ' ', '.', ',' }
        where other != text[at]
        select string.Concat(text.AsSpan(0, at), [other], text.AsSpan(at + 1));

    /// <summary>Whatever field a scheme asks for, something is there.</summary>
    private sealed class Anything(string? first, string? second, string? third) : IWebhookHeaders
    {
        public int Find(string name, out string? value)
        {
            value = name.EndsWith("id", StringComparison.OrdinalIgnoreCase) ? first : name.Contains("time", StringComparison.OrdinalIgnoreCase)
                ? second : third;
            return value is null ? 0 : 1;
        }
    }
}
