using System.Collections.Concurrent;
using System.Reflection;
using Microsoft.Extensions.Time.Testing;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

public sealed class NonceTests
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");

    [Fact]
    public void No_call_that_a_caller_can_make_takes_a_nonce()
    {
        var offenders =
            from type in typeof(FieldCipher).Assembly.GetExportedTypes()
            from method in type.GetMembers(BindingFlags.Public | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
            from parameter in method.GetParameters()
            where parameter.Name is { } name && (name.Contains("nonce", StringComparison.OrdinalIgnoreCase) || name is "iv" or "salt" or "counter" or "random")
            where parameter.ParameterType != typeof(NonceMode)
            select $"{type.Name}.{method.Name}({parameter.Name})";

        Assert.Empty(offenders);
    }

    /// <summary>Names can be chosen; bytes cannot be hidden. Whoever adds bytes to a call says here what they are.</summary>
    [Fact]
    public void Every_byte_that_a_cipher_takes_is_known()
    {
        HashSet<string> known = ["plaintext", "value", "destination", "slots", "rowKey"];
        var offenders =
            from type in (Type[])[typeof(FieldCipher), typeof(DeterministicFieldCipher), typeof(StreamCipher), typeof(ColumnAddress), typeof(CellAddress), typeof(FieldSlot), typeof(KeyLease)]
            from method in type.GetMembers(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly).OfType<MethodBase>()
            where method.IsPublic || method.IsFamily || method.IsFamilyOrAssembly
            from parameter in method.GetParameters()
            where IsBytes(parameter.ParameterType) && !known.Contains(char.ToLowerInvariant(parameter.Name![0]) + parameter.Name[1..])
            select $"{type.Name}.{method.Name}({parameter.Name})";

        Assert.Empty(offenders);

        static bool IsBytes(Type type) =>
            type == typeof(byte[]) || type == typeof(ReadOnlySpan<byte>) || type == typeof(Span<byte>) || type == typeof(ReadOnlyMemory<byte>) || type == typeof(Memory<byte>) || type == typeof(Stream)
            || (type.HasElementType && IsBytes(type.GetElementType()!));
    }

    [Theory]
    [InlineData(NonceMode.Random, 5_000)]
    [InlineData(NonceMode.Epoch, 140_000)]
    public void No_nonce_comes_twice(NonceMode mode, int values)
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { NonceMode = mode, TimeProvider = new FakeTimeProvider() });
        var nonces = new HashSet<string>();
        var prefixes = new Dictionary<string, int>();
        for (var i = 0; i < values; i++)
        {
            var nonce = NonceOf(cipher);
            Assert.True(nonces.Add(Convert.ToHexString(nonce)));
            var prefix = Convert.ToHexString(nonce.AsSpan(0, 12));
            prefixes[prefix] = prefixes.GetValueOrDefault(prefix) + 1;
        }

        if (mode == NonceMode.Random)
            Assert.Equal(values, prefixes.Count);
        else
            Assert.Equal([65_536, 65_536, values - 2 * 65_536], prefixes.Values.OrderDescending());
    }

    [Fact]
    public void An_epoch_ends_after_one_second()
    {
        var time = new FakeTimeProvider();
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { NonceMode = NonceMode.Epoch, TimeProvider = time });

        var first = NonceOf(cipher);
        time.Advance(TimeSpan.FromMilliseconds(999));
        var second = NonceOf(cipher);
        time.Advance(TimeSpan.FromMilliseconds(1));
        var third = NonceOf(cipher);

        Assert.Equal(first[..12], second[..12]);
        Assert.NotEqual(first, second);
        Assert.NotEqual(first[..12], third[..12]);
    }

    [Fact]
    public async Task Threads_never_share_a_nonce()
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { NonceMode = NonceMode.Epoch });
        var nonces = new ConcurrentDictionary<string, byte>();
        using var start = new Barrier(8);

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (var i = 0; i < 5_000; i++)
                    Assert.True(nonces.TryAdd(Convert.ToHexString(NonceOf(cipher)), 0));
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)));

        Assert.Equal(40_000, nonces.Count);
    }

    [Fact]
    public void Equal_plaintexts_give_different_values()
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key));
        Assert.NotEqual(cipher.Seal(Email.Row("7"u8), "x"u8), cipher.Seal(Email.Row("7"u8), "x"u8));
    }

    private static byte[] NonceOf(FieldCipher cipher) => cipher.Seal(Email.Row("7"u8), "x"u8)[34..58];
}
