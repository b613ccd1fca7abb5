using FsCheck;
using FsCheck.Fluent;

namespace CityDesk.Tests;

public sealed class DurationsTests
{
    [Theory]
    [InlineData("00:00:00", "0 seconds")]
    [InlineData("00:00:00.1", "0.1 seconds")]
    [InlineData("00:00:01", "1 second")]
    [InlineData("00:00:03", "3 seconds")]
    [InlineData("00:01:00", "1 minute")]
    [InlineData("00:01:30", "1 minute 30 seconds")]
    [InlineData("00:15:00", "15 minutes")]
    [InlineData("01:00:01", "1 hour 1 second")]
    [InlineData("1.00:00:00", "1 day")]
    [InlineData("2.03:04:05.25", "2 days 3 hours 4 minutes 5.25 seconds")]
    public void A_length_is_told_whole_in_the_units_it_takes(string length, string told) =>
        Assert.Equal(told, Durations.Exact(TimeSpan.Parse(length, System.Globalization.CultureInfo.InvariantCulture)));

    [Fact]
    public void What_is_told_adds_up_to_the_length() => Prop.ForAll(ArbMap.Default.ArbFor<uint>(), tenths =>
    {
        var words = Durations.Exact(TimeSpan.FromMilliseconds(tenths * 100.0)).Split(' ');
        var sum = words.Chunk(2).Sum(pair => decimal.Parse(pair[0], System.Globalization.CultureInfo.InvariantCulture) * pair[1].TrimEnd('s') switch
        {
            "day" => 86_400,
            "hour" => 3_600,
            "minute" => 60,
            _ => 1,
        });
        return sum == tenths / 10m && words.Chunk(2).All(pair => pair[0] == "1" ^ pair[1].EndsWith('s'));
    }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("00:00:14.2", "00:00:15")]
    [InlineData("00:00:15", "00:00:15")]
    public void Who_has_to_wait_is_told_a_second_too_much_rather_than_too_little(string wait, string told) =>
        Assert.Equal(TimeSpan.Parse(told, System.Globalization.CultureInfo.InvariantCulture), Durations.UpToSecond(TimeSpan.Parse(wait, System.Globalization.CultureInfo.InvariantCulture)));
}
