using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Platform.Webhooks.Signatures;

namespace Platform.Webhooks.Tests.Signatures;

public sealed class WebhookSignerTests
{
    private const string Id = "msg_p5jXN8AQM9LWM0D4loKWxJek";
    private static readonly DateTimeOffset Time = DateTimeOffset.FromUnixTimeSeconds(1614265330);
    private static readonly WebhookSecret Secret = WebhookSecret.Parse("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");

    [Fact]
    public void The_example_of_the_standards_libraries_is_signed_as_they_do() =>
        Assert.Equal("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=", new WebhookSigner(Secret).Sign(Id, Time, "{\"test\": 2432232314}"u8));

    [Property]
    public bool What_is_signed_is_id_time_and_body_with_full_stops_between_them(Guid id, uint seconds, byte[] body)
    {
        var time = DateTimeOffset.FromUnixTimeSeconds(seconds);
        byte[] content = [.. $"{id:N}.{seconds.ToString(CultureInfo.InvariantCulture)}.".Utf8(), .. body];
        var naive = "v1," + Convert.ToBase64String(HMACSHA256.HashData(Convert.FromBase64String(Secret.Export()["whsec_".Length..]), content));

        return new WebhookSigner(Secret).Sign($"{id:N}", time, body) == naive;
    }

    [Fact]
    public void Each_key_signs_in_the_order_in_which_they_were_given()
    {
        var old = WebhookSecret.Generate();
        var signer = new WebhookSigner(Secret, old);

        var header = signer.Sign(Id, Time, "{}"u8);

        Assert.Equal([new WebhookSigner(Secret).Sign(Id, Time, "{}"u8), new WebhookSigner(old).Sign(Id, Time, "{}"u8)], header.Split(' '));
        Assert.Equal(signer.HeaderLength, header.Length);
    }

    [Fact]
    public void Parts_of_a_second_are_not_signed()
    {
        var signer = new WebhookSigner(Secret);

        Assert.Equal(signer.Sign(Id, Time, "{}"u8), signer.Sign(Id, Time.AddMilliseconds(999), "{}"u8));
    }

    [Fact]
    public void An_id_of_256_characters_is_signed_and_one_of_257_is_not()
    {
        var signer = new WebhookSigner(Secret);

        Assert.Equal(signer.HeaderLength, signer.Sign(new string('i', 256), DateTimeOffset.MaxValue, "{}"u8).Length);
        Assert.Throws<ArgumentException>(() => signer.Sign(new string('i', 257), Time, "{}"u8));
    }

    [Theory]
    [InlineData("")]
    [InlineData("msg.1")]
    [InlineData("msg 1")]
    [InlineData("msg\n1")]
    [InlineData("msg_ü")]
    [InlineData("msg\u007f")]
    public void An_id_that_could_shift_the_fields_or_end_a_header_is_refused(string id) =>
        Assert.Throws<ArgumentException>(() => new WebhookSigner(Secret).Sign(id, Time, "{}"u8));

    [Fact]
    public void A_time_before_1970_a_short_buffer_and_too_few_or_too_many_keys_are_refused()
    {
        var signer = new WebhookSigner(Secret);

        Assert.Throws<ArgumentException>(() => signer.Sign(Id, DateTimeOffset.UnixEpoch.AddSeconds(-1), "{}"u8));
        Assert.Throws<ArgumentException>(() => signer.Sign(Id, Time, "{}"u8, new byte[signer.HeaderLength - 1]));
        Assert.Throws<ArgumentException>(() => new WebhookSigner());
        Assert.Throws<ArgumentException>(() => new WebhookSigner([.. Enumerable.Repeat(Secret, 9)]));
        Assert.Throws<ArgumentNullException>(() => new WebhookSigner([null!]));
    }

    [Fact]
    public void The_text_and_the_bytes_are_the_same()
    {
        var signer = new WebhookSigner(Secret);
        var bytes = new byte[signer.HeaderLength + 5];

        var length = signer.Sign(Id, Time, "{}"u8, bytes);

        Assert.Equal(signer.Sign(Id, Time, "{}"u8), Encoding.ASCII.GetString(bytes, 0, length));
    }
}
