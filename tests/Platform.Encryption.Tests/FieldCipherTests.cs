using FsCheck.Xunit;
using Platform.Encryption.Keys;
using Platform.Testing;

namespace Platform.Encryption.Tests;

public sealed class FieldCipherTests : IDisposable
{
    private static readonly ColumnAddress Email = new("north", "residents", "email");
    private readonly DataKey _key = DataKey.Generate();
    private readonly FieldCipher _cipher;

    public FieldCipherTests() => _cipher = new FieldCipher(new Keyset(_key));

    public static TheoryData<string, string, string, string> OtherPlaces => new()
    {
        { "south", "residents", "email", "7" },
        { "north", "staff", "email", "7" },
        { "north", "residents", "phone", "7" },
        { "north", "residents", "email", "8" },
        { "north", "residents", "email", "77" },
        { "North", "residents", "email", "7" },
        { "northr", "esidents", "email", "7" },
        { "north", "residentse", "mail", "7" },
        { "north", "residents", "email7", "7" },
        { "residents", "north", "email", "7" },
    };

    public void Dispose()
    {
        _cipher.Dispose();
        _key.Dispose();
    }

    [Property]
    public void What_is_sealed_opens(byte[] plaintext, bool inEpochs)
    {
        using var cipher = new FieldCipher(new Keyset(_key), new FieldCipherSettings { NonceMode = inEpochs ? NonceMode.Epoch : NonceMode.Random });

        var value = cipher.Seal(Email.Row("7"u8), plaintext);

        Assert.Equal(plaintext.Length + 74, value.Length);
        Assert.Equal(plaintext, cipher.Open(Email.Row("7"u8), value));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Ada")]
    [InlineData("Zoë 🚲 Łódź")]
    public void Text_comes_back_as_it_was(string text) =>
        Assert.Equal(text, _cipher.OpenText(Email.Row("7"u8), _cipher.SealText(Email.Row("7"u8), text)));

    [Fact]
    public void Half_a_surrogate_pair_is_refused_and_not_replaced() =>
        Assert.Throws<ArgumentException>(() => _cipher.SealText(Email.Row("7"u8), "\ud83d"));

    [Theory]
    [MemberData(nameof(OtherPlaces))]
    public void A_value_does_not_open_in_another_place_and_the_error_says_no_more(string tenant, string table, string column, string row)
    {
        var value = _cipher.SealText(Email.Row("7"u8), "ada@example.org");

        var thrown = Assert.Throws<SealedValueException>(() => _cipher.Open(new ColumnAddress(tenant, table, column).Row(System.Text.Encoding.UTF8.GetBytes(row)), value));

        Assert.Equal(OpenResult.NotAuthentic, thrown.Result);
        Assert.Equal("This sealed value does not open here: it was changed, or it belongs to another place.", thrown.Message);
    }

    [Theory]
    [InlineData(NonceMode.Random)]
    [InlineData(NonceMode.Epoch)]
    public void A_value_cut_anywhere_or_made_longer_does_not_open(NonceMode mode)
    {
        using var cipher = new FieldCipher(new Keyset(_key), new FieldCipherSettings { NonceMode = mode });
        var value = cipher.SealText(Email.Row("7"u8), "ada@example.org");
        for (var length = 0; length < value.Length; length++)
        {
            var expected = length < 74 ? OpenResult.NotSealed : OpenResult.NotAuthentic;
            Assert.Equal(expected, cipher.TryOpen(Email.Row("7"u8), value.AsSpan(0, length), new byte[100], out _));
        }
        Assert.Equal(OpenResult.NotAuthentic, cipher.TryOpen(Email.Row("7"u8), [.. value, 0], new byte[100], out _));
    }

    [Fact]
    public void Every_byte_changed_to_every_other_value_is_refused()
    {
        var value = _cipher.SealText(Email.Row("7"u8), "ada");
        var opened = new byte[value.Length];
        for (var at = 0; at < value.Length; at++)
        {
            var right = value[at];
            for (var wrong = 0; wrong < 256; wrong++)
            {
                if (wrong == right)
                    continue;
                value[at] = (byte)wrong;
                opened.AsSpan().Fill(0xAA);
                Assert.NotEqual(OpenResult.Opened, _cipher.TryOpen(Email.Row("7"u8), value, opened, out var written));
                Assert.Equal(0, written);
                Assert.False(opened.AsSpan().ContainsAnyExcept((byte)0));
            }
            value[at] = right;
        }
    }

    [Fact]
    public void Another_key_is_not_tried()
    {
        using var other = DataKey.Generate();
        using var reader = new FieldCipher(new Keyset(other));
        var opened = new byte[100];
        opened.AsSpan().Fill(0xAA);

        Assert.Equal(OpenResult.KeyNotFound, reader.TryOpen(Email.Row("7"u8), _cipher.SealText(Email.Row("7"u8), "ada"), opened, out _));
        Assert.All(opened, each => Assert.Equal(0, each));
    }

    [Fact]
    public void A_value_that_is_made_to_name_another_key_of_the_set_does_not_open()
    {
        using var other = DataKey.Generate();
        using var reader = new FieldCipher(new Keyset(_key, other));
        var value = _cipher.SealText(Email.Row("7"u8), "ada");
        other.Id.CopyTo(value.AsSpan(2));

        Assert.Equal(OpenResult.NotAuthentic, reader.TryOpen(Email.Row("7"u8), value, new byte[100], out _));
    }

    [Fact]
    public void A_retired_key_opens_and_does_not_seal()
    {
        using var newer = DataKey.Generate();
        using var rotated = new FieldCipher(new Keyset(newer, _key));

        Assert.Equal("ada", rotated.OpenText(Email.Row("7"u8), _cipher.SealText(Email.Row("7"u8), "ada")));
        Assert.Equal(newer.Id, KeyId.FromBytes(rotated.SealText(Email.Row("7"u8), "ada").AsSpan(2, 32)));
    }

    [Fact]
    public void What_is_not_a_value_of_this_cipher_is_named_as_such()
    {
        using var deterministic = new DeterministicFieldCipher(new Keyset(_key));
        Assert.Equal(OpenResult.WrongSuite, Result(deterministic.SealDeterministically(Email, new byte[40])));
        Assert.Equal(OpenResult.NotSealed, Result("ada@example.org, who wrote this in plain text long ago, before anything was sealed"u8));
        Assert.Equal(OpenResult.NotSealed, Result([]));
        Assert.Equal(OpenResult.NotSealed, Result([0xE1, 0x7F, .. new byte[100]]));
        Assert.Equal(OpenResult.NotSealed, Result([0xE1, 0x43, .. new byte[100]]));
        Assert.Equal(OpenResult.WrongSuite, Result([0xE1, 0x03, .. new byte[100]]));

        OpenResult Result(ReadOnlySpan<byte> value) => _cipher.TryOpen(Email.Row("7"u8), value, new byte[200], out _);
    }

    [Fact]
    public void Buffers_that_are_too_short_or_overlap_are_refused_before_anything_is_written()
    {
        using var deterministic = new DeterministicFieldCipher(new Keyset(_key));
        var buffer = new byte[300];
        buffer.AsSpan().Fill(0xAA);
        Assert.Throws<ArgumentException>(() => _cipher.Seal(Email.Row("7"u8), new byte[10], buffer.AsSpan(0, 83)));
        Assert.Throws<ArgumentException>(() => _cipher.Seal(Email.Row("7"u8), buffer.AsSpan(50, 10), buffer));
        Assert.Throws<ArgumentException>(() => deterministic.SealDeterministically(Email, buffer.AsSpan(50, 10), buffer));

        // Whatever the value is: in a column that is being sealed it may be plain text, and must not be wiped.
        var sealedValue = _cipher.Seal(Email.Row("7"u8), new byte[10]);
        var damaged = (byte[])[.. sealedValue[..^1], (byte)(sealedValue[^1] ^ 1)];
        using var other = DataKey.Generate();
        using var stranger = new FieldCipher(new Keyset(other));
        byte[][] values = [sealedValue, damaged, "not sealed yet, and a little longer than what is added to a field when it is sealed"u8.ToArray(), stranger.Seal(Email.Row("7"u8), new byte[10])];
        foreach (var value in values)
        {
            var before = value.ToArray();
            buffer.AsSpan().Fill(0xAA);
            Assert.Throws<ArgumentException>(() => _cipher.TryOpen(Email.Row("7"u8), value, buffer.AsSpan(0, value.Length - 75), out _));
            Assert.Throws<ArgumentException>(() => _cipher.TryOpen(Email.Row("7"u8), value, value, out _));
            Assert.Throws<ArgumentException>(() => deterministic.TryOpen(Email, value, buffer.AsSpan(0, value.Length - 51), out _));
            Assert.Throws<ArgumentException>(() => deterministic.TryOpen(Email, value, value, out _));
            Assert.Equal(before, value);
            Assert.All(buffer, each => Assert.Equal(0xAA, each));
        }
    }

    [Fact]
    public void A_batch_whose_plaintexts_lie_where_it_writes_is_refused_before_anything_is_written()
    {
        var arena = new byte[400];
        arena.AsSpan().Fill(0xAA);
        FieldSlot[] slots = [new(Email, "7"u8.ToArray(), new byte[10]), new(Email, "8"u8.ToArray(), arena.AsMemory(20, 10))];
        Assert.Throws<ArgumentException>(() => _cipher.SealBatch(slots, arena, new int[2]));
        slots = [new(Email, "7"u8.ToArray(), new byte[10]), new(Email, default, new byte[10])];
        Assert.Throws<ArgumentException>(() => _cipher.SealBatch(slots, arena, new int[2]));
        Assert.All(arena, each => Assert.Equal(0xAA, each));
    }

    [Fact]
    public void No_exception_of_any_door_says_a_word_of_the_plaintext()
    {
        byte[] plaintext = [.. "canary"u8, 0xFE, 0xC3];
        var value = _cipher.Seal(Email.Row("7"u8), plaintext);
        using var deterministic = new DeterministicFieldCipher(new Keyset(_key));
        (string Door, Action Open)[] doors =
        [
            ("text that is bytes", () => _cipher.OpenText(Email.Row("7"u8), value)),
            ("another row", () => _cipher.OpenText(Email.Row("8"u8), value)),
            ("half a pair", () => _cipher.SealText(Email.Row("7"u8), "canary \ud83d")),
            ("overlap", () => _cipher.Seal(Email.Row("7"u8), plaintext, plaintext)),
            ("too short", () => _cipher.Seal(Email.Row("7"u8), plaintext, new byte[3])),
            ("no place", () => _cipher.Seal(default, plaintext)),
            ("bytes in a deterministic column", () => deterministic.Open(Email, value)),
            ("not sealed", () => _cipher.Open(Email.Row("7"u8), [.. plaintext, .. new byte[100]])),
        ];
        foreach (var (door, open) in doors)
        {
            var thrown = Record.Exception(open);
            Assert.True(thrown is ArgumentException or SealedValueException or InvalidOperationException, $"{door}: {thrown}");
            Assert.Null(thrown.InnerException);
            Assert.Empty(thrown.Data);
            foreach (var text in (string[])["canary", "FE", "C3", "254", "195", "0xFE", "\\uD83D", "index 6", "index 7"])
                Assert.False(thrown.Message.Contains(text, StringComparison.OrdinalIgnoreCase), $"{door}: {thrown.Message}");
        }
        Assert.Equal(OpenResult.NotText, Assert.Throws<SealedValueException>(() => _cipher.OpenText(Email.Row("7"u8), value)).Result);
    }

    [Fact]
    public void A_cipher_that_cannot_be_made_leaves_no_derived_key_behind()
    {
        using var disposed = DataKey.Generate();
        disposed.Dispose();
        Assert.Throws<ObjectDisposedException>(() => new FieldCipher(new Keyset(_key, disposed)));
        var made = new List<Probe>();
        Assert.Throws<InvalidOperationException>(() => Formats.DisposableList.Make([1, 2, 3], number =>
        {
            if (number == 3)
                throw new InvalidOperationException();
            made.Add(new Probe());
            return made[^1];
        }));
        Assert.Equal([true, true], made.Select(static each => each.IsDisposed));
    }

    [Fact]
    public void Many_keys_in_a_set_are_all_found()
    {
        DataKey[] keys = [.. Enumerable.Range(0, 12).Select(static _ => DataKey.Generate())];
        for (var count = 1; count <= keys.Length; count++)
        {
            using var cipher = new FieldCipher(new Keyset(keys[0], keys[1..count]));
            for (var i = 0; i < keys.Length; i++)
            {
                using var single = new FieldCipher(new Keyset(keys[i]));
                Assert.Equal(i < count ? OpenResult.Opened : OpenResult.KeyNotFound, cipher.TryOpen(Email.Row("7"u8), single.Seal(Email.Row("7"u8), [1]), new byte[1], out _));
            }
        }
    }

    [Fact]
    public void Places_that_are_none_are_refused()
    {
        Assert.Throws<ArgumentException>(() => Email.Row([]));
        Assert.Throws<ArgumentException>(() => Email.Row(new byte[513]));
        Assert.Throws<ArgumentException>(() => new ColumnAddress("", "t", "c"));
        Assert.Throws<ArgumentException>(() => new ColumnAddress("n", new string('t', 257), "c"));
        Assert.Throws<ArgumentException>(() => new ColumnAddress("n", "t", "\ud83d"));
        Assert.Throws<ArgumentNullException>(() => new ColumnAddress("n", "t", null!));
        Assert.Throws<InvalidOperationException>(() => _cipher.Seal(default, [1]));
        Assert.Equal("x", _cipher.OpenText(Email.Row(new byte[512]), _cipher.SealText(Email.Row(new byte[512]), "x")));
    }

    [Fact]
    public void After_disposal_nothing_is_sealed_or_opened()
    {
        var value = _cipher.SealText(Email.Row("7"u8), "ada");
        _cipher.Dispose();

        Assert.Throws<ObjectDisposedException>(() => _cipher.SealText(Email.Row("7"u8), "ada"));
        Assert.Throws<ObjectDisposedException>(() => _cipher.Open(Email.Row("7"u8), value));
    }

    [Fact]
    public async Task Disposing_while_others_seal_lets_them_finish_or_tells_them()
    {
        for (var round = 0; round < 20; round++)
        {
            var cipher = new FieldCipher(new Keyset(_key), new FieldCipherSettings { NonceMode = NonceMode.Epoch });
            using var start = new Barrier(3);
            var users = Enumerable.Range(0, 2).Select(_ => Task.Factory.StartNew(
                () =>
                {
                    start.SignalAndWait(TestContext.Current.CancellationToken);
                    try
                    {
                        while (true)
                            Assert.Equal("ada", _cipher.OpenText(Email.Row("7"u8), cipher.SealText(Email.Row("7"u8), "ada")));
                    }
                    catch (ObjectDisposedException)
                    {
                        return true;
                    }
                },
                TestContext.Current.CancellationToken, TaskCreationOptions.LongRunning, TaskScheduler.Default)).ToArray();
            start.SignalAndWait(TestContext.Current.CancellationToken);
            cipher.Dispose();
            Assert.All(await Task.WhenAll(users), Assert.True);
        }
    }

    [Fact]
    public void A_batch_is_what_the_fields_one_by_one_would_be()
    {
        FieldSlot[] slots = [.. Enumerable.Range(0, 300).Select(row => new FieldSlot(Email, new byte[] { 1, (byte)row, (byte)(row >> 8) }, ContentOf(row)))];
        var lengths = new int[slots.Length];
        var arena = new byte[_cipher.GetSealedLength(slots)];

        Assert.Equal(arena.Length, _cipher.SealBatch(slots, arena, lengths));

        var at = 0;
        for (var i = 0; i < slots.Length; i++)
        {
            Assert.Equal(ContentOf(i), _cipher.Open(Email.Row(slots[i].RowKey.Span), arena.AsSpan(at, lengths[i])));
            at += lengths[i];
        }
        Assert.Throws<ArgumentException>(() => _cipher.SealBatch(slots, arena.AsSpan(1), lengths));
        Assert.Throws<ArgumentException>(() => _cipher.SealBatch(slots, arena, new int[299]));
    }

    private static byte[] ContentOf(int row) => [.. Enumerable.Range(0, row).Select(i => (byte)(row + i * 7))];

    private sealed class Probe : IDisposable
    {
        public bool IsDisposed { get; private set; }

        public void Dispose() => IsDisposed = true;
    }

    [Fact]
    public void Two_batches_with_random_nonces_share_no_prefix()
    {
        FieldSlot[] slots = [new(Email, "7"u8.ToArray(), new byte[1]), new(Email, "8"u8.ToArray(), new byte[1])];
        var (one, other, lengths) = (new byte[150], new byte[150], new int[2]);
        _cipher.SealBatch(slots, one, lengths);
        _cipher.SealBatch(slots, other, lengths);

        Assert.Equal(one[34..46], one[(75 + 34)..(75 + 46)]);
        Assert.NotEqual(one[34..46], other[34..46]);
    }

    [Fact]
    [AllocationTestOf(typeof(FieldCipher), nameof(FieldCipher.Seal))]
    [AllocationTestOf(typeof(FieldCipher), nameof(FieldCipher.TryOpen))]
    [AllocationTestOf(typeof(FieldCipher), nameof(FieldCipher.SealBatch))]
    public void Sealing_in_epochs_and_opening_with_a_known_prefix_allocate_nothing()
    {
        // The time stands still: a new epoch allocates its key, once in a second or in 65,536 values.
        using var cipher = new FieldCipher(new Keyset(_key), new FieldCipherSettings { NonceMode = NonceMode.Epoch, TimeProvider = new Microsoft.Extensions.Time.Testing.FakeTimeProvider() });
        var plaintext = new byte[64];
        var value = new byte[cipher.GetSealedLength(64)];
        var opened = new byte[64];
        byte[] row = [7];
        cipher.Seal(Email.Row(row), plaintext, value);
        var kept = value.ToArray();

        AllocationMeter.AssertAllocatesNothing(() => cipher.TryOpen(Email.Row(row), kept, opened, out _));
        AllocationMeter.AssertAllocatesNothing(() => cipher.Seal(Email.Row(row), plaintext, value));

        FieldSlot[] slots = [new(Email, row, plaintext)];
        var lengths = new int[1];
        AllocationMeter.AssertAllocatesNothing(() => cipher.SealBatch(slots, value, lengths));
    }
}
