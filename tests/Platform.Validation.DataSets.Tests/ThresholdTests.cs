namespace Platform.Validation.DataSets.Tests;

public sealed class ThresholdTests
{
    public static TheoryData<Threshold, long, long, Outcome> Cases => new()
    {
        { default, 10, 0, Outcome.Passed },
        { default, 10, 1, Outcome.Failed },
        { default, 0, 0, Outcome.NotChecked },
        { 0.995, 1_000, 5, Outcome.Passed },
        { 0.995, 1_000, 6, Outcome.Failed },
        { 0.995, 200, 1, Outcome.Passed },
        { Threshold.AtLeast(0.995).AsWarning(), 1_000, 6, Outcome.Warned },
        { Threshold.Warn, 1_000_000_000, 1, Outcome.Warned },
        { Threshold.AtMost(3), 10, 3, Outcome.Passed },
        { Threshold.AtMost(3), 10, 4, Outcome.Failed },
        { Threshold.AtMost(3).OrWarnAbove(1), 10, 2, Outcome.Warned },
        { Threshold.AtLeast(0.9).OrWarnBelow(0.99), 100, 1, Outcome.Passed },
        { Threshold.AtLeast(0.9).OrWarnBelow(0.99), 100, 2, Outcome.Warned },
        { Threshold.AtLeast(0.9).OrWarnBelow(0.99), 100, 11, Outcome.Failed },
        { Threshold.AtLeast(0), 100, 100, Outcome.Passed },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public void Rows_that_break_a_rule_are_judged_by_its_threshold(Threshold threshold, long judged, long failed, Outcome outcome) =>
        Assert.Equal(outcome, threshold.Judge(judged, failed));

    [Fact]
    public void A_threshold_says_what_it_is()
    {
        Assert.Equal("fails below 99.5 %, warns below 99.9 %", Threshold.AtLeast(0.995).OrWarnBelow(0.999).ToString());
        Assert.Equal("fails above 1,000 rows", Threshold.AtMost(1_000).ToString());
        Assert.Equal("fails below 100 %", default(Threshold).ToString());
        Assert.Equal("warns below 100 %", Threshold.Warn.ToString());
    }
}
