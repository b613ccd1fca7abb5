using CityDesk.Commands;
using Microsoft.Extensions.Time.Testing;

namespace CityDesk.Tests.Commands;

public sealed class ProgressLineTests : IDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly StringWriter _error = new();

    [Fact]
    public void A_terminal_sees_one_line_that_is_written_over_and_taken_away()
    {
        var line = new ProgressLine(new CommandConsole(TextWriter.Null, _error, IsTerminal: true), _time);

        line.Show("too early");
        _time.Advance(TimeSpan.FromMilliseconds(200));
        line.Show("100 rows");
        line.Show("too early");
        _time.Advance(TimeSpan.FromMilliseconds(200));
        line.Show("9 rows");
        line.End();

        Assert.Equal("\r100 rows\r9 rows  \r      \r", _error.ToString());
    }

    [Fact]
    public void A_log_gets_a_plain_line_now_and_then()
    {
        var line = new ProgressLine(new CommandConsole(TextWriter.Null, _error, IsTerminal: false), _time);

        for (var second = 0; second <= 25; second++)
        {
            line.Show($"{second} s");
            _time.Advance(TimeSpan.FromSeconds(1));
        }

        line.End();

        Assert.Equal(["10 s", "20 s"], _error.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries));
    }

    public void Dispose() => _error.Dispose();
}
