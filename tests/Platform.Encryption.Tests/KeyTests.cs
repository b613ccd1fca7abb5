using System.Reflection;
using System.Security.Cryptography;
using System.Text.Json;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class KeyTests
{
    [Fact]
    public void Two_keys_have_two_ids_and_one_secret_has_one()
    {
        using var one = DataKey.Generate();
        using var other = DataKey.Generate();
        var secret = RandomNumberGenerator.GetBytes(32);
        using var first = DataKey.FromSecret(secret);
        using var second = DataKey.FromSecret(secret);

        Assert.True(one.Id != other.Id);
        Assert.True(first.Id == second.Id);
        Assert.Equal(first.Id, KeyId.Parse(second.Id.ToString()));
        Assert.Equal(first.Id.GetHashCode(), second.Id.GetHashCode());
    }

    [Fact]
    public void What_is_no_key_is_refused()
    {
        Assert.Throws<ArgumentException>(() => DataKey.FromSecret(new byte[31]));
        Assert.Throws<ArgumentException>(() => DataKey.FromSecret(new byte[33]));
        Assert.Throws<ArgumentException>(() => DataKey.FromSecret([]));
        Assert.Throws<ArgumentException>(() => DataKey.FromSecret(new byte[32]));
        Assert.Throws<ArgumentException>(() => KeyId.FromBytes(new byte[31]));
        Assert.Throws<FormatException>(() => KeyId.Parse("12"));
        Assert.Throws<FormatException>(() => KeyId.Parse(new string('g', 64)));
    }

    [Fact]
    public void A_key_is_in_a_set_once()
    {
        using var key = DataKey.Generate();
        using var other = DataKey.Generate();
        Assert.Throws<ArgumentException>(() => new Keyset(key, key));
        Assert.Throws<ArgumentException>(() => new Keyset(key, other, other));
        Assert.True(new Keyset(key, other).Contains(other.Id));
        Assert.False(new Keyset(key).Contains(other.Id));
    }

    [Fact]
    public void The_secret_shows_in_no_text_no_json_and_no_public_member()
    {
        var secret = RandomNumberGenerator.GetBytes(32);
        using var key = DataKey.FromSecret(secret);
        var keys = new Keyset(key);
        using var cipher = new FieldCipher(keys);
        using var deterministic = new DeterministicFieldCipher(keys);
        string[] forms = [Convert.ToHexString(secret), Convert.ToHexStringLower(secret), Convert.ToBase64String(secret), Convert.ToHexString(secret[..8]), Convert.ToHexStringLower(secret[..8])];
        using var bytes = new SecretBytes(32);
        secret.CopyTo(bytes.Span);

        foreach (var holder in (object[])[key, keys, cipher, deterministic, new StreamCipher(keys), bytes, new FieldCipherSettings(), new FieldSlot(new("a", "b", "c"), secret, secret)])
        {
            var text = holder.ToString() + (holder is FieldSlot or FieldCipherSettings or SecretBytes ? "" : JsonSerializer.Serialize(holder));
            Assert.DoesNotContain(forms, form => text.Contains(form, StringComparison.Ordinal));
        }
        Assert.DoesNotContain(typeof(DataKey).GetProperties(BindingFlags.Public | BindingFlags.Instance), property => property.PropertyType != typeof(KeyId));
        Assert.Equal($"DataKey {key.Id.ToString()[..8]}", key.ToString());
    }

    [Fact]
    public void Disposing_zeroes_the_secret()
    {
        var bytes = new SecretBytes(32);
        RandomNumberGenerator.Fill(bytes.Span);
        bytes.Dispose();
        Assert.All(bytes.Memory.ToArray(), each => Assert.Equal(0, each));

        var key = DataKey.Generate();
        var secret = (SecretBytes)typeof(DataKey).GetField("_secret", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(key)!;
        Assert.Contains(secret.Memory.ToArray(), each => each != 0);
        key.Dispose();
        Assert.All(secret.Memory.ToArray(), each => Assert.Equal(0, each));
        Assert.Throws<ObjectDisposedException>(() => new FieldCipher(new Keyset(key)));
        Assert.Throws<ObjectDisposedException>(() => new DeterministicFieldCipher(new Keyset(key)));
    }

    [Fact]
    public void Disposing_a_cipher_zeroes_what_it_derived()
    {
        using var key = DataKey.Generate();
        var field = new Fields.FieldKey(key, Engines.EncryptionEngine.Bcl, TimeProvider.System);
        var secret = (SecretBytes)typeof(Fields.FieldKey).GetField("_secret", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(field)!;
        Assert.Contains(secret.Memory.ToArray(), each => each != 0);

        field.Dispose();

        Assert.All(secret.Memory.ToArray(), each => Assert.Equal(0, each));
    }

    [Fact]
    public void A_writer_that_comes_back_to_a_disposed_key_is_disposed()
    {
        using var key = DataKey.Generate();
        var field = new Fields.FieldKey(key, Engines.EncryptionEngine.Bcl, TimeProvider.System);
        var writer = field.RentWriter();
        field.Dispose();
        field.Return(writer);

        var slots = (Fields.FieldWriter?[])typeof(Fields.FieldKey).GetField("_writers", BindingFlags.NonPublic | BindingFlags.Instance)!.GetValue(field)!;
        Assert.All(slots, Assert.Null);
        Assert.Throws<ObjectDisposedException>(() => field.RentWriter());
    }
}
