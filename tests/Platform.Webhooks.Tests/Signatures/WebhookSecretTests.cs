using System.Security.Cryptography;
using FsCheck;
using FsCheck.Xunit;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Tests.Signatures;

public sealed class WebhookSecretTests
{
    [Theory]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")]
    [InlineData("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")] // as the standard's own libraries take it
    [InlineData("whsec_TUdfVE5UMnZlci1TeWxOYXQtX1ZlTW1kLTRtMFdhYmEwanIxdHJvenRCbmlTQ2hFdzBnbHhFbWdFaTJLdzQwSA==")]
    public void A_secret_of_the_standard_is_read(string text) => Assert.True(WebhookSecret.TryParse(text, out _, out var fault), $"{fault}");

    [Theory]
    [InlineData("", WebhookKeyFault.Empty)]
    [InlineData("whsec_", WebhookKeyFault.Empty)]
    [InlineData("whsk_nWGxne/9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A=", WebhookKeyFault.OtherKind)]
    [InlineData("whpk_11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=", WebhookKeyFault.OtherKind)]
    [InlineData("hwsec_C2FVsBQIhrscChlQIMV+b5sSYspob7oD", WebhookKeyFault.NotBase64)]
    [InlineData("WHSEC_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookKeyFault.NotBase64)]
    [InlineData("whsec_%", WebhookKeyFault.NotBase64)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS", WebhookKeyFault.NotBase64)]
    [InlineData(" whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", WebhookKeyFault.NotBase64)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw\n", WebhookKeyFault.NotBase64)]
    [InlineData("whsec_MfKQ9r8GKYqr TwjUPD8ILPZIo2LaLaSwAA=", WebhookKeyFault.NotBase64)]
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSwAB==", WebhookKeyFault.NotBase64)] // bits behind the end
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLa-_", WebhookKeyFault.NotBase64)] // the letters of URLs
    [InlineData("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLQ==", WebhookKeyFault.TooShort)]
    [InlineData("whsec_V09IYXZUaFJoSnFobnpJQkpPMXdpdGFNWnJsRzAxdXZCeTVndVpwRmxSSXFsc0oyYzBTRWRUekJhYnlaZ0JSRGNPQ3BGZG1xYjFVVmRGQ3UK", WebhookKeyFault.TooLong)]
    public void What_is_no_secret_is_refused_for_its_own_reason_without_showing_it(string text, WebhookKeyFault expected)
    {
        Assert.False(WebhookSecret.TryParse(text, out var secret, out var fault));
        Assert.Null(secret);
        Assert.Equal(expected, fault);
        var message = Assert.Throws<FormatException>(() => WebhookSecret.Parse(text)).Message;
        if (text.Length > 6)
            Assert.DoesNotContain(text[6..], message, StringComparison.Ordinal);
    }

    [Property]
    public bool Every_secret_of_24_to_64_bytes_comes_back_as_it_was(byte length, int seed)
    {
        var bytes = new byte[24 + (length % 41)];
        new Random(seed).NextBytes(bytes);
        var secret = WebhookSecret.FromBytes(bytes);

        return WebhookSecret.Parse(secret.Export()).Export() == secret.Export() && secret.Export() == "whsec_" + Convert.ToBase64String(bytes);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(23)]
    [InlineData(65)]
    public void Fewer_or_more_bytes_are_no_secret(int length) => Assert.Throws<ArgumentException>(() => WebhookSecret.FromBytes(new byte[length]));

    [Theory]
    [InlineData("")]
    [InlineData("short")]
    [InlineData("fifteen bytes !")]
    public void A_text_that_could_be_guessed_is_refused(string text) => Assert.Throws<FormatException>(() => WebhookSecret.FromText(text));

    [Fact]
    public void New_secrets_differ_and_have_32_bytes()
    {
        var secrets = Enumerable.Range(0, 100).Select(_ => WebhookSecret.Generate()).ToList();

        Assert.Equal(100, secrets.Select(secret => secret.Export()).Distinct().Count());
        Assert.All(secrets, secret => Assert.Equal(32, Convert.FromBase64String(secret.Export()["whsec_".Length..]).Length));
    }

    [Fact]
    public void Nothing_but_export_shows_a_secret_and_its_id_tells_it_from_others()
    {
        var secret = WebhookSecret.Generate();
        var shown = secret.Export()["whsec_".Length..];

        Assert.DoesNotContain(shown[..8], secret.ToString(), StringComparison.Ordinal);
        Assert.Contains(secret.KeyId, secret.ToString(), StringComparison.Ordinal);
        Assert.Equal(secret.KeyId, WebhookSecret.Parse(secret.Export()).KeyId);
        Assert.NotEqual(secret.KeyId, WebhookSecret.Generate().KeyId);
        Assert.NotEqual(Convert.ToHexStringLower(SHA256.HashData(Convert.FromBase64String(shown)))[..8], secret.KeyId);
    }

    [Property]
    public bool A_key_of_any_length_computes_what_the_runtime_does(byte[] key, byte[] prefix, byte[] body)
    {
        Span<byte> mac = stackalloc byte[HmacSha256Key.MacLength];
        var hasher = new HmacSha256Key(key);
        var isRight = true;
        for (var round = 0; round < 3; round++) // a hash that is used again has forgotten what it hashed before
        {
            hasher.Compute(new SignedContent(prefix, body), mac);
            isRight &= mac.SequenceEqual(HMACSHA256.HashData(key, (byte[])[.. prefix, .. body]));
        }
        return isRight;
    }

    [Fact]
    public async Task A_key_serves_many_threads_at_once()
    {
        var key = new HmacSha256Key("a key for everybody at once"u8);
        var bodies = Enumerable.Range(0, 64).Select(at => RandomNumberGenerator.GetBytes(at * 50)).ToList();
        var expected = bodies.ConvertAll(body => HMACSHA256.HashData("a key for everybody at once"u8, body));

        await Parallel.ForAsync(0, 20_000, TestContext.Current.CancellationToken, (at, _) =>
        {
            Span<byte> mac = stackalloc byte[HmacSha256Key.MacLength];
            key.Compute(new SignedContent(default, bodies[at % bodies.Count]), mac);
            Assert.True(mac.SequenceEqual(expected[at % bodies.Count]));
            return ValueTask.CompletedTask;
        });
    }
}
