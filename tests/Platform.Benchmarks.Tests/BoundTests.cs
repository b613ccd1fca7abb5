using System.Globalization;
using FsCheck;
using FsCheck.Xunit;
using Platform.Benchmarks.Gate.Bars;

namespace Platform.Benchmarks.Tests;

public sealed class BoundTests
{
    [Theory]
    [InlineData("<= 0.5x", null, 0.5, "x")]
    [InlineData("≤ 0.5×", null, 0.5, "x")]
    [InlineData(">= 10x", 10.0, null, "x")]
    [InlineData("≥ 10 x", 10.0, null, "x")]
    [InlineData("= 1", 1.0, 1.0, "")]
    [InlineData("= 1 command", 1.0, 1.0, "command")]
    [InlineData("<= 15 ns", null, 15.0, "ns")]
    [InlineData("<= 1.5 µs", null, 1500.0, "ns")]
    [InlineData("<= 1.5 μs", null, 1500.0, "ns")]
    [InlineData("<= 2 ms", null, 2e6, "ns")]
    [InlineData("<= 1 s", null, 1e9, "ns")]
    [InlineData(">= 1000 /s", 1000.0, null, "/s")]
    [InlineData("<= 24 B", null, 24.0, "B")]
    [InlineData("<= 50 MiB", null, 50.0 * 1024 * 1024, "B")]
    [InlineData("<= 5 %", null, 5.0, "%")]
    [InlineData("<= 3 lost permits", null, 3.0, "lost permits")]
    [InlineData("0.45x..0.55x", 0.45, 0.55, "x")]
    [InlineData("1 .. 2", 1.0, 2.0, "")]
    public void A_bar_is_read(string text, double? least, double? most, string unit)
    {
        var bound = Bound.Parse(text);

        Assert.Equal(least, bound.Least);
        Assert.Equal(most, bound.Most);
        Assert.Equal(unit, bound.Unit);
        Assert.Equal(text, bound.Text);
    }

    [Theory]
    [InlineData("")]
    [InlineData("0.5x")]
    [InlineData("< 0.5x")]
    [InlineData("=< 0.5x")]
    [InlineData("<= x")]
    [InlineData("<= -1x")]
    [InlineData("<= .5x")]
    [InlineData("<= 1,000 B")]
    [InlineData("<= 1e3 B")]
    [InlineData("<= 0.5x <= 0.6x")]
    [InlineData("<= 0.5.1x")]
    [InlineData("2x..1x")]
    [InlineData("1x..2")]
    [InlineData("1x..")]
    [InlineData("soon")]
    public void What_is_no_bar_is_refused(string text) => Assert.Throws<FormatException>(() => Bound.Parse(text));

    [Theory]
    [InlineData("<= 0.5x", 0.5, true)]
    [InlineData("<= 0.5x", 0.50001, false)]
    [InlineData(">= 10x", 10, true)]
    [InlineData(">= 10x", 9.99, false)]
    [InlineData("= 1", 1, true)]
    [InlineData("= 1", 2, false)]
    [InlineData("1x..2x", 0.9, false)]
    [InlineData("1x..2x", 2, true)]
    public void A_value_is_held_against_it(string text, double value, bool holds) => Assert.Equal(holds, Bound.Parse(text).Holds(value));

    [Theory]
    [InlineData("<= 1x")]
    [InlineData(">= 1x")]
    [InlineData("1x..2x")]
    public void What_is_not_a_number_never_holds(string text)
    {
        var bound = Bound.Parse(text);

        Assert.All([double.NaN, double.PositiveInfinity, double.NegativeInfinity], value => Assert.False(bound.Holds(value)));
    }

    [Property]
    public bool Slack_lets_pass_all_that_passed_before(PositiveInt least, NonNegativeInt width, PositiveInt value)
    {
        var (low, high) = (least.Get / 16.0, (least.Get + width.Get) / 16.0);
        var bound = Bound.Parse(string.Create(CultureInfo.InvariantCulture, $"{low}x..{high}x"));
        return !bound.Holds(value.Get) || bound.Loosened(1.5).Holds(value.Get);
    }

    [Fact]
    public void Slack_goes_outwards_on_both_sides()
    {
        Assert.Equal(0.75, Bound.Parse("<= 0.5x").Loosened(1.5).Most);
        Assert.Equal(10, Bound.Parse(">= 15x").Loosened(1.5).Least);
    }

    [Theory]
    [InlineData("0 B", 0, true)]
    [InlineData("0 B", 0.01, false)]
    [InlineData("<= 200 B", 200, true)]
    [InlineData("<= 200 B", 201, false)]
    [InlineData("= 128 B", 127, false)]
    [InlineData("<= 1 KiB", 1024, true)]
    [InlineData("<= peer + 512 B", 612, true)]
    [InlineData("<= peer + 512 B", 613, false)]
    public void Bytes_are_held_against_theirs(string text, double ours, bool holds) => Assert.Equal(holds, BytesBar.Parse(text).Holds(ours, peer: 100));

    [Theory]
    [InlineData("512 B")]
    [InlineData("<= 2x")]
    [InlineData(">= 2 B")]
    [InlineData("peer + 2 B")]
    public void What_is_no_bar_for_bytes_is_refused(string text) => Assert.Throws<FormatException>(() => BytesBar.Parse(text));
}
