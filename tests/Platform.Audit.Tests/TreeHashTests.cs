using FsCheck.Xunit;
using Platform.Audit.Trees;

namespace Platform.Audit.Tests;

public sealed class TreeHashTests
{
    private const string Text = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";

    [Fact]
    public void The_root_of_an_empty_tree_is_the_hash_of_nothing()
    {
        Assert.Equal(System.Security.Cryptography.SHA256.HashData([]), TreeHash.Empty.Bytes);
        Assert.Equal(Text, TreeHash.Empty.ToString());
    }

    [Property]
    public void Text_and_bytes_come_back_as_they_were(byte first, byte last, byte fill)
    {
        var bytes = new byte[TreeHash.Length];
        bytes.AsSpan().Fill(fill);
        (bytes[0], bytes[^1]) = (first, last);
        var hash = new TreeHash(bytes);
        var text = new byte[TreeHash.TextLength];

        Assert.Equal(bytes, hash.Bytes);
        Assert.Equal(TreeHash.TextLength, hash.FormatText(text));
        Assert.True(TreeHash.TryParse(text, out var fromUtf8));
        Assert.True(TreeHash.TryParse(hash.ToString(), out var fromText));
        Assert.True(hash == fromUtf8 && hash.Equals(fromText) && !(hash != fromText) && hash.GetHashCode() == fromText.GetHashCode());
    }

    [Theory]
    [InlineData("")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFV=")] // bits that no encoder leaves
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuF==")]
    [InlineData("47DEQpj8HBSa-_TImW-5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUA")] // 33 bytes
    [InlineData(" 7DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM pJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NM\npJWZG3hSuFU=")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n")]
    [InlineData("47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSu=U=")]
    [InlineData("é7DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=")]
    public void Any_other_spelling_is_refused(string text)
    {
        Assert.False(TreeHash.TryParse(text, out _));
        Assert.False(TreeHash.TryParse(System.Text.Encoding.UTF8.GetBytes(text), out _));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(31)]
    [InlineData(33)]
    public void A_hash_has_32_bytes(int length)
    {
        Assert.Throws<ArgumentException>(() => new TreeHash(new byte[length]));
        Assert.Throws<ArgumentException>(() => TreeHash.Empty.FormatText(new byte[TreeHash.TextLength - 1]));
    }
}
