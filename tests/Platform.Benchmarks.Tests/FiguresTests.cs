using Platform.Benchmarks.Gate.Reports;

namespace Platform.Benchmarks.Tests;

public sealed class FiguresTests
{
    [Theory]
    [InlineData(0.0213, "x", "0.0213x")]
    [InlineData(0.5, "x", "0.500x")]
    [InlineData(41.27, "x", "41.3x")]
    [InlineData(12.34, "ns", "12.34 ns")]
    [InlineData(1234, "ns", "1.234 µs")]
    [InlineData(3.2e9, "ns", "3.2 s")]
    [InlineData(900, "/s", "900/s")]
    [InlineData(1234567, "/s", "1.235 M/s")]
    [InlineData(1536, "B", "1,536 B")]
    [InlineData(0.24, "B", "0.24 B")]
    [InlineData(2.5, "%", "2.5%")]
    [InlineData(1, "command", "1 command")]
    [InlineData(3330, "", "3,330")]
    public void A_number_is_written_for_people(double value, string unit, string expected) => Assert.Equal(expected, Figures.Show(value, unit));
}
