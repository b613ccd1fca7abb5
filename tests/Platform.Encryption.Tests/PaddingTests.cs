using Platform.Encryption.Formats;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class PaddingTests
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");

    [Theory]
    [InlineData(0, 16)]
    [InlineData(15, 16)]
    [InlineData(16, 64)]
    [InlineData(63, 64)]
    [InlineData(64, 128)]
    [InlineData(127, 128)]
    [InlineData(128, 192)]
    public void A_length_goes_to_the_next_bucket_and_beyond_the_largest_to_its_multiples(int length, int padded)
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { Padding = PaddingBuckets.Of(16, 64) });

        var value = cipher.Seal(Email.Row([1]), new byte[length]);

        Assert.Equal(padded + 74, value.Length);
        Assert.Equal(new byte[length], cipher.Open(Email.Row([1]), value));
    }

    [Fact]
    public void A_reader_needs_no_setting()
    {
        using var key = DataKey.Generate();
        using var padding = new FieldCipher(new Keyset(key), new FieldCipherSettings { Padding = PaddingBuckets.Of(32) });
        using var plain = new FieldCipher(new Keyset(key));

        Assert.Equal([0x80, 0], plain.Open(Email.Row([1]), padding.Seal(Email.Row([1]), [0x80, 0])));
        Assert.Equal([0x80, 0], padding.Open(Email.Row([1]), plain.Seal(Email.Row([1]), [0x80, 0])));
    }

    [Fact]
    public void Room_behind_the_plaintext_is_cleared()
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { Padding = PaddingBuckets.Of(32) });
        var opened = new byte[32];

        cipher.TryOpen(Email.Row([1]), cipher.Seal(Email.Row([1]), [1, 2]), opened, out var written);

        Assert.Equal(2, written);
        Assert.Equal([1, 2, .. new byte[30]], opened);
    }

    [Theory]
    [InlineData(new byte[] { })]
    [InlineData(new byte[] { 0, 0, 0 })]
    [InlineData(new byte[] { 1, 2, 3 })]
    [InlineData(new byte[] { 0x80, 1, 0 })]
    public void Authentic_padding_that_no_writer_makes_is_refused_and_cleared(byte[] padded)
    {
        Assert.Equal(OpenResult.NotAuthentic, SealedFormat.Unpad(padded, isPadded: true, out var written));
        Assert.Equal(0, written);
        Assert.All(padded, each => Assert.Equal(0, each));
    }

    [Fact]
    public void Buckets_that_make_no_sense_are_refused()
    {
        Assert.Throws<ArgumentException>(() => PaddingBuckets.Of());
        Assert.Throws<ArgumentException>(() => PaddingBuckets.Of(0));
        Assert.Throws<ArgumentException>(() => PaddingBuckets.Of(16, 16));
        Assert.Throws<ArgumentException>(() => PaddingBuckets.Of(64, 16));
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { Padding = PaddingBuckets.Of(16) });
        Assert.Throws<OverflowException>(() => cipher.GetSealedLength(int.MaxValue));
        Assert.Throws<ArgumentOutOfRangeException>(() => cipher.GetSealedLength(-1));
    }
}
