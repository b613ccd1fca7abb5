using System.Security.Cryptography;
using System.Text;
using FsCheck.Xunit;
using Platform.Encryption.Keys;
using Platform.Encryption.Tests.Reference;

namespace Platform.Encryption.Tests;

public sealed class KeyWrapperTests : IDisposable
{
    private static readonly byte[] Secret = SHA256.HashData("a fixed key for tests"u8);
    private static readonly byte[] Wrapped = SHA256.HashData("another fixed key for tests"u8);

    private readonly DataKey _wrapping = DataKey.FromSecret(Secret);

    public void Dispose() => _wrapping.Dispose();

    [Property(MaxTest = 100)]
    public void What_is_wrapped_here_is_unwrapped_there_and_the_other_way_round(byte[] context)
    {
        Assert.Equal(Wrapped, ReferenceFormat.UnwrapKey(Secret, context, KeyWrapper.Wrap(_wrapping, Wrapped, context)));

        var secret = new byte[32];
        Assert.True(KeyWrapper.TryUnwrap(_wrapping, ReferenceFormat.WrapKey(Secret, RandomNumberGenerator.GetBytes(24), context, Wrapped), context, secret));
        Assert.Equal(Wrapped, secret);
    }

    [Fact]
    public void The_context_is_what_the_specification_says()
    {
        var id = KeyId.FromBytes(RandomNumberGenerator.GetBytes(32));
        byte[] bytes = [.. Convert.FromHexString(id.ToString())];
        Assert.Equal(ReferenceFormat.WrappingContext(0, "nörd", "", "", 1, bytes), WrappingContext.Of(KeyScope.ForTenant("nörd"), 1, id));
        Assert.Equal(ReferenceFormat.WrappingContext(1, "nörd", "résidents", "", 258, bytes), WrappingContext.Of(KeyScope.ForPurpose("nörd", "résidents"), 258, id));
        Assert.Equal(ReferenceFormat.WrappingContext(2, "a", "b", "🚲", 70_000, bytes), WrappingContext.Of(KeyScope.ForSubject("a", "b", "🚲"), 70_000, id));
        Assert.Equal(ReferenceFormat.WrappingContext(3, "Platform.Encryption", "", "", 1, bytes), WrappingContext.Of(KeyScope.ForStore, 1, id));
    }

    [Fact]
    public void Every_bit_of_it_matters_and_a_refusal_leaves_nothing()
    {
        var wrapped = KeyWrapper.Wrap(_wrapping, Wrapped, "context"u8);
        var secret = new byte[32];
        for (var bit = 0; bit < 8 * wrapped.Length; bit++)
        {
            wrapped[bit / 8] ^= (byte)(1 << (bit % 8));
            secret.AsSpan().Fill(0xAA);
            Assert.False(KeyWrapper.TryUnwrap(_wrapping, wrapped, "context"u8, secret));
            Assert.False(secret.AsSpan().ContainsAnyExcept((byte)0));
            wrapped[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        for (var length = 0; length < wrapped.Length; length++)
            Assert.False(KeyWrapper.TryUnwrap(_wrapping, wrapped.AsSpan(0, length), "context"u8, secret));
        Assert.False(KeyWrapper.TryUnwrap(_wrapping, [.. wrapped, 0], "context"u8, secret));
        Assert.False(KeyWrapper.TryUnwrap(_wrapping, wrapped, "contexts"u8, secret));
        Assert.True(KeyWrapper.TryUnwrap(_wrapping, wrapped, "context"u8, secret));
    }

    [Fact]
    public void The_same_key_as_a_field_cipher_does_not_open_it_even_with_the_header_of_a_field()
    {
        using var fields = new FieldCipher(new Keyset(_wrapping));
        var wrapped = KeyWrapper.Wrap(_wrapping, Wrapped, Encoding.UTF8.GetBytes("context"));
        wrapped[1] = 0x01;
        Assert.Equal(OpenResult.NotAuthentic, fields.TryOpen(new ColumnAddress("n", "Platform.Encryption", "wrapped key").Row(SHA256.HashData("context"u8)), wrapped, new byte[32], out _));
    }
}
