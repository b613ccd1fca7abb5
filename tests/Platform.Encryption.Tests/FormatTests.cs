using System.Security.Cryptography;
using System.Text;
using FsCheck;
using FsCheck.Xunit;
using Org.BouncyCastle.Crypto;
using Platform.Encryption.Keys;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests;

/// <summary>The package against a second implementation that was written from the specification alone.</summary>
public sealed class FormatTests
{
    private static readonly byte[] Secret = SHA256.HashData("a fixed key for tests"u8);

    [Fact]
    public void A_key_id_is_what_the_specification_says()
    {
        using var key = DataKey.FromSecret(Secret);
        Assert.Equal(Convert.ToHexStringLower(ReferenceFormat.KeyIdOf(Secret)), key.Id.ToString());
    }

    [Property(MaxTest = 200)]
    public void A_field_sealed_here_opens_there_and_the_other_way_round(byte[] plaintext, NonEmptyArray<byte> row, bool inEpochs, bool padded)
    {
        using var key = DataKey.FromSecret(Secret);
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings
        {
            NonceMode = inEpochs ? NonceMode.Epoch : NonceMode.Random,
            Padding = padded ? PaddingBuckets.Of(16, 64) : PaddingBuckets.None,
        });
        var column = new ColumnAddress("nörd", "residents", "e.mail");
        var address = ReferenceFormat.Address("nörd", "residents", "e.mail", row.Get);

        Assert.Equal(plaintext, ReferenceFormat.OpenField(Secret, address, cipher.Seal(column.Row(row.Get), plaintext)));

        var theirs = ReferenceFormat.SealField(Secret, RandomNumberGenerator.GetBytes(24), address, plaintext, padded ? plaintext.Length + 9 : null);
        Assert.Equal(plaintext, cipher.Open(column.Row(row.Get), theirs));
    }

    [Property(MaxTest = 200)]
    public void A_deterministic_field_is_the_same_there(byte[] plaintext)
    {
        using var key = DataKey.FromSecret(Secret);
        using var cipher = new DeterministicFieldCipher(new Keyset(key));

        var ours = cipher.SealDeterministically(new ColumnAddress("n", "residents", "plate"), plaintext);

        Assert.Equal(ReferenceFormat.SealDeterministically(Secret, ReferenceFormat.Address("n", "residents", "plate"), plaintext), ours);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1)]
    [InlineData(65_535)]
    [InlineData(65_536)]
    [InlineData(65_537)]
    [InlineData(200_000)]
    public async Task A_stream_sealed_there_opens_here_and_is_the_same_with_the_same_salt(int length)
    {
        using var key = DataKey.FromSecret(Secret);
        var cipher = new StreamCipher(new Keyset(key));
        var column = new ColumnAddress("n", "files", "body");
        var address = ReferenceFormat.Address("n", "files", "body", [1, 2]);
        var plaintext = RandomNumberGenerator.GetBytes(length);
        var theirs = ReferenceFormat.SealStream(Secret, RandomNumberGenerator.GetBytes(32), address, plaintext);

        var opened = new MemoryStream();
        await cipher.OpenAsync(new MemoryStream(theirs), opened, column.Row([1, 2]), TestContext.Current.CancellationToken);
        var ours = new MemoryStream();
        await cipher.SealAsync(new MemoryStream(plaintext), ours, column.Row([1, 2]), TestContext.Current.CancellationToken);

        Assert.Equal(plaintext, opened.ToArray());
        Assert.Equal(ReferenceFormat.SealStream(Secret, ours.ToArray()[34..66], address, plaintext), ours.ToArray());
        Assert.Equal(StreamCipher.GetSealedLength(length), ours.Length);
    }

    [Fact]
    public void The_reference_itself_refuses_another_place()
    {
        var value = ReferenceFormat.SealField(Secret, new byte[24], ReferenceFormat.Address("n", "t", "c", [1]), [1, 2, 3]);
        Assert.Throws<InvalidCipherTextException>(() => ReferenceFormat.OpenField(Secret, ReferenceFormat.Address("n", "t", "c", [2]), value));
    }

    [Property(MaxTest = 300)]
    public void A_sealed_value_is_never_text(byte[] plaintext, bool padded)
    {
        using var key = DataKey.Generate();
        var padding = padded ? PaddingBuckets.Of(32) : PaddingBuckets.None;
        using var random = new FieldCipher(new Keyset(key), new FieldCipherSettings { Padding = padding });
        using var deterministic = new DeterministicFieldCipher(new Keyset(key), padding);
        var column = new ColumnAddress("n", "t", "c");
        var strict = new UTF8Encoding(false, throwOnInvalidBytes: true);

        Assert.Throws<DecoderFallbackException>(() => strict.GetString(random.Seal(column.Row([1]), plaintext)));
        Assert.Throws<DecoderFallbackException>(() => strict.GetString(deterministic.SealDeterministically(column, plaintext)));
    }

    /// <summary>The same letters, cut in two ways: what a format without lengths would take for one place.</summary>
    [Property(MaxTest = 1_000)]
    public bool Two_places_never_have_the_same_bytes(NonEmptyArray<byte> letters, byte a, byte b, byte c, byte d, byte e, byte f)
    {
        var text = string.Concat(letters.Get.Select(static each => (char)('a' + each % 3))) + "abcd";
        var (one, other) = (Cut(text, a, b, c), Cut(text, d, e, f));
        var isSame = one.Names == other.Names && one.Row == other.Row;
        return Encode(one.Column.Row(Encoding.UTF8.GetBytes(one.Row))).SequenceEqual(Encode(other.Column.Row(Encoding.UTF8.GetBytes(other.Row)))) == isSame;

        static byte[] Encode(CellAddress address)
        {
            var bytes = new byte[address.EncodedLength];
            address.Encode(bytes);
            return bytes;
        }

        static (ColumnAddress Column, (string, string, string) Names, string Row) Cut(string text, byte a, byte b, byte c)
        {
            var first = 1 + a % (text.Length - 3);
            var second = first + 1 + b % (text.Length - first - 2);
            var third = second + 1 + c % (text.Length - second - 1);
            var names = (text[..first], text[first..second], text[second..third]);
            return (new ColumnAddress(names.Item1, names.Item2, names.Item3), names, text[third..]);
        }
    }
}
