using System.Text;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Time.Testing;
using Platform.Plugins.InProcess.Processes;

namespace Platform.Plugins.InProcess.Tests.Processes;

/// <summary>Whatever a process writes, the host is told so much of it and no more.</summary>
public sealed class SaidLinesTests
{
    [Fact]
    public async Task A_line_of_the_log_has_its_level_and_category_and_others_are_information()
    {
        var (told, _) = await TellAsync(
            "\u001F4\u001Facme.tax/Rule\u001Fno rate\nplain\n\u001F9\u001Fx\u001Fno level\n\u001F2\u001Fshort\nlast");

        Assert.Equal(
            [(LogLevel.Error, "acme.tax/Rule: no rate"), (LogLevel.Information, "plain"), (LogLevel.Information, " 9 x no level"),
                (LogLevel.Information, " 2 short"), (LogLevel.Information, "last")],
            told);
    }

    [Fact]
    public async Task A_line_without_end_is_cut_off_and_what_is_no_text_is_left_out()
    {
        var (told, _) = await TellAsync(new string('x', 1_000_000) + "\na\u001B[2Jb\tc\n\n");

        Assert.Equal([new string('x', 1_000), "a [2Jb c"], told.Select(each => each.Line));
    }

    [Fact]
    public async Task More_lines_than_anybody_reads_are_counted()
    {
        var (told, time) = await TellAsync(string.Concat(Enumerable.Repeat("flood\n", 5_000)));
        Assert.Equal(100, told.Count);

        time.Advance(TimeSpan.FromSeconds(1));
        await time.Lines.ReadAsync(ReaderOf("after\n"));

        Assert.Equal([(LogLevel.Warning, "A plugin writes more lines than anybody reads: 4900 were left out."),
            (LogLevel.Information, "after")], told.Skip(100));
    }

    [Fact]
    public async Task The_last_words_of_the_runtime_are_kept()
    {
        var (_, time) = await TellAsync("Stack overflow.\n   at Acme.Rule.Depth(Int32)\n   at Acme.Rule.Depth(Int32)\n");

        Assert.Equal("Stack overflow.", time.Lines.LastWords);
    }

    private static async Task<(List<(LogLevel Level, string Line)> Told, Clock Time)> TellAsync(string text)
    {
        var told = new Told();
        var time = new Clock();
        time.Lines = new SaidLines(told, time);
        await time.Lines.ReadAsync(ReaderOf(text));
        return (told.Lines, time);
    }

    private static StreamReader ReaderOf(string text) => new(new MemoryStream(Encoding.UTF8.GetBytes(text)));

    /// <summary>A clock, and what reads by it.</summary>
    private sealed class Clock : FakeTimeProvider
    {
        public SaidLines Lines { get; set; } = null!;
    }

    private sealed class Told : ILogger
    {
        public List<(LogLevel Level, string Line)> Lines { get; } = [];

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Lines.Add((logLevel, formatter(state, exception)));
    }
}
