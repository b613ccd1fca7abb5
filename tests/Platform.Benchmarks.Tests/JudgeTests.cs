using FsCheck;
using FsCheck.Xunit;
using Platform.Benchmarks.Gate.Bars;
using Platform.Benchmarks.Gate.Judging;
using Platform.Benchmarks.Gate.Rows;

namespace Platform.Benchmarks.Tests;

public sealed class JudgeTests
{
    private static readonly GateLine Time = new("r", "peer", "time", Unit.Ratio, Better.Lower, CountsBytes: true, Noisy: true);
    private static readonly GateLine Count = Time with { Noisy = false };
    private static readonly Judge Strict = new(1);
    private static readonly Judge OfCi = new(Judge.SlackOfCi);

    [Theory]
    [InlineData(0.5, Verdict.Pass)]
    [InlineData(0.2, Verdict.Aim)]
    [InlineData(0.51, Verdict.Missed)]
    [InlineData(double.NaN, Verdict.Missed)]
    public void The_full_form_is_strict(double value, object verdict)
        => Assert.Equal(verdict, Strict.Judgement(Measured(Time, value), Bar("<= 0.5x | <= 0.2x | -")).Verdict);

    [Theory]
    [InlineData(0.5, Verdict.Pass)]
    [InlineData(0.75, Verdict.Slack)]
    [InlineData(0.76, Verdict.Missed)]
    public void Ci_fails_beyond_half_as_much_again(double value, object verdict)
        => Assert.Equal(verdict, OfCi.Judgement(Measured(Time, value), Bar("<= 0.5x | - | -")).Verdict);

    [Theory]
    [InlineData(15, Verdict.Pass)]
    [InlineData(10, Verdict.Slack)]
    [InlineData(9.9, Verdict.Missed)]
    public void Ci_gives_the_same_slack_where_more_is_better(double value, object verdict)
        => Assert.Equal(verdict, OfCi.Judgement(Measured(Time, value), Bar(">= 15x | - | -")).Verdict);

    [Fact]
    public void Ci_gives_counts_no_slack() => Assert.Equal(Verdict.Missed, OfCi.Judgement(Measured(Count, 1.01), Bar("<= 1x | - | -")).Verdict);

    [Fact]
    public void Ci_gives_bytes_no_slack()
    {
        var judgement = OfCi.Judgement(Measured(Time, 0.1, bytes: 24), Bar("<= 1x | - | 0 B"));

        Assert.Equal((Verdict.Missed, "bytes"), (judgement.Verdict, judgement.Reason));
    }

    [Fact]
    public void Both_reasons_are_given() => Assert.Equal("time and bytes", Strict.Judgement(Measured(Time, 2, bytes: 24), Bar("<= 1x | - | 0 B")).Reason);

    [Fact]
    public void Bytes_that_were_not_counted_do_not_pass()
        => Assert.Equal(Verdict.Missed, Strict.Judgement(Measured(Time, 0.1, bytes: null), Bar("<= 1x | - | 0 B")).Verdict);

    [Fact]
    public void An_aim_is_not_reached_where_the_bytes_are_missed()
        => Assert.True(Strict.Judgement(Measured(Time, 0.1, bytes: 24), Bar("<= 1x | <= 0.5x | 0 B")).Fails);

    [Theory]
    [InlineData(0.3, 0.4, 0.49, false)]
    [InlineData(0.3, 0.4, 0.51, true)]
    [InlineData(0.49, 0.6, 0.7, true)]
    [InlineData(0.6, 0.7, 0.8, false)]
    public void A_bar_within_the_interval_leaves_it_undecided(double low, double value, double high, bool undecided)
        => Assert.Equal(undecided, Strict.IsUndecided(Time, new(value, low, high), Bar("<= 0.5x | - | -")));

    [Fact]
    public void An_interval_wider_than_both_ends_is_undecided()
        => Assert.True(Strict.IsUndecided(Time, new(1, 0.5, 1.5), Bar("0.9x..1.1x | - | -")));

    [Fact]
    public void Where_only_bytes_are_judged_nothing_is_undecided()
        => Assert.False(Strict.IsUndecided(Time, new(1, 0.5, 1.5), Bar("- | - | 0 B")));

    [Property]
    public bool Whatever_passes_the_full_form_passes_ci(PositiveInt value, byte bytes)
    {
        var (measured, bar) = (Measured(Time, value.Get / 16.0, bytes), Bar("0.5x..4x | - | <= 64 B"));
        return Strict.Judgement(measured, bar).Fails || !OfCi.Judgement(measured, bar).Fails;
    }

    private static Bar Bar(string columns) => Assert.Single(BarsFile.Parse($"a | r | peer | time | {columns}"));

    private static LineMeasurement Measured(GateLine line, double value, double? bytes = 0)
        => new(line, Estimate.Exact(value), value, 1, Unit.Nanoseconds, bytes, 0, 7, []);
}
