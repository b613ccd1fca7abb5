using FsCheck;
using FsCheck.Xunit;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;
using Platform.Webhooks.Schemes;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Ed25519.Tests;

public sealed class WebhookKeyPairTests
{
    private const string Private64 = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGg==";
    private const string Private32 = "whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=";
    private const string Public = "whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=";
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1_700_000_000);

    [Theory]
    [InlineData(Private64)]
    [InlineData(Private32)]
    public void A_private_key_is_read_with_or_without_its_public_half(string text)
    {
        using var key = WebhookPrivateKey.Parse(text);

        Assert.Equal((Private64, Public), (key.Export(), key.PublicKey.ToString()));
        Assert.Equal(key.KeyId, WebhookPublicKey.Parse(Public).KeyId);
    }

    [Theory]
    [InlineData("", WebhookKeyFault.Empty)]
    [InlineData("whsk_", WebhookKeyFault.Empty)]
    [InlineData("nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", WebhookKeyFault.OtherKind)]
    [InlineData("whsec_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", WebhookKeyFault.OtherKind)]
    [InlineData(Public, WebhookKeyFault.OtherKind)]
    [InlineData("whsk_%", WebhookKeyFault.NotBase64)]
    [InlineData("whsk_6Xb/dCcHpPea21PS1N9VY/NZW723CEc77N4rJCubMbfVKIDij2HKpMKkioLlX0dRqSKJp4AJ6p9lMicMFs6Kv", WebhookKeyFault.NotBase64)]
    [InlineData("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyufw==", WebhookKeyFault.TooShort)]
    [InlineData("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2Cd", WebhookKeyFault.TooShort)] // 33 bytes are no half and no whole
    [InlineData("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2DXWpgBgrEKt9VL/tPJZAc6DuFy89qmIyWvAhpo9wdRGgAA", WebhookKeyFault.TooLong)]
    [InlineData("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2BhHLtzf8k35tS/4C1IJDkAK9ADr/wEB+QzRXHBGjC8Cw==", WebhookKeyFault.HalvesDiffer)]
    public void What_is_no_private_key_is_refused_for_its_own_reason_without_showing_it(string text, WebhookKeyFault expected)
    {
        Assert.False(WebhookPrivateKey.TryParse(text, out var key, out var fault));
        Assert.Null(key);
        Assert.Equal(expected, fault);
        var message = Assert.Throws<FormatException>(() => WebhookPrivateKey.Parse(text)).Message;
        if (text.Length > 6)
            Assert.DoesNotContain(text[6..], message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", WebhookKeyFault.Empty)]
    [InlineData("whpk_", WebhookKeyFault.Empty)]
    [InlineData(Private32, WebhookKeyFault.OtherKind)]
    [InlineData("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHUQ==", WebhookKeyFault.TooShort)]
    [InlineData("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURrX", WebhookKeyFault.TooLong)]
    public void What_is_no_public_key_is_refused_for_its_own_reason(string text, WebhookKeyFault expected)
    {
        Assert.False(WebhookPublicKey.TryParse(text, out var key, out var fault));
        Assert.Null(key);
        Assert.Equal(expected, fault);
        Assert.Throws<FormatException>(() => WebhookPublicKey.Parse(text));
    }

    [Property(MaxTest = 50)]
    public bool What_a_key_signs_its_public_half_verifies_and_no_other(byte[] body)
    {
        using var key = WebhookPrivateKey.Generate();
        using var other = WebhookPrivateKey.Generate();
        var headers = WebhookHeaders.Standard("msg_1", "1700000000", new WebhookSigner(key).Sign("msg_1", Time, body));

        return Verify(headers, body, key.PublicKey).IsVerified
            && Verify(headers, body, other.PublicKey).Fault == WebhookFault.SignatureMismatch
            && Verify(headers, [.. body, 0], key.PublicKey).Fault == WebhookFault.SignatureMismatch;
    }

    [Fact]
    public void A_message_signed_both_ways_is_verified_by_either_key_and_a_key_of_the_other_kind_is_not_asked()
    {
        using var key = WebhookPrivateKey.Parse(Private64);
        var secret = WebhookSecret.Generate();
        var both = WebhookHeaders.Standard("msg_1", "1700000000", new WebhookSigner(secret, key).Sign("msg_1", Time, "{}"u8));
        var one = WebhookHeaders.Standard("msg_1", "1700000000", new WebhookSigner(secret).Sign("msg_1", Time, "{}"u8));

        Assert.Same(secret, Verify(both, "{}"u8, secret).Key);
        Assert.Same(key.PublicKey, Verify(both, "{}"u8, key.PublicKey).Key);
        Assert.Equal(WebhookFault.NoKnownVersion, Verify(one, "{}"u8, key.PublicKey).Fault);
    }

    [Fact]
    public void A_signature_in_another_spelling_is_refused()
    {
        using var key = WebhookPrivateKey.Parse(Private64);
        var signature = new WebhookSigner(key).Sign("msg_1", Time, "{}"u8);
        string[] others = [signature + "=", signature.TrimEnd('='), signature[..^2] + "B=", signature.Replace(",", ", ", StringComparison.Ordinal),
            signature[..^4] + "\n" + signature[^4..]];

        Assert.True(Verify(WebhookHeaders.Standard("msg_1", "1700000000", signature), "{}"u8, key.PublicKey).IsVerified);
        Assert.All(others, other => Assert.False(Verify(WebhookHeaders.Standard("msg_1", "1700000000", other), "{}"u8, key.PublicKey).IsVerified));
    }

    [Fact]
    public void Of_many_signatures_eight_are_tried()
    {
        using var key = WebhookPrivateKey.Parse(Private64);
        var right = new WebhookSigner(key).Sign("msg_1", Time, "{}"u8);
        var wrong = new WebhookSigner(key).Sign("msg_2", Time, "{}"u8);

        WebhookVerification After(int count) =>
            Verify(WebhookHeaders.Standard("msg_1", "1700000000", string.Join(' ', Enumerable.Repeat(wrong, count).Append(right))), "{}"u8, key.PublicKey);

        Assert.True(After(7).IsVerified);
        Assert.Equal(WebhookFault.SignatureMismatch, After(8).Fault);
    }

    [Fact]
    public void The_private_key_shows_itself_by_export_alone()
    {
        using var key = WebhookPrivateKey.Parse(Private64);

        Assert.DoesNotContain("nWGx", key.ToString(), StringComparison.Ordinal);
        Assert.Equal(Public, key.PublicKey.ToString());
        Assert.Throws<ArgumentException>(() => WebhookPublicKey.FromBytes(new byte[31]));
    }

    [Theory]
    [InlineData("whpk_AgAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")] // no point of the curve
    [InlineData("whpk_AQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")] // a point of small order: with it one signature would fit many messages
    [InlineData("whpk_AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=")]
    public void A_key_that_nobody_can_have_verifies_nothing(string text)
    {
        var signature = new byte[64];
        signature[0] = 1; // R is the neutral point and S is 0: what a lenient verifier takes for a signature of everything

        Assert.False(WebhookPublicKey.Parse(text).Verify(new SignedContent("msg_1.1."u8, "{}"u8), signature));
    }

    [Fact]
    public void A_key_that_was_wiped_signs_nothing()
    {
        var key = WebhookPrivateKey.Generate();
        var signer = new WebhookSigner(key);
        key.Dispose();

        Assert.Throws<ObjectDisposedException>(() => signer.Sign("msg_1", Time, "{}"u8));
    }

    [Fact]
    public void Public_keys_are_read_where_secrets_are_configured_once_it_is_added()
    {
        var services = new ServiceCollection();
        services.AddPlatformWebhooks().AddEd25519().AddEd25519();
        using var provider = services.BuildServiceProvider();

        var reader = Assert.Single(provider.GetServices<IWebhookKeyReader>());

        Assert.Equal("whpk_", reader.Prefix);
        Assert.Equal(Public, reader.Read(Public).ToString());
        Assert.Throws<FormatException>(() => reader.Read("whpk_"));
    }

    private static WebhookVerification Verify(WebhookHeaders headers, ReadOnlySpan<byte> body, params IWebhookVerificationKey[] keys) =>
        new WebhookVerifier(WebhookScheme.Standard, keys, new FakeTimeProvider(Time)).Verify(headers, body);
}
