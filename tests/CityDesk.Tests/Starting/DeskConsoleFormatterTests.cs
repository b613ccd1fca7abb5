using System.Diagnostics;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CityDesk.Tests.Starting;

public sealed class DeskConsoleFormatterTests
{
    [Fact]
    public void An_entry_is_one_line_with_the_trace_it_belongs_to()
    {
        using var activity = new Activity("test").SetIdFormat(ActivityIdFormat.W3C).Start();

        Assert.Equal($"12:00:00.000Z warn Away. [Desk trace={activity.TraceId}]{Environment.NewLine}", Write(LogLevel.Warning, "Away."));
    }

    [Fact]
    public void Outside_of_any_trace_none_is_named()
    {
        Activity.Current = null;

        Assert.Equal($"12:00:00.000Z info Open. [Desk]{Environment.NewLine}", Write(LogLevel.Information, "Open."));
    }

    [Fact]
    public void A_text_with_line_breaks_cannot_pass_for_two_entries()
    {
        Activity.Current = null;

        Assert.Equal($"12:00:00.000Z info a 12:00:00.000Z crit b [Desk]{Environment.NewLine}", Write(LogLevel.Information, "a\r\n12:00:00.000Z crit b"));
    }

    [Fact]
    public void A_text_cannot_steer_the_terminal_that_shows_it()
    {
        Activity.Current = null;

        Assert.Equal(
            $@"12:00:00.000Z info a\u001B[2Jb é	c\u2028d\u202Ee [Desk]{Environment.NewLine}",
            Write(LogLevel.Information, "a\u001b[2Jb é\tc\u2028d\u202ee"));
    }

    [Fact]
    public void What_a_caller_did_wrong_takes_one_line_too()
    {
        Activity.Current = null;

        Assert.Equal(
            $"12:00:00.000Z info BAD_INPUT (FormatException: Not a number.) [Desk]{Environment.NewLine}",
            Write(LogLevel.Information, "BAD_INPUT", new InvalidOperationException("Outer", new FormatException("Not a number."))));
    }

    [Fact]
    public void An_exception_follows_its_line()
    {
        var lines = Write(LogLevel.Error, "Failed.", new InvalidOperationException("Why")).Split(Environment.NewLine);

        Assert.StartsWith("12:00:00.000Z fail Failed. [Desk", lines[0], StringComparison.Ordinal);
        Assert.Equal("System.InvalidOperationException: Why", lines[1]);
    }

    private static string Write(LogLevel level, string text, Exception? exception = null)
    {
        using var output = new StringWriter();
        var entry = new LogEntry<string>(level, "Desk", 0, text, exception, static (state, _) => state);
        new DeskConsoleFormatter(new FakeTimeProvider(Desk.Today)).Write(in entry, null, output);
        return output.ToString();
    }
}
