using System.Globalization;
using FsCheck.Xunit;

namespace Platform.Errors.Tests.Texts;

public sealed class DurationWordsTests
{
    [Theory]
    [InlineData("0", "0 seconds", "0 Sekunden", "0 s")]
    [InlineData("00:00:01", "1 second", "1 Sekunde", "1 s")]
    [InlineData("00:00:03", "3 seconds", "3 Sekunden", "3 s")]
    [InlineData("00:00:01.5", "1.5 seconds", "1,5 Sekunden", "1,5 s")]
    [InlineData("00:00:00.25", "250 milliseconds", "250 Millisekunden", "250 ms")]
    [InlineData("00:00:00.001", "1 millisecond", "1 Millisekunde", "1 ms")]
    [InlineData("00:00:00.0000001", "0.0000001 seconds", "0,0000001 Sekunden", "0,0000001 s")]
    [InlineData("00:01:30", "1 minute 30 seconds", "1 Minute 30 Sekunden", "1 min 30 s")]
    [InlineData("01:00:00", "1 hour", "1 Stunde", "1 h")]
    [InlineData("01:00:00.5", "1 hour 0.5 seconds", "1 Stunde 0,5 Sekunden", "1 h 0,5 s")]
    [InlineData("1.02:03:04", "1 day 2 hours 3 minutes 4 seconds", "26 Stunden 3 Minuten 4 Sekunden", "1 d 2 h 3 min 4 s")]
    [InlineData("-00:02:00", "-2 minutes", "-2 Minuten", "-2 min")]
    public void A_length_of_time_is_said_in_words(string duration, string english, string german, string french)
    {
        var span = TimeSpan.Parse(duration, CultureInfo.InvariantCulture);

        Assert.Equal(english, Words(span, null));
        Assert.Equal(english, Words(span, CultureInfo.InvariantCulture));
        Assert.Equal(english, Words(span, CultureInfo.GetCultureInfo("en-GB")));
        Assert.Equal(german, Words(span, CultureInfo.GetCultureInfo("de-AT")));
        Assert.Equal(french, Words(span, CultureInfo.GetCultureInfo("fr")));
    }

    [Property]
    public bool Any_length_of_time_fits_and_nothing_is_rounded(long ticks) =>
        new[] { ticks, long.MinValue, long.MaxValue, -ticks }.All(each => Sum(Words(new TimeSpan(each), null)) == each);

    private static string Words(TimeSpan span, CultureInfo? culture)
    {
        Span<char> words = stackalloc char[ErrorArgument.MaximumLength];
        return words[..DurationWords.Write(span, words, culture)].ToString();
    }

    /// <summary>What somebody understands who adds up the parts.</summary>
    private static decimal Sum(string words)
    {
        var parts = words.TrimStart('-').Split(' ');
        var sum = 0m;
        for (var index = 0; index < parts.Length; index += 2)
            sum += decimal.Parse(parts[index], CultureInfo.InvariantCulture) * TicksOf(parts[index + 1].TrimEnd('s'));
        return words[0] == '-' ? -sum : sum;
    }

    private static long TicksOf(string unit) => unit switch
    {
        "day" => TimeSpan.TicksPerDay,
        "hour" => TimeSpan.TicksPerHour,
        "minute" => TimeSpan.TicksPerMinute,
        "second" => TimeSpan.TicksPerSecond,
        "millisecond" => TimeSpan.TicksPerMillisecond,
        _ => throw new ArgumentOutOfRangeException(nameof(unit), unit, "No unit."),
    };
}
