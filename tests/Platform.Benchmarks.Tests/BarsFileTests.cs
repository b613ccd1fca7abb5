using Platform.Benchmarks.Gate.Bars;

namespace Platform.Benchmarks.Tests;

public sealed class BarsFileTests
{
    private const string Good = "errors | success | ErrorOr | time | <= 0.5x | <= 0.2x | 0 B";

    [Fact]
    public void A_line_is_read()
    {
        var bar = Assert.Single(BarsFile.Parse($"# remark\n\n  {Good}\n"));

        Assert.Equal(3, bar.LineNumber);
        Assert.Equal(new BarKey("errors", "success", "ErrorOr", "time"), bar.Key);
        Assert.Equal(0.5, bar.Bound?.Most);
        Assert.Equal(0.2, bar.Aim?.Most);
        Assert.Equal(0, bar.Bytes?.Bound.Most);
    }

    [Fact]
    public void A_dash_is_nothing()
    {
        var bar = Assert.Single(BarsFile.Parse("audit | verify one proof | - | time | - | - | 0 B"));

        Assert.Null(bar.Key.Against);
        Assert.Null(bar.Bound);
        Assert.Null(bar.Aim);
    }

    [Theory]
    [InlineData("errors | success | ErrorOr | time | <= 0.5x | -", "6 columns")]
    [InlineData("errors | success | ErrorOr | time | <= 0.5x | - | 0 B | pass", "8 columns")]
    [InlineData("errors | success | | time | <= 0.5x | - | 0 B", "column 3 is empty")]
    [InlineData("- | success | ErrorOr | time | <= 0.5x | - | 0 B", "cannot be '-'")]
    [InlineData("errors | success | ErrorOr | time | fast | - | 0 B", "'fast' is no bar")]
    [InlineData("errors | success | ErrorOr | time | <= 0.5x | <= 0.6x | 0 B", "asks for less")]
    [InlineData("errors | success | ErrorOr | time | >= 5x | >= 4x | 0 B", "asks for less")]
    [InlineData("errors | success | ErrorOr | time | <= 0.5x | >= 0.2x | 0 B", "asks for less")]
    [InlineData("errors | success | ErrorOr | time | <= 0.5x | <= 2 ns | 0 B", "different units")]
    [InlineData("errors | success | ErrorOr | time | - | <= 2x | 0 B", "no bar before it")]
    [InlineData("errors | success | ErrorOr | time | - | - | -", "judges nothing")]
    [InlineData("errors | success | ErrorOr | time | <= 1x | - | 40 B", "'40 B' is no bar")]
    [InlineData(Good, "has a bar already, in line 1")]
    public void What_is_wrong_is_said_with_its_line(string line, string expected)
    {
        var error = Assert.Throws<BarsException>(() => BarsFile.Parse($"{Good}\n# remark\n{line}"));

        var message = Assert.Single(error.Errors);
        Assert.StartsWith("line 3: ", message, StringComparison.Ordinal);
        Assert.Contains(expected, message, StringComparison.Ordinal);
    }

    [Fact]
    public void All_that_is_wrong_is_said_at_once()
        => Assert.Equal(2, Assert.Throws<BarsException>(() => BarsFile.Parse($"nonsense\n{Good}\nmore nonsense")).Errors.Count);
}
