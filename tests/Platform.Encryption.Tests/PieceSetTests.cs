using FsCheck.Xunit;
using Platform.Encryption.Indexes;
using Platform.Encryption.Keys;

namespace Platform.Encryption.Tests;

/// <summary>Pieces of a text as a set in one column, and what is found in it.</summary>
public sealed class PieceSetTests : IDisposable
{
    private static readonly BlindIndex Pieces = BlindIndex.NGram("residents", "name", TextNormalizer.Exact, IndexPlan.For(100_000, 20_000));

    private readonly DataKey _key = DataKey.FromSecret([.. Enumerable.Range(1, 32).Select(i => (byte)i)]);
    private readonly BlindIndexer _indexer;

    public PieceSetTests() => _indexer = new BlindIndexer(new Keyset(_key), "north", Pieces);

    public void Dispose()
    {
        _indexer.Dispose();
        _key.Dispose();
    }

    [Fact]
    public void A_set_is_the_tag_and_the_bits_of_each_piece_in_the_order_of_bytes()
    {
        var values = _indexer.ComputeAll("abcabcd");

        var set = _indexer.ComputeCell("abcabcd")!;

        Assert.Equal(4, values.Count); // abc bca cab bcd
        Assert.Equal([.. values[0][..4], .. values.SelectMany(static value => value[4..])], set);
        Assert.True(_indexer.IsCurrent(set));
        Assert.False(_indexer.IsCurrent(set.AsSpan(0, 5)));
        Assert.False(_indexer.IsCurrent(set.AsSpan(0, 4)));
        Assert.Null(_indexer.ComputeCell("ab"));
        Assert.Equal(_indexer.ComputeAll("abc"), [_indexer.ComputeCell("abc")!]);
    }

    [Fact]
    public void A_cell_of_an_index_of_whole_texts_is_its_value()
    {
        using var whole = new BlindIndexer(new Keyset(_key), "north", BlindIndex.Equality("t", "c", TextNormalizer.Text, IndexPlan.For(100_000, 20_000)));

        Assert.Equal(whole.Compute("Ada"), whole.ComputeCell("ADA"));
        Assert.Throws<InvalidOperationException>(() => whole.SetCandidates("Ada"));
    }

    [Fact]
    public void While_a_key_rotates_sets_of_both_are_asked_for()
    {
        using var newer = DataKey.Generate();
        using var rotated = new BlindIndexer(new Keyset(newer, _key), "north", Pieces);

        var candidates = rotated.SetCandidates("abcd");

        Assert.Equal(2, candidates.Count);
        Assert.Equal(_indexer.SetCandidates("abcd")[0], candidates[1]);
        Assert.False(rotated.IsCurrent(_indexer.ComputeCell("abcd")));
        Assert.Throws<ArgumentException>(() => rotated.SetCandidates("ab"));
    }

    [Property]
    public void Whoever_is_close_has_as_many_pieces_as_the_lemma_says(ushort letters, ushort errors, byte length)
    {
        // Of two letters, so that pieces repeat and texts are often close by chance.
        var pattern = TextOf(letters, 4 + length % 12);
        var text = TextOf(errors, 16);
        for (var maxEdits = 0; maxEdits <= 3; maxEdits++)
        {
            var isClose = Pieces.Matches(text, pattern, maxEdits);
            Assert.Equal(NaiveIsWithin(text, pattern, maxEdits), isClose);
            if (!isClose)
                continue;
            var had = _indexer.ComputeAll(text).Select(Convert.ToHexString).ToHashSet();
            var shared = _indexer.PieceCandidates(pattern)[0].Count(piece => had.Contains(Convert.ToHexString(piece)));
            Assert.True(shared >= Pieces.LeastPieces(pattern, maxEdits), $"{pattern} in {text}: {shared}");
        }
    }

    [Theory]
    [InlineData("", "", 0, true)]
    [InlineData("", "a", 0, false)]
    [InlineData("", "a", 1, true)]
    [InlineData("abc", "", 0, true)]
    [InlineData("xxabcxx", "abc", 0, true)]
    [InlineData("xxacxx", "abc", 0, false)]
    [InlineData("xxacxx", "abc", 1, true)]
    [InlineData("xxabbcxx", "abc", 1, true)]
    [InlineData("xxacbxx", "abcd", 1, false)]
    [InlineData("\U0001F600\U0001F601", "\U0001F600\U0001F602", 1, true)]
    [InlineData("\U0001F600\U0001F601", "\U0001F600\U0001F602", 0, false)]
    public void A_pattern_is_within_a_text_up_to_so_many_edits(string text, string pattern, int maxEdits, bool expected) =>
        Assert.Equal(expected, ApproximateMatch.IsWithin(text, pattern, maxEdits));

    [Fact]
    public void Fewer_than_no_edits_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Pieces.Matches("a", "a", -1));
        Assert.Throws<ArgumentOutOfRangeException>(() => Pieces.LeastPieces("a", -1));
        Assert.Equal(-2, Pieces.LeastPieces("abc", 1));
        Assert.True(Pieces.LeastPieces("abcdef", 1_431_655_766) < 0); // three times that is 2 more than 2^32
        Assert.True(Pieces.LeastPieces("abcdef", int.MaxValue) < 0);
    }

    private static string TextOf(int letters, int length) => string.Concat(Enumerable.Range(0, length).Select(i => (letters >> i & 1) == 0 ? 'a' : 'b'));

    /// <summary>Every part of the text, each measured by itself.</summary>
    private static bool NaiveIsWithin(string text, string pattern, int maxEdits) => Enumerable.Range(0, text.Length + 1)
        .Any(start => Enumerable.Range(0, text.Length - start + 1).Any(length => Distance(text.AsSpan(start, length), pattern) <= maxEdits));

    private static int Distance(ReadOnlySpan<char> one, ReadOnlySpan<char> other)
    {
        var rows = new int[one.Length + 1, other.Length + 1];
        for (var i = 0; i <= one.Length; i++)
        {
            for (var j = 0; j <= other.Length; j++)
            {
                rows[i, j] = i == 0 ? j : j == 0 ? i
                    : Math.Min(Math.Min(rows[i - 1, j], rows[i, j - 1]) + 1, rows[i - 1, j - 1] + (one[i - 1] == other[j - 1] ? 0 : 1));
            }
        }
        return rows[one.Length, other.Length];
    }
}
