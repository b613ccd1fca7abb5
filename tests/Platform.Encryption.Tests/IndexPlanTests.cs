using FsCheck.Xunit;

namespace Platform.Encryption.Tests;

public sealed class IndexPlanTests
{
    [Property]
    public void At_least_two_texts_share_a_value_and_no_more_than_the_root_of_all(uint distinct, uint more)
    {
        var x = Math.Max(IndexPlan.FewestDistinctValues, (long)distinct);
        var plan = IndexPlan.For(x + more, x);

        Assert.True(Math.Pow(2, plan.MostBits) <= x / 2d);
        Assert.True(Math.Pow(2, plan.MostBits + 1) > x / 2d);
        Assert.True(Math.Pow(2, plan.LeastBits) >= Math.Sqrt(x));
        Assert.True(Math.Pow(2, plan.LeastBits - 1) < Math.Sqrt(x));
        Assert.Equal(plan.MostBits, plan.Bits);
        Assert.Equal(plan.LeastBits, plan.WithBits(plan.LeastBits).Bits);
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.WithBits(plan.MostBits + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => plan.WithBits(plan.LeastBits - 1));
    }

    [Theory]
    [InlineData(2)]
    [InlineData(200)]
    [InlineData(999)]
    public void A_column_of_few_texts_is_refused_with_advice(long distinct)
    {
        var message = Assert.Throws<ArgumentException>(() => IndexPlan.For(1_000_000, distinct)).Message;

        Assert.Contains($"about {distinct} different texts is not indexed", message, StringComparison.Ordinal);
        Assert.Contains("counts how often", message, StringComparison.Ordinal);
        Assert.Contains(nameof(IndexPlan.InsecureForFewValues), message, StringComparison.Ordinal);
    }

    [Fact]
    public void Who_insists_may_index_few_texts_but_not_next_to_none()
    {
        Assert.Equal(6, IndexPlan.InsecureForFewValues(10_000, 200).Bits);
        Assert.Equal(1, IndexPlan.InsecureForFewValues(10_000, 4).Bits);
        Assert.Throws<ArgumentException>(() => IndexPlan.InsecureForFewValues(10_000, 3));
        Assert.Throws<ArgumentException>(() => IndexPlan.For(1_000, 2_000));
        Assert.Equal(128, IndexPlan.InsecureUncut().Bits);
    }

    [Fact]
    public void The_candidates_of_a_search_are_those_that_match_and_those_that_share_the_value()
    {
        Assert.Equal(1 + 1_048_575d / 524_288, IndexPlan.For(1_048_576, 1_048_576).ExpectedCandidates, 6);
        Assert.Equal(1, IndexPlan.InsecureUncut().ExpectedCandidates);
    }
}
