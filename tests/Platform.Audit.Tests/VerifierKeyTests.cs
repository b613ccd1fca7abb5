using Platform.Audit.Notes;

namespace Platform.Audit.Tests;

public sealed class VerifierKeyTests
{
    private const string Text = "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"; // from Go's documentation

    [Fact]
    public void A_key_from_elsewhere_is_read_and_written_the_same()
    {
        var key = VerifierKey.Parse(Text);

        Assert.Equal("PeterNeumann", key.Name);
        Assert.Equal(0xc74f20a3u, key.Id);
        Assert.Equal(NoteSignatureType.Ed25519, key.SignatureType);
        Assert.Equal(32, key.PublicKey.Length);
        Assert.Equal(Text, key.ToString());
        Assert.Equal(key, VerifierKey.Parse(Text));
        Assert.Equal(key.GetHashCode(), VerifierKey.Parse(Text).GetHashCode());
        Assert.NotEqual(key, new VerifierKey("PeterNeumann2", key.SignatureType, key.PublicKey));
    }

    [Theory]
    [InlineData("")]
    [InlineData("PeterNeumann")]
    [InlineData("PeterNeumann+c74f20a3")]
    [InlineData("PeterNeumann+c74f20a3+")]
    [InlineData("+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+c74f20a4+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another id
    [InlineData("PeterNeumann+C74F20A3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+0c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumann+ 74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("Peter Neumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    [InlineData("PeterNeumanm+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")] // another name
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TX")] // another key
    [InlineData("PeterNeumann+c74f20a3+AQ==")]
    [InlineData("PeterNeumann+c74f20a3+!!!!")]
    [InlineData("PeterNeumann+c74f20a3+éééé")]
    [InlineData("PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW\n")]
    [InlineData("Peter\ud800+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW")]
    public void What_is_no_key_is_refused(string text)
    {
        Assert.False(VerifierKey.TryParse(text, out _));
        Assert.Throws<FormatException>(() => VerifierKey.Parse(text));
    }

    [Theory]
    [InlineData("")]
    [InlineData("a b")]
    [InlineData("a+b")]
    [InlineData("a\nb")]
    [InlineData("a\u00a0b")]
    [InlineData("a\u2003b")]
    public void A_name_with_spaces_or_a_plus_is_refused(string name) => Assert.Throws<ArgumentException>(() => new VerifierKey(name, 1, [1]));

    [Fact]
    public void A_key_without_bytes_is_refused() => Assert.Throws<ArgumentException>(() => new VerifierKey("a", 1, []));
}
