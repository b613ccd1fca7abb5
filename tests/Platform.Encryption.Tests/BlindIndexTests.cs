using System.Text;
using System.Text.Json;
using FsCheck.Xunit;
using Platform.Encryption.Keys;
using Platform.Encryption.Tests.Reference;
using Platform.Testing;

namespace Platform.Encryption.Tests;

public sealed class BlindIndexTests : IDisposable
{
    private static readonly byte[] Secret = [.. Enumerable.Range(100, 32).Select(i => (byte)i)];
    private readonly DataKey _key = DataKey.FromSecret(Secret);
    private readonly BlindIndexer _email;

    public BlindIndexTests() => _email = Indexer(BlindIndex.Equality("residents", "email", TextNormalizer.Email, Plan(20)));

    public static TheoryData<int> Kept => [.. Enumerable.Range(0, Read().Values.Count)];

    public void Dispose()
    {
        _email.Dispose();
        _key.Dispose();
    }

    [Theory]
    [MemberData(nameof(Kept))]
    public void A_kept_value_is_what_it_was(int which)
    {
        var kept = Read();
        var value = kept.Values[which];
        using var key = DataKey.FromSecret(Convert.FromHexString(kept.Secret));
        var normalizer = TextNormalizer.FromName(value.Normalizer);
        var index = Enum.Parse<BlindIndexKind>(value.Kind, ignoreCase: true) switch
        {
            BlindIndexKind.Equality => BlindIndex.Equality(value.Table, value.Column, normalizer, Plan(value.Bits)),
            BlindIndexKind.Prefix => BlindIndex.Prefix(value.Table, value.Column, normalizer, Plan(value.Bits), value.Length),
            _ => BlindIndex.NGram(value.Table, value.Column, normalizer, Plan(value.Bits), value.Length),
        };
        using var indexer = new BlindIndexer(new Keyset(key), value.Tenant, index);

        Assert.Equal(kept.KeyId, key.Id.ToString());
        Assert.Equal(value.Values, indexer.ComputeAll(value.Text).Select(Convert.ToHexStringLower));
    }

    [Property]
    public void Every_value_is_what_the_second_implementation_gives(byte[] bytes, byte bits, byte length)
    {
        var text = Encoding.UTF8.GetString(bytes);
        var plan = Plan(1 + bits % 40);
        var column = ReferenceFormat.Address("north", "residents", "email");
        using var equality = Indexer(BlindIndex.Equality("residents", "email", TextNormalizer.Exact, plan));
        using var prefix = Indexer(BlindIndex.Prefix("residents", "email", TextNormalizer.Exact, plan, 1 + length % 5));

        Assert.Equal(ReferenceFormat.IndexValue(Secret, 1, 0, "exact", column, plan.Bits, text), equality.Compute(text));
        var runes = text.EnumerateRunes().ToList();
        var taken = runes.Count < 1 + length % 5 ? null : string.Concat(runes.Take(1 + length % 5));
        Assert.Equal(taken is null ? null : ReferenceFormat.IndexValue(Secret, 2, 1 + length % 5, "exact", column, plan.Bits, taken), prefix.Compute(text));
    }

    [Property]
    public void A_row_has_the_values_of_all_pieces_of_what_is_in_its_text(byte[] before, byte[] within, byte[] after)
    {
        var index = BlindIndex.NGram("residents", "note", TextNormalizer.Exact, Plan(12));
        using var indexer = Indexer(index);
        var searched = Convert.ToHexString([.. within, 1, 2]);
        var text = Convert.ToHexString(before) + searched + Convert.ToHexString(after);

        var row = indexer.ComputeAll(text).Select(Convert.ToHexString).ToHashSet();

        Assert.All(Assert.Single(indexer.PieceCandidates(searched)), value => Assert.Contains(Convert.ToHexString(value), row));
        Assert.True(index.Matches(text, searched));
    }

    [Theory]
    [InlineData("south", "residents", "email", "index")]
    [InlineData("north", "members", "email", "index")]
    [InlineData("north", "residents", "work_email", "index")]
    [InlineData("northr", "esidents", "email", "index")]
    public void Elsewhere_the_same_text_has_another_value(string tenant, string table, string column, string purpose)
    {
        var index = BlindIndex.Equality(table, column, TextNormalizer.Email, Plan(20), purpose);
        using var elsewhere = new BlindIndexer(new Keyset(_key), tenant, index);

        Assert.NotEqual(_email.Compute("ada@example.org"), elsewhere.Compute("ada@example.org"));
    }

    [Fact]
    public void Kind_length_and_normaliser_are_in_the_key()
    {
        BlindIndex[] indexes =
        [
            BlindIndex.Equality("t", "c", TextNormalizer.Text, Plan(30)),
            BlindIndex.Equality("t", "c", TextNormalizer.Email, Plan(30)),
            BlindIndex.Prefix("t", "c", TextNormalizer.Text, Plan(30), 3),
            BlindIndex.NGram("t", "c", TextNormalizer.Text, Plan(30), 3),
        ];
        var values = indexes.Select(index =>
        {
            using var indexer = Indexer(index);
            return Convert.ToHexString(Assert.Single(indexer.ComputeAll("abc")));
        });

        Assert.Distinct(values);
    }

    [Fact]
    public void Texts_share_values_as_often_as_the_plan_says()
    {
        using var indexer = Indexer(BlindIndex.Equality("residents", "name", TextNormalizer.Text, Plan(8)));

        var values = Enumerable.Range(0, 2_000).Select(i => Convert.ToHexString(indexer.Compute($"name {i}")!)).GroupBy(value => value).ToList();

        Assert.Equal(256, values.Count);
        Assert.InRange(values.Max(group => group.Count()), 8, 30);
    }

    [Fact]
    public void While_a_key_rotates_a_search_asks_for_both_and_a_row_gets_the_newest()
    {
        using var newer = DataKey.Generate();
        using var rotated = new BlindIndexer(new Keyset(newer, _key), "north", _email.Index);
        var old = _email.Compute("ada@example.org")!;

        var candidates = rotated.Candidates("ADA@example.org");

        Assert.Equal([rotated.Compute("ada@example.org")!, old], candidates);
        Assert.True(rotated.IsCurrent(candidates[0]));
        Assert.False(rotated.IsCurrent(old));
        Assert.False(rotated.IsCurrent(candidates[0].AsSpan(0, 5)));
        Assert.True(candidates[0].AsSpan().StartsWith(rotated.CurrentTag.Span));
    }

    [Fact]
    public void What_an_index_does_not_find_is_told()
    {
        using var prefix = Indexer(BlindIndex.Prefix("residents", "name", TextNormalizer.Text, Plan(12), 3));
        using var pieces = Indexer(BlindIndex.NGram("residents", "note", TextNormalizer.Text, Plan(12)));

        Assert.Null(prefix.Compute("ab"));
        Assert.Empty(pieces.ComputeAll("ab"));
        Assert.Contains("3 characters and more", Assert.Throws<ArgumentException>(() => prefix.Candidates("ab")).Message, StringComparison.Ordinal);
        Assert.Throws<ArgumentException>(() => pieces.PieceCandidates("ab"));
        Assert.Throws<InvalidOperationException>(() => pieces.Compute("abcdef"));
        Assert.Throws<InvalidOperationException>(() => pieces.Candidates("abcdef"));
        Assert.Throws<InvalidOperationException>(() => prefix.PieceCandidates("abcdef"));
        Assert.Throws<ArgumentException>(() => _email.Compute("ada@example.org", new byte[_email.ValueLength - 1]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlindIndex.Prefix("t", "c", TextNormalizer.Text, Plan(12), 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => BlindIndex.NGram("t", "c", TextNormalizer.Text, Plan(12), 1));
        Assert.Throws<ArgumentException>(() => BlindIndex.Equality("", "c", TextNormalizer.Text, Plan(12)));
    }

    [Fact]
    public void Text_that_is_not_well_formed_is_refused_without_a_word_of_it()
    {
        const string Text = "secret \uD800 secret";
        using var exact = Indexer(BlindIndex.Equality("residents", "name", TextNormalizer.Exact, Plan(12)));
        using var pieces = Indexer(BlindIndex.NGram("residents", "name", TextNormalizer.Exact, Plan(12)));
        Action[] doors = [() => exact.Compute(Text), () => _email.Compute(Text), () => exact.Candidates(Text), () => _email.ComputeAll(Text), () => pieces.ComputeAll(Text)];

        Assert.All(doors, door => Assert.DoesNotContain("secret", Assert.Throws<ArgumentException>(door).ToString(), StringComparison.Ordinal));
    }

    [Fact]
    [AllocationTestOf(typeof(BlindIndexer), nameof(BlindIndexer.Compute))]
    public void Computing_allocates_nothing()
    {
        var value = new byte[_email.ValueLength];
        using var phone = Indexer(BlindIndex.Equality("residents", "phone", TextNormalizer.Phone("49"), Plan(20)));
        AllocationMeter.AssertAllocatesNothing(() => _email.Compute("Ada.Lovelace@Example.org", value));
        AllocationMeter.AssertAllocatesNothing(() => phone.Compute("+49 (0)40 123-456", value));
    }

    [Fact]
    public async Task Many_threads_at_once_get_the_same_values()
    {
        var expected = _email.Compute("ada@example.org");
        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => Task.Run(
            () =>
            {
                for (var i = 0; i < 500; i++)
                    Assert.Equal(expected, _email.Compute("ada@example.org"));
            },
            TestContext.Current.CancellationToken)));
    }

    [Fact]
    public void Long_texts_are_hashed_whole()
    {
        var text = new string('x', 10_000);

        Assert.NotEqual(_email.Compute(text + "a"), _email.Compute(text + "b"));
        Assert.Equal(_email.Compute(text + "a"), _email.Compute(" " + text.ToUpperInvariant() + "A"));
    }

    [Fact]
    public void A_disposed_indexer_says_so()
    {
        _email.Dispose();
        Assert.Throws<ObjectDisposedException>(() => _email.Compute("ada@example.org"));
    }

    [Fact]
    public void Indexes_are_equal_by_what_is_said_of_them()
    {
        var one = BlindIndex.Equality("t", "c", TextNormalizer.Phone("49"), Plan(12));

        Assert.Equal(one, BlindIndex.Equality("t", "c", TextNormalizer.Phone("49"), Plan(12)));
        Assert.NotEqual(one, BlindIndex.Equality("t", "c", TextNormalizer.Phone("44"), Plan(12)));
        Assert.NotEqual(one, BlindIndex.Equality("t", "c", TextNormalizer.Phone("49"), Plan(13)));
        Assert.NotEqual(one, BlindIndex.Prefix("t", "c", TextNormalizer.Phone("49"), Plan(12), 3));
    }

    internal static IndexPlan Plan(int bits) => bits == 128 ? IndexPlan.InsecureUncut()
        : bits < 9 ? IndexPlan.InsecureForFewValues(2L << bits, 2L << bits) : IndexPlan.For(2L << bits, 2L << bits);

    private static KeptFile Read() =>
        JsonSerializer.Deserialize<KeptFile>(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Data", "blind-index-1.json")), JsonSerializerOptions.Web)!;

    private BlindIndexer Indexer(BlindIndex index) => new(new Keyset(_key), "north", index);

    private sealed record KeptFile(string Secret, string KeyId, IReadOnlyList<KeptValue> Values);

    private sealed record KeptValue(string Kind, int Length, string Normalizer, int Bits, string Tenant, string Table, string Column, string Text, IReadOnlyList<string> Values);
}
