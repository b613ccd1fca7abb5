using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Tests;

public sealed class AnswersTests
{
    public static TheoryData<object, object, bool> Pairs => new()
    {
        { 1, 1, true },
        { 1, 2, false },
        { 1, 1L, false },
        { "one", "one", true },
        { "one", "One", false },
        { "ab", new[] { 'a', 'b' }, false },
        { new byte[] { 1, 2 }, new byte[] { 1, 2 }, true },
        { new byte[] { 1, 2 }, new ReadOnlyMemory<byte>([1, 2]), true },
        { new byte[] { 1, 2 }, new Memory<byte>([1, 2, 3]), false },
        { new List<string> { "a" }, new[] { "a" }, true },
        { new[] { "a", "b" }, new[] { "b", "a" }, false },
        { new object[] { 1, new[] { 2 } }, new object[] { 1, new List<int> { 2 } }, true },
        { Array.Empty<int>(), new[] { 0 }, false },
        { (1, "a"), (1, "a"), true },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void What_counts_is_what_is_in_it(object one, object other, bool same)
    {
        Assert.Equal(same, Answers.Same(one, other));
        Assert.Equal(same, Answers.Same(other, one));
    }

    [Fact]
    public void A_long_answer_is_shown_short() => Assert.InRange(Answers.Show(new byte[5000]).Length, 100, 200);
}
