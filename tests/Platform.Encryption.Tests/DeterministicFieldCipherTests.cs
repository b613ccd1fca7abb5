using FsCheck.Xunit;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class DeterministicFieldCipherTests : IDisposable
{
    private static readonly ColumnAddress Plate = new("north", "vehicles", "plate");
    private readonly DataKey _key = DataKey.Generate();
    private readonly DeterministicFieldCipher _cipher;

    public DeterministicFieldCipherTests() => _cipher = new DeterministicFieldCipher(new Keyset(_key));

    public void Dispose()
    {
        _cipher.Dispose();
        _key.Dispose();
    }

    [Property]
    public void What_is_sealed_opens_and_equal_is_equal(byte[] plaintext, bool padded)
    {
        using var cipher = new DeterministicFieldCipher(new Keyset(_key), padded ? PaddingBuckets.Of(8, 100) : null);

        var value = cipher.SealDeterministically(Plate, plaintext);

        Assert.Equal(value, cipher.SealDeterministically(Plate, plaintext));
        Assert.Equal(plaintext, cipher.Open(Plate, value));
        if (!padded)
            Assert.Equal(plaintext.Length + 50, value.Length);
    }

    [Theory]
    [InlineData("south", "vehicles", "plate")]
    [InlineData("north", "trailers", "plate")]
    [InlineData("north", "vehicles", "owner")]
    [InlineData("northv", "ehicles", "plate")]
    public void In_another_column_the_same_text_is_another_value_and_does_not_open(string tenant, string table, string column)
    {
        var elsewhere = new ColumnAddress(tenant, table, column);
        var value = _cipher.SealDeterministically(Plate, "AB 123"u8);

        Assert.NotEqual(value, _cipher.SealDeterministically(elsewhere, "AB 123"u8));
        Assert.Equal(OpenResult.NotAuthentic, _cipher.TryOpen(elsewhere, value, new byte[100], out _));
    }

    [Fact]
    public void Every_bit_matters_and_a_refusal_clears_the_buffer()
    {
        var value = _cipher.SealDeterministically(Plate, "AB 123 in the north of town"u8);
        var opened = new byte[value.Length];
        for (var bit = 0; bit < 8 * value.Length; bit++)
        {
            value[bit / 8] ^= (byte)(1 << (bit % 8));
            opened.AsSpan().Fill(0xAA);
            Assert.NotEqual(OpenResult.Opened, _cipher.TryOpen(Plate, value, opened, out var written));
            Assert.Equal(0, written);
            Assert.False(opened.AsSpan().ContainsAnyExcept((byte)0));
            value[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void A_value_cut_anywhere_does_not_open()
    {
        var value = _cipher.SealDeterministically(Plate, "AB 123"u8);
        for (var length = 0; length < value.Length; length++)
            Assert.Equal(length < 50 ? OpenResult.NotSealed : OpenResult.NotAuthentic, _cipher.TryOpen(Plate, value.AsSpan(0, length), new byte[100], out _));
    }

    [Fact]
    public void Another_key_another_suite_and_a_disposed_cipher_are_told_apart()
    {
        using var other = DataKey.Generate();
        using var reader = new DeterministicFieldCipher(new Keyset(other));
        using var fields = new FieldCipher(new Keyset(_key));
        var value = _cipher.SealDeterministically(Plate, "AB 123"u8);

        Assert.Equal(OpenResult.KeyNotFound, reader.TryOpen(Plate, value, new byte[100], out _));
        Assert.Equal(OpenResult.WrongSuite, _cipher.TryOpen(Plate, fields.Seal(Plate.Row([1]), "AB 123"u8), new byte[100], out _));
        Assert.Throws<SealedValueException>(() => reader.Open(Plate, value));
        _cipher.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _cipher.SealDeterministically(Plate, "AB 123"u8));
        Assert.Throws<ObjectDisposedException>(() => _cipher.Open(Plate, value));
    }
}
