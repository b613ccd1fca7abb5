using System.Globalization;
using CityDesk.Import.Profiles;

namespace CityDesk.Tests.Import;

public sealed class LocalClockTests
{
    private static readonly LocalClock LosAngeles = new(TimeZoneInfo.FindSystemTimeZoneById("America/Los_Angeles"));

    [Theory]
    [InlineData("2020-01-01 00:05", "2020-01-01T08:05Z")]
    [InlineData("2020-07-01 00:05", "2020-07-01T07:05Z")]
    [InlineData("2020-03-08 01:59", "2020-03-08T09:59Z")]
    [InlineData("2020-03-08 03:00", "2020-03-08T10:00Z")]
    public void An_ordinary_time_is_read_with_the_offset_of_its_day(string local, string utc)
    {
        var read = LosAngeles.ToUtc(Local(local));

        Assert.Equal((Utc(utc), LocalTimeKind.Ordinary), read);
        Assert.Equal(TimeSpan.Zero, read.Utc.Offset);
    }

    [Theory]
    [InlineData("2020-03-08 02:00", "2020-03-08T10:00Z")]
    [InlineData("2020-03-08 02:59", "2020-03-08T10:59Z")]
    public void A_time_that_the_clocks_skipped_is_read_with_the_offset_before(string local, string utc) =>
        Assert.Equal((Utc(utc), LocalTimeKind.Skipped), LosAngeles.ToUtc(Local(local)));

    [Fact]
    public void A_time_that_came_twice_is_read_as_the_first() =>
        Assert.Equal((Utc("2020-11-01T08:30Z"), LocalTimeKind.Repeated), LosAngeles.ToUtc(Local("2020-11-01 01:30")));

    [Fact]
    public void A_time_that_came_twice_is_read_as_the_second_when_the_first_is_too_early() =>
        Assert.Equal((Utc("2020-11-01T09:10Z"), LocalTimeKind.Repeated), LosAngeles.ToUtc(Local("2020-11-01 01:10"), notBefore: Utc("2020-11-01T08:50Z")));

    [Fact]
    public void A_time_that_came_twice_is_read_as_the_first_when_both_are_too_early() =>
        Assert.Equal((Utc("2020-11-01T08:10Z"), LocalTimeKind.Repeated), LosAngeles.ToUtc(Local("2020-11-01 01:10"), notBefore: Utc("2020-11-02T00:00Z")));

    private static DateTime Local(string text) => DateTime.ParseExact(text, "yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture);

    private static DateTimeOffset Utc(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);
}
