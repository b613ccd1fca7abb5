using FsCheck.Xunit;
using Platform.Encryption.Keys;
using Platform.Testing;

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
    public void After_rotations_an_older_value_is_found_among_the_candidates_and_only_there()
    {
        DataKey[] keys = [_key, .. Enumerable.Range(0, 3).Select(static _ => DataKey.Generate())];
        var old = _cipher.SealDeterministically(Plate, "AB 123"u8);
        using var rotated = new DeterministicFieldCipher(new Keyset(keys[3], keys[2], keys[1], keys[0]));

        var candidates = rotated.SealCandidates(Plate, "AB 123"u8);

        Assert.NotEqual(old, rotated.SealDeterministically(Plate, "AB 123"u8));
        Assert.Equal(4, candidates.Count);
        Assert.Equal(rotated.SealDeterministically(Plate, "AB 123"u8), candidates[0]);
        Assert.Single(candidates, candidate => candidate.AsSpan().SequenceEqual(old));
        Assert.Equal(candidates, rotated.SealCandidates(Plate, "AB 123"u8));
        Assert.DoesNotContain(rotated.SealCandidates(Plate, "AB 124"u8), candidate => candidate.AsSpan().SequenceEqual(old));
    }

    [Fact]
    [AllocationTestOf(typeof(DeterministicFieldCipher), nameof(DeterministicFieldCipher.SealDeterministically))]
    [AllocationTestOf(typeof(DeterministicFieldCipher), nameof(DeterministicFieldCipher.TryOpen))]
    public void Sealing_and_opening_in_one_column_allocate_nothing()
    {
        var plaintext = new byte[64];
        var value = new byte[_cipher.GetSealedLength(64)];
        var opened = new byte[64];
        _cipher.SealDeterministically(Plate, plaintext, value);
        var kept = value.ToArray();
        AllocationMeter.AssertAllocatesNothing(() => _cipher.SealDeterministically(Plate, plaintext, value));
        AllocationMeter.AssertAllocatesNothing(() => _cipher.TryOpen(Plate, kept, opened, out _));
    }

    [Property(MaxTest = 200)]
    public void Columns_in_turn_and_texts_of_every_length_give_what_a_new_cipher_gives(ushort[] lengths)
    {
        ColumnAddress[] columns = [Plate, new("north", "vehicles", "colour"), new("south", "vehicles", "plate")];
        for (var i = 0; i < lengths.Length; i++)
        {
            var plaintext = new byte[lengths[i] % 3_000];
            new Random(i).NextBytes(plaintext);
            using var fresh = new DeterministicFieldCipher(new Keyset(_key));
            var value = _cipher.SealDeterministically(columns[i % 3], plaintext);
            Assert.Equal(fresh.SealDeterministically(columns[i % 3], plaintext), value);
            Assert.Equal(plaintext, _cipher.Open(columns[i % 3], value));
        }
    }

    [Fact]
    public async Task Many_threads_at_once_get_the_same_values()
    {
        var expected = _cipher.SealDeterministically(Plate, "AB 123"u8);
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 500; i++)
                    Assert.Equal(expected, _cipher.SealDeterministically(Plate, "AB 123"u8));
            },
            TestContext.Current.CancellationToken)));
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
