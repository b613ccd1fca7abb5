using Platform.Benchmarks.Gate.Bars;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Tests;

public sealed class BarTableTests
{
    private static readonly GateLine Line = new("r", "peer", "time", Unit.Ratio, Better.Lower, CountsBytes: true, Noisy: true);

    [Fact]
    public void The_bars_of_this_repository_fit_its_rows()
    {
        var bars = BarsFile.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "bars.txt")));

        BarTable.Join(bars, from area in Areas.All from row in area.Rows() from line in row.Lines select (area.Name, line));
    }

    [Fact]
    public void A_bar_is_found_by_its_row() => Assert.Equal(0.5, Join("a | r | peer | time | <= 0.5x | - | 0 B", Line)["a", Line].Bound?.Most);

    [Fact]
    public void A_row_without_a_bar_is_an_error()
        => Assert.Contains("'a | r | peer | time' is measured and has no bar", Refusal("# nothing", Line), StringComparison.Ordinal);

    [Theory]
    [InlineData("a | other | peer | time | <= 1x | - | -")]
    [InlineData("a | r | other | time | <= 1x | - | -")]
    [InlineData("a | r | - | time | <= 1x | - | -")]
    [InlineData("a | r | peer | p99 | <= 1x | - | -")]
    [InlineData("A | r | peer | time | <= 1x | - | -")]
    public void A_bar_without_a_row_is_an_error(string bar)
        => Assert.Contains("line 2: ", Refusal($"a | r | peer | time | <= 1x | - | -\n{bar}", Line), StringComparison.Ordinal);

    [Fact]
    public void One_number_is_measured_once()
        => Assert.Contains("by two rows", Refusal("a | r | peer | time | <= 1x | - | -", Line, Line), StringComparison.Ordinal);

    [Fact]
    public void A_time_cannot_be_wanted_longer()
        => Assert.Contains("lower is better", Refusal("a | r | peer | time | >= 1x | - | -", Line), StringComparison.Ordinal);

    [Fact]
    public void A_throughput_cannot_be_wanted_lower()
        => Assert.Contains("higher is better", Refusal("a | r | peer | time | <= 1x | - | -", Line with { Better = Better.Higher }), StringComparison.Ordinal);

    [Fact]
    public void A_time_may_be_wanted_within_two_ends() => Join("a | r | peer | time | 0.9x..1.1x | - | -", Line);

    [Fact]
    public void Another_unit_is_an_error() => Assert.Contains("is in 'ns'", Refusal("a | r | peer | time | <= 1 ns | - | -", Line), StringComparison.Ordinal);

    [Fact]
    public void Bytes_that_are_not_counted_cannot_be_judged()
        => Assert.Contains("counts no bytes", Refusal("a | r | peer | time | <= 1x | - | 0 B", Line with { CountsBytes = false }), StringComparison.Ordinal);

    [Fact]
    public void Bytes_above_a_peer_need_a_peer()
        => Assert.Contains("there is no peer", Refusal("a | r | - | time | <= 1x | - | <= peer + 8 B", Line with { Against = null }), StringComparison.Ordinal);

    private static BarTable Join(string bars, params GateLine[] lines) => BarTable.Join(BarsFile.Parse(bars), lines.Select(line => ("a", line)));

    private static string Refusal(string bars, params GateLine[] lines) => Assert.Throws<BarsException>(() => Join(bars, lines)).Message;
}
