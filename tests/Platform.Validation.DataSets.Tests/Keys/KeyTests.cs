using FsCheck.Xunit;
using Platform.Testing;
using Platform.Validation.DataSets.Checkpoints;
using Platform.Validation.DataSets.Keys;
using Platform.Validation.DataSets.Sqlite;
using Platform.Validation.DataSets.Statistics;

namespace Platform.Validation.DataSets.Tests.Keys;

public sealed class KeyTests : IDisposable
{
    private static readonly KeyHasher Hasher = new(new Guid("6f0d1c1e-8f0c-4a55-9d3c-0f6f4a0b7d11"));

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("platform-keys-");

    private enum Color
    {
        Red,
        Green,
    }

    public void Dispose() => _folder.Delete(recursive: true);

    [Property(MaxTest = 60)]
    public void A_table_is_a_dictionary(int seed)
    {
        var random = new Random(seed);
        var (table, model) = (new KeyTable(Hasher), new Dictionary<UInt128, long>());
        var range = random.Next(1, 20_000);
        for (var row = 1L; row <= 10_000; row++)
        {
            // Half of them close together, which is where a weak spread would pile up.
            var key = random.Next(2) == 0 ? (UInt128)(uint)random.Next(range) : new UInt128((ulong)random.Next(range), (ulong)random.Next(4));
            var at = row % 7 == 0 ? row + (1L << 33) : row;
            Assert.Equal(model.TryAdd(key, at), table.TryAdd(key, Hasher.Spread(key), at, out var first));
            if (first != 0)
                Assert.Equal(model[key], first);
        }
        Assert.Equal(model.Count, table.Count);
        Assert.Equal(model.OrderBy(pair => pair.Key).Select(pair => new StoredKey(pair.Key, pair.Value)), table.Read().OrderBy(key => key.Key));
        Assert.False(table.TryFind(UInt128.MaxValue, Hasher.Spread(UInt128.MaxValue), out _));
    }

    /// <summary>Keys that begin their search in one place: more than stand there together, and at the end of the table, where it goes on at the beginning.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0xFFF)]
    public void Keys_that_crowd_in_one_place_are_told_apart(int place)
    {
        var table = new KeyTable(Hasher);
        table.Reserve(50_000);
        var crowd = Enumerable.Range(1, 1 << 20).Select(number => (UInt128)number).Where(key => (int)(Hasher.Spread(key) >> 52) == place).ToList();
        Assert.InRange(crowd.Count, 150, 400);
        for (var i = 0; i < crowd.Count; i++)
            Assert.True(table.TryAdd(crowd[i], Hasher.Spread(crowd[i]), i + 1, out _));
        for (var i = 0; i < crowd.Count; i++)
        {
            Assert.False(table.TryAdd(crowd[i], Hasher.Spread(crowd[i]), 5_000, out var first));
            Assert.Equal(i + 1, first);
            Assert.True(table.TryFind(crowd[i], Hasher.Spread(crowd[i]), out first));
            Assert.Equal(i + 1, first);
        }
        Assert.Equal(crowd, table.Read().Select(key => key.Key));
        table.Clear();
        Assert.Empty(table.Read());
    }

    [Fact]
    public void A_table_with_room_for_what_comes_is_not_made_anew()
    {
        var table = new KeyTable(Hasher);
        table.Reserve(100_000);
        var before = table.Bytes;
        for (var row = 1; row <= 100_000; row++)
            table.TryAdd((UInt128)row, Hasher.Spread((UInt128)row), row, out _);
        Assert.InRange(table.Bytes - before, 100_000 * 24, (100_000 + 4_096) * 24);
        table.Reserve(1_000_000);
        Assert.Equal(100_000, table.Count);
    }

    /// <summary>Four at a time, or one by one: texts of every length, beside each other and with gaps between them.</summary>
    [Property(MaxTest = 200)]
    public void Texts_have_the_same_key_however_many_are_hashed_at_once(int seed)
    {
        var random = new Random(seed);
        var longest = random.Next(1, 40);
        var texts = Enumerable.Range(0, 41).Select(_ => new string([.. Enumerable.Range(0, longest - random.Next(Math.Min(longest, 4))).Select(_ => (char)random.Next(0xFFFF))])).ToArray();
        var present = texts.Select(_ => random.Next(8) == 0 ? (byte)0 : (byte)1).ToArray();
        var keys = new UInt128[texts.Length];
        Hasher.Hash<string>(texts, present, keys);
        for (var i = 0; i < texts.Length; i++)
            Assert.Equal(present[i] == 0 ? UInt128.Zero : Hasher.Hash(texts[i]), keys[i]);
    }

    /// <summary>What the documentation promises: 24 bytes a key, and five for each place in the table.</summary>
    [Theory]
    [InlineData(100_000)]
    [InlineData(300_000)]
    [InlineData(1_000_000)]
    public void A_key_in_memory_takes_25_to_50_bytes(int keys)
    {
        var table = new KeyTable(Hasher);
        for (var row = 1; row <= keys; row++)
        {
            var key = Hasher.Hash((long)row * 7);
            table.TryAdd(key, Hasher.Spread(key), row, out _);
        }
        Assert.InRange((double)table.Bytes / keys, 25, 50);
    }

    [Property(MaxTest = 25)]
    public void Keys_that_spill_are_told_apart_as_those_in_memory(int seed)
    {
        var random = new Random(seed);
        var range = random.Next(50, 3_000);
        using var index = new KeyIndex(Hasher, $"run{seed}", "rule", random.Next(10, 200), new SqliteKeyStorage(_folder.FullName));
        var model = new Dictionary<UInt128, long>();
        for (var row = 1L; row <= 2_000; row++)
        {
            var key = Hasher.Hash($"value {random.Next(range)}");
            Assert.Equal(model.TryAdd(key, row), index.TryAdd(key, row, out var first));
            Assert.Equal(model[key] == row ? 0 : model[key], first);
        }
        Assert.Equal(model.Count, index.Count);
        Assert.Equal(model.Select(pair => new StoredKey(pair.Key, pair.Value)).OrderBy(key => key.Key), index.Read().OrderBy(key => key.Key));
        Assert.True(model.Count < 200 || index.Spilled > 0);

        index.Delete();
        Assert.Empty(_folder.GetFiles());
    }

    [Fact]
    public void Keys_added_after_the_last_checkpoint_are_forgotten_by_who_goes_on()
    {
        var storage = new SqliteKeyStorage(_folder.FullName);
        byte[] saved;
        using (var dying = new KeyIndex(Hasher, "run", "rule", 10, storage))
        {
            for (var row = 1; row <= 25; row++)
                dying.TryAdd((UInt128)row, row, out _);
            using var bytes = new MemoryStream();
            dying.Save(new StateWriter(bytes));
            saved = bytes.ToArray();
            for (var row = 26; row <= 60; row++)
                Assert.True(dying.TryAdd((UInt128)row, row, out _));
        }

        using var resumed = new KeyIndex(Hasher, "run", "rule", 10, storage);
        resumed.Restore(new StateReader(saved));
        Assert.Equal(25, resumed.Count);
        for (var row = 26; row <= 60; row++)
            Assert.True(resumed.TryAdd((UInt128)row, row, out _));
        for (var row = 1; row <= 60; row++)
        {
            Assert.False(resumed.TryAdd((UInt128)row, 100 + row, out var first));
            Assert.Equal(row, first);
        }
        resumed.Delete();
    }

    /// <summary>A row of 0 marks a free place: the key would be there and not be found.</summary>
    [Theory]
    [InlineData(0, 0, 1, 0)]
    [InlineData(0, 0, 1, 1L << 40)]
    [InlineData(0, 0, 1, -1)]
    [InlineData(1, 0, 0, 1)]
    [InlineData(0, 5, 0, 1)]
    [InlineData(-1, 0, 0, 1)]
    public void Numbers_that_cannot_be_are_refused(long generation, long spilled, long count, long row)
    {
        using var bytes = new MemoryStream();
        var state = new StateWriter(bytes);
        foreach (var number in (long[])[generation, spilled, count, 7, 0, row])
            state.Write(number);
        using var index = new KeyIndex(Hasher, "run", "rule", 10, new SqliteKeyStorage(_folder.FullName));

        Assert.Throws<CheckpointException>(() => index.Restore(new StateReader(bytes.ToArray())));
        index.Delete();
    }

    [Theory]
    [InlineData(1, 2.0, 1.0, 5, 1)]
    [InlineData(1, double.NaN, 1.0, 5, 1)]
    [InlineData(0, 1.0, 1.0, 5, 1)]
    [InlineData(1, 1.0, 1.0, 0, 1)]
    [InlineData(1, 1.0, 1.0, 5, 0)]
    [InlineData(1, 1.0, 1.0, 5, 65)]
    public void A_sketch_that_cannot_be_is_refused(long count, double minimum, double maximum, long coin, long levels)
    {
        using var bytes = new MemoryStream();
        var state = new StateWriter(bytes);
        state.Write(count);
        state.Write(minimum);
        state.Write(maximum);
        state.Write(coin);
        state.Write(levels);
        for (var level = 0; level < levels; level++)
            state.Write(0L);

        Assert.Throws<CheckpointException>(() => new QuantileSketch().Restore(new StateReader(bytes.ToArray())));
    }

    [Fact]
    public void Without_a_storage_too_many_keys_are_an_error_that_says_what_to_do()
    {
        using var index = new KeyIndex(Hasher, "run", "Id.unique", 100, null);
        var refused = Assert.Throws<KeyLimitException>(() =>
        {
            for (var row = 1; row <= 101; row++)
                index.TryAdd((UInt128)row, row, out _);
        });
        Assert.Contains("Id.unique has met more than 100 different values", refused.Message, StringComparison.Ordinal);
    }

    /// <summary>
    /// Keys that differ in the top bits of both halves alone. Whatever the secret is, a sum of the halves takes few values over all of these;
    /// who chooses identifiers would make one long chain of a table, and of an estimate what he likes.
    /// </summary>
    [Fact]
    public void Keys_that_somebody_chose_do_not_meet_in_one_place()
    {
        const int Values = 512;
        var (places, distinct, table) = (new HashSet<ulong>(), new HyperLogLog(), new KeyTable(Hasher));
        for (var i = 0UL; i < Values; i++)
        {
            for (var j = 0UL; j < Values; j++)
            {
                var key = new UInt128(0x1234_5678_9ABC_DEF0 ^ (i << 55), 0x0FED_CBA9_8765_4321 ^ (j << 55));
                var place = Hasher.Spread(key);
                places.Add(place);
                distinct.Add(place);
                Assert.True(table.TryAdd(key, place, 1, out _));
            }
        }

        Assert.Equal(Values * Values, places.Count);
        Assert.InRange(distinct.Estimate(), Values * Values * 0.96, Values * Values * 1.04);
    }

    /// <summary>Numbers in a row, and those that lie far apart, whatever the secret is, also none.</summary>
    [Theory]
    [InlineData("00000000-0000-0000-0000-000000000000")]
    [InlineData("6f0d1c1e-8f0c-4a55-9d3c-0f6f4a0b7d11")]
    [InlineData("ffffffff-ffff-ffff-ffff-ffffffffffff")]
    public void Plain_numbers_are_spread_evenly(string secret)
    {
        var hasher = new KeyHasher(new Guid(secret));
        var sixteenths = new int[16];
        foreach (var step in (long[])[1, 8, 1 << 20, 1L << 40, -3])
        {
            var distinct = new HyperLogLog();
            Array.Clear(sixteenths);
            for (var i = 0L; i < 100_000; i++)
            {
                var place = hasher.Spread(hasher.Hash(i * step));
                distinct.Add(place);
                sixteenths[(int)(place >> 60)]++;
            }
            Assert.InRange(distinct.Estimate(), 96_000, 104_000);
            foreach (var count in sixteenths)
                Assert.InRange(count, 5_900, 6_600);
        }
    }

    [Fact]
    public void Equal_values_have_one_key_and_others_have_others()
    {
        Assert.Equal(Hasher.Hash(1.0m), Hasher.Hash(1.00m));
        Assert.NotEqual(Hasher.Hash(1.0m), Hasher.Hash(-1.0m));
        Assert.Equal(Hasher.Hash(0.0), Hasher.Hash(-0.0));
        Assert.Equal(Hasher.Hash(double.NaN), Hasher.Hash(-double.NaN));
        Assert.Equal(Hasher.Hash(new DateTimeOffset(2026, 1, 1, 12, 0, 0, TimeSpan.Zero)), Hasher.Hash(new DateTimeOffset(2026, 1, 1, 14, 0, 0, TimeSpan.FromHours(2))));
        Assert.NotEqual(Hasher.Hash("a"), Hasher.Hash("A"));
        Assert.NotEqual(Hasher.Hash("\uD800"), Hasher.Hash("\uD801"));
        Assert.NotEqual(Hasher.Hash(Color.Red), Hasher.Hash(Color.Green));
        Assert.NotEqual(Hasher.Hash("a"), new KeyHasher(Guid.Empty).Hash("a"));
        Assert.False(KeyHasher.CanHash<(int, int)>());
    }

    [Property(MaxTest = 200)]
    public void Texts_have_one_key_only_where_they_are_equal(string? left, string? right) =>
        Assert.Equal(left == right, new RowKey(Hasher).And(left).Value == new RowKey(Hasher).And(right).Value);

    [Fact]
    public void Parts_of_a_key_do_not_run_together()
    {
        var key = new RowKey(Hasher);
        Assert.NotEqual(key.And("ab").And("c").Value, key.And("a").And("bc").Value);
        Assert.NotEqual(key.And((string?)null).And("a").Value, key.And("a").And((string?)null).Value);
        Assert.NotEqual(key.And((int?)null).Value, key.And((int?)0).Value);
        Assert.Equal(key.And((int?)7).Value, key.And(7).Value);
        Assert.Throws<NotSupportedException>(() => key.And(new object()));
    }

    /// <summary>SipHash-2-4 has published vectors; of the variant with fewer rounds the reference code is the only word, so what is checked is what is relied on.</summary>
    [Fact]
    public void Every_bit_of_a_text_changes_about_half_of_the_bits_of_its_key()
    {
        long changed = 0;
        var trials = 0;
        for (var length = 1; length <= 40; length++)
        {
            var bytes = new byte[length];
            new Random(length).NextBytes(bytes);
            var before = Hasher.HashBytes(bytes);
            for (var bit = 0; bit < length * 8; bit++)
            {
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                changed += (long)UInt128.PopCount(before ^ Hasher.HashBytes(bytes));
                bytes[bit / 8] ^= (byte)(1 << (bit % 8));
                trials++;
            }
        }
        Assert.InRange(changed / (double)trials, 63.5, 64.5);
    }

    [Fact]
    [AllocationTestOf(typeof(KeyTable), nameof(KeyTable.TryAdd))]
    [AllocationTestOf(typeof(KeyHasher), nameof(KeyHasher.Hash))]
    [AllocationTestOf(typeof(HyperLogLog), nameof(HyperLogLog.Add))]
    [AllocationTestOf(typeof(QuantileSketch), nameof(QuantileSketch.Add))]
    public void Keys_and_sketches_allocate_nothing_for_what_they_know()
    {
        var (table, distinct, quantiles) = (new KeyTable(Hasher), new HyperLogLog(), new QuantileSketch());
        var texts = Enumerable.Range(0, 100).Select(i => $"text {i}").ToArray();
        foreach (var text in texts)
            table.TryAdd(Hasher.Hash(text), Hasher.Spread(Hasher.Hash(text)), 1, out _);
        for (var i = 0; i < 200_000; i++)
            quantiles.Add(i);
        var next = 0;
        AllocationMeter.AssertAllocatesNothing(() =>
        {
            var key = Hasher.Hash(texts[next++ % texts.Length]);
            if (table.TryAdd(key, Hasher.Spread(key), 2, out _))
                throw new InvalidOperationException();
            distinct.Add(Hasher.Spread(key));
            quantiles.Add(next);
        });
    }
}
