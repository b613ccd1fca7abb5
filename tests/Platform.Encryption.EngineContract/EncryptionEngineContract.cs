using Platform.Encryption.Engines;
using Platform.Encryption.Keys;
using Xunit;

namespace Platform.Encryption.EngineContract;

/// <summary>What every engine must do: the same bytes as every other, and refuse what is not authentic.</summary>
public abstract class EncryptionEngineContract
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");

    public static TheoryData<int> Lengths => [0, 1, 15, 16, 17, 63, 64, 65, 1000, 65_536];

    public static TheoryData<NonceMode, int> ModesAndLengths
    {
        get
        {
            var data = new TheoryData<NonceMode, int>();
            foreach (var mode in Enum.GetValues<NonceMode>())
            {
                foreach (var length in (int[])[0, 1, 16, 64, 1000])
                    data.Add(mode, length);
            }
            return data;
        }
    }

    /// <summary>The engine under test.</summary>
    protected abstract EncryptionEngine Engine { get; }

    [Fact]
    public void The_self_test_passes() => Engine.SelfTest();

    [Theory]
    [MemberData(nameof(ModesAndLengths))]
    public void What_it_seals_the_engine_of_the_runtime_opens_and_the_other_way_round(NonceMode mode, int length)
    {
        using var key = DataKey.Generate();
        var keys = new Keyset(key);
        using var ours = new FieldCipher(keys, new FieldCipherSettings { Engine = Engine, NonceMode = mode });
        using var runtimes = new FieldCipher(keys, new FieldCipherSettings { NonceMode = mode });
        var plaintext = Bytes(length);

        // Three times: an engine is asked in another way when a prefix comes again.
        for (var i = 0; i < 3; i++)
        {
            var byOurs = ours.Seal(Email.Row("7"u8), plaintext);
            var byRuntime = runtimes.Seal(Email.Row("7"u8), plaintext);
            for (var reading = 0; reading < 3; reading++)
            {
                Assert.Equal(plaintext, runtimes.Open(Email.Row("7"u8), byOurs));
                Assert.Equal(plaintext, ours.Open(Email.Row("7"u8), byRuntime));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Lengths))]
    public async Task A_stream_sealed_by_one_engine_is_opened_by_another(int length)
    {
        using var key = DataKey.Generate();
        var keys = new Keyset(key);
        var plaintext = Bytes(length);
        foreach (var (writer, reader) in ((StreamCipher, StreamCipher)[])[(new(keys, Engine), new(keys)), (new(keys), new(keys, Engine))])
        {
            var value = new MemoryStream();
            await writer.SealAsync(new MemoryStream(plaintext), value, Email.Row("7"u8), TestContext.Current.CancellationToken);
            value.Position = 0;
            var opened = new MemoryStream();
            await reader.OpenAsync(value, opened, Email.Row("7"u8), TestContext.Current.CancellationToken);
            Assert.Equal(plaintext, opened.ToArray());
        }
    }

    [Theory]
    [InlineData(NonceMode.Random)]
    [InlineData(NonceMode.Epoch)]
    public void Every_bit_of_a_sealed_value_matters_and_a_refusal_clears_the_buffer(NonceMode mode)
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { Engine = Engine, NonceMode = mode });
        var value = cipher.Seal(Email.Row("7"u8), "ada@example.org"u8);
        var opened = new byte[value.Length];

        for (var bit = 0; bit < 8 * value.Length; bit++)
        {
            value[bit / 8] ^= (byte)(1 << (bit % 8));
            opened.AsSpan().Fill(0xAA);

            var result = cipher.TryOpen(Email.Row("7"u8), value, opened, out var written);

            Assert.NotEqual(OpenResult.Opened, result);
            Assert.Equal(0, written);
            Assert.All(opened, each => Assert.Equal(0, each));
            value[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        Assert.Equal(OpenResult.Opened, cipher.TryOpen(Email.Row("7"u8), value, opened, out _));
    }

    [Theory]
    [InlineData(NonceMode.Random)]
    [InlineData(NonceMode.Epoch)]
    public async Task Threads_that_share_a_cipher_do_not_disturb_each_other(NonceMode mode)
    {
        using var key = DataKey.Generate();
        using var cipher = new FieldCipher(new Keyset(key), new FieldCipherSettings { Engine = Engine, NonceMode = mode });
        var shared = Enumerable.Range(0, 16).Select(row => cipher.Seal(Email.Row([(byte)row]), Bytes(row * 7))).ToArray();
        using var start = new Barrier(8);

        var threads = Enumerable.Range(0, 8).Select(thread => Task.Factory.StartNew(
            () =>
            {
                start.SignalAndWait(TestContext.Current.CancellationToken);
                for (var i = 0; i < 2_000; i++)
                {
                    var row = (byte)((i + thread) % 16);
                    Assert.Equal(Bytes(row * 7), cipher.Open(Email.Row([row]), shared[row]));
                    var own = cipher.Seal(Email.Row([row]), Bytes(i % 100));
                    Assert.Equal(Bytes(i % 100), cipher.Open(Email.Row([row]), own));
                }
            },
            TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default));
        await Task.WhenAll(threads);
    }

    private static byte[] Bytes(int length) => [.. Enumerable.Range(0, length).Select(i => (byte)(i * 31 + 7))];
}
