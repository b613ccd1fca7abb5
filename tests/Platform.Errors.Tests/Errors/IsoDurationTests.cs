using System.Text;
using System.Xml;
using FsCheck.Xunit;

namespace Platform.Errors.Tests.Errors;

public sealed class IsoDurationTests
{
    [Property(MaxTest = 1000)]
    public bool What_is_written_is_read_by_others_and_by_us(long ticks, byte shift)
    {
        var span = new TimeSpan(ticks << (shift % 40));
        var text = Write(span);
        return XmlConvert.ToTimeSpan(text) == span && IsoDuration.TryParse(text, out var back) && back == span && text == XmlConvert.ToString(span);
    }

    [Theory]
    [InlineData("PT0S", 0)]
    [InlineData("PT1M30S", 90)]
    [InlineData("PT90S", 90)]
    [InlineData("P1D", 86400)]
    [InlineData("P1DT1S", 86401)]
    [InlineData("-PT1S", -1)]
    [InlineData("PT0.5S", 0.5)]
    [InlineData("PT0.00000009S", 0)]
    public void Other_forms_of_the_standard_are_read(string text, double seconds)
    {
        Assert.True(IsoDuration.TryParse(text, out var span));
        Assert.Equal(TimeSpan.FromSeconds(seconds), span);
    }

    [Theory]
    [InlineData("")]
    [InlineData("P")]
    [InlineData("-")]
    [InlineData("-P")]
    [InlineData("PT")]
    [InlineData("P1")]
    [InlineData("P1DT")]
    [InlineData("PD")]
    [InlineData("1S")]
    [InlineData("P1S")]
    [InlineData("P1Y")]
    [InlineData("P1M")]
    [InlineData("P1W")]
    [InlineData("PT1S1M")]
    [InlineData("PT1S1S")]
    [InlineData("PT1D")]
    [InlineData("PTT1S")]
    [InlineData("PT1.S")]
    [InlineData("PT.5S")]
    [InlineData("PT1.5M")]
    [InlineData("PT1.5.5S")]
    [InlineData("PT+1S")]
    [InlineData("PT１S")]
    [InlineData("P99999999999999999999D")]
    [InlineData("P10675200D")]
    [InlineData("00:01:30")]
    public void What_is_no_duration_is_refused(string text) => Assert.False(IsoDuration.TryParse(text, out _));

    [Fact]
    public void The_ends_of_the_range_are_kept()
    {
        foreach (var span in new[] { TimeSpan.MinValue, TimeSpan.MaxValue, TimeSpan.Zero, new TimeSpan(1), new TimeSpan(-1) })
        {
            Assert.True(IsoDuration.TryParse(Write(span), out var back));
            Assert.Equal(span, back);
        }
    }

    [Fact]
    public void Every_destination_that_is_too_short_is_said_so()
    {
        var whole = Write(TimeSpan.MinValue);
        for (var length = 0; length < whole.Length; length++)
            Assert.False(new IsoDuration(TimeSpan.MinValue).TryFormat(new byte[length], out _, default, null));
        Assert.True(new IsoDuration(TimeSpan.MinValue).TryFormat(new byte[whole.Length], out _, default, null));
    }

    private static string Write(TimeSpan span)
    {
        Span<byte> buffer = stackalloc byte[64];
        Assert.True(new IsoDuration(span).TryFormat(buffer, out var length, default, null));
        return Encoding.ASCII.GetString(buffer[..length]);
    }
}
