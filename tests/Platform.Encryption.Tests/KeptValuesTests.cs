using System.Text.Json;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

/// <summary>Values that were written once and must open for ever. A format adds a file; none is changed.</summary>
public sealed class KeptValuesTests
{
    public static TheoryData<string, int> Values
    {
        get
        {
            var data = new TheoryData<string, int>();
            foreach (var file in Directory.EnumerateFiles(Folder, "format-*.json").Order(StringComparer.Ordinal))
            {
                for (var i = 0; i < Read(Path.GetFileName(file)).Values.Count; i++)
                    data.Add(Path.GetFileName(file), i);
            }
            return data;
        }
    }

    private static string Folder => Path.Combine(AppContext.BaseDirectory, "Data");

    [Theory]
    [MemberData(nameof(Values))]
    public async Task A_kept_value_opens(string file, int index)
    {
        var kept = Read(file);
        var value = kept.Values[index];
        using var key = DataKey.FromSecret(Convert.FromHexString(kept.Secret));
        var keys = new Keyset(key);
        var column = new ColumnAddress(value.Tenant, value.Table, value.Column);
        var row = Convert.FromHexString(value.Row ?? "");
        var bytes = Convert.FromHexString(value.Value);

        Assert.Equal(kept.KeyId, key.Id.ToString());
        Assert.Equal(value.Plaintext, Convert.ToHexStringLower(value.Kind switch
        {
            "field" => OpenField(),
            "deterministic" => OpenDeterministic(),
            _ => await OpenStreamAsync(),
        }));

        byte[] OpenField()
        {
            using var cipher = new FieldCipher(keys);
            return cipher.Open(column.Row(row), bytes);
        }

        byte[] OpenDeterministic()
        {
            using var cipher = new DeterministicFieldCipher(keys, bytes[1] == 0x42 ? PaddingBuckets.Of(16) : null);
            var opened = cipher.Open(column, bytes);
            Assert.Equal(bytes, cipher.SealDeterministically(column, opened));
            return opened;
        }

        async Task<byte[]> OpenStreamAsync()
        {
            var opened = new MemoryStream();
            await new StreamCipher(keys).OpenAsync(new MemoryStream(bytes), opened, column.Row(row), TestContext.Current.CancellationToken);
            return opened.ToArray();
        }
    }

    [Fact]
    public void Kept_wrapped_keys_unwrap()
    {
        foreach (var file in Directory.EnumerateFiles(Folder, "format-*.json"))
        {
            var kept = Read(Path.GetFileName(file));
            using var key = DataKey.FromSecret(Convert.FromHexString(kept.Secret));
            Assert.NotEmpty(kept.WrappedKeys);
            foreach (var wrapped in kept.WrappedKeys)
            {
                var scope = KeyScope.FromStored(Enum.Parse<KeyScopeKind>(wrapped.Kind, ignoreCase: true), wrapped.Tenant, wrapped.Purpose, wrapped.Subject);
                var secret = new byte[32];
                Assert.True(KeyWrapper.TryUnwrap(key, Convert.FromHexString(wrapped.Wrapped), WrappingContext.Of(scope, wrapped.Version, KeyId.Parse(wrapped.KeyId)), secret), $"{scope}");
                Assert.Equal(wrapped.Plaintext, Convert.ToHexStringLower(secret));
                Assert.Equal(wrapped.KeyId, KeyDerivation.IdOf(secret).ToString());
            }
        }
    }

    private static KeptFile Read(string file) =>
        JsonSerializer.Deserialize<KeptFile>(File.ReadAllBytes(Path.Combine(Folder, file)), JsonSerializerOptions.Web)!;

    private sealed record KeptFile(string Secret, string KeyId, IReadOnlyList<KeptValue> Values, IReadOnlyList<KeptKey> WrappedKeys);

    private sealed record KeptKey(string Kind, string Tenant, string Purpose, string Subject, int Version, string KeyId, string Plaintext, string Wrapped);

    private sealed record KeptValue(string Kind, string Tenant, string Table, string Column, string? Row, string Plaintext, string Value);
}
