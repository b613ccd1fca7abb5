using CityDesk.Open311.Parameters;

namespace CityDesk.Tests.Open311;

public sealed class W3CDateTimeTests
{
    [Theory]
    [InlineData("2010-01-01T00:00:00Z", "2010-01-01T00:00:00.0000000")]
    [InlineData("2010-01-01T00:00Z", "2010-01-01T00:00:00.0000000")]
    [InlineData("2010-04-14T06:37:38-08:00", "2010-04-14T14:37:38.0000000")]
    [InlineData("2010-04-14T06:37+05:45", "2010-04-14T00:52:00.0000000")]
    [InlineData("2010-04-14T06:37:38.5Z", "2010-04-14T06:37:38.5000000")]
    [InlineData("2010-04-14T06:37:38.1234567+00:00", "2010-04-14T06:37:38.1234567")]
    [InlineData("2012-02-29T23:59:59Z", "2012-02-29T23:59:59.0000000")]
    [InlineData("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.0000000")]
    [InlineData("9999-12-31T23:59:59Z", "9999-12-31T23:59:59.0000000")]
    public void A_moment_of_the_profile_is_read(string text, string utc)
    {
        Assert.True(W3CDateTime.TryParse(text, out var moment));
        Assert.Equal(TimeSpan.Zero, moment.Offset);
        Assert.Equal(utc, moment.DateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fffffff", System.Globalization.CultureInfo.InvariantCulture));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Z")]
    [InlineData("2010")]
    [InlineData("2010-01")]
    [InlineData("2010-01-01")]
    [InlineData("2010-01-01T00:00:00")]
    [InlineData("2010-01-01 00:00:00Z")]
    [InlineData("2010-01-01t00:00:00Z")]
    [InlineData("2010-01-01T00:00:00z")]
    [InlineData("2010-01-01T00Z")]
    [InlineData("2010-01-01T00:00:00.Z")]
    [InlineData("2010-01-01T00:00:00.+01:00")]
    [InlineData("2010-01-01T00:00:00,5Z")]
    [InlineData("2010-01-01T00:00:00.12345678Z")]
    [InlineData("2010-01-01T00:00:00+1:00")]
    [InlineData("2010-01-01T00:00:00+0100")]
    [InlineData("2010-01-01T00:00:00+01")]
    [InlineData("2010-01-01T00:00:00+15:00")]
    [InlineData("2010-01-01T00:00:00+01:60")]
    [InlineData("2010-01-01T00:00:00 01:00")]
    [InlineData("2010-01-01T24:00:00Z")]
    [InlineData("2010-01-01T23:60:00Z")]
    [InlineData("2010-01-01T23:59:60Z")]
    [InlineData("2010-02-29T00:00:00Z")]
    [InlineData("2010-13-01T00:00:00Z")]
    [InlineData("2010-1-1T00:00:00Z")]
    [InlineData("10-01-01T00:00:00Z")]
    [InlineData("02010-01-01T00:00:00Z")]
    [InlineData("-2010-01-01T00:00:00Z")]
    [InlineData(" 2010-01-01T00:00:00Z")]
    [InlineData("2010-01-01T00:00:00Z ")]
    [InlineData("2010-01-01T00:00:00ZZ")]
    [InlineData("2010-01-01T00:00:00+00:00Z")]
    [InlineData("٢٠١٠-٠١-٠١T00:00:00Z")]
    [InlineData("0001-01-01T00:00:00+14:00")]
    [InlineData("9999-12-31T23:59:59-14:00")]
    [InlineData("0000-01-01T00:00:00Z")]
    public void Anything_else_is_refused(string text) => Assert.False(W3CDateTime.TryParse(text, out _));
}
