namespace CityDesk.Commands;

/// <summary>
/// One line that tells how far a long command has come: written over on a terminal, and otherwise a plain line now and
/// then, so that a log of it stays readable.
/// </summary>
internal sealed class ProgressLine(CommandConsole console, TimeProvider time)
{
    private static readonly TimeSpan TerminalPause = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan PlainPause = TimeSpan.FromSeconds(10);

    private readonly long _started = time.GetTimestamp();
    private long _shownAt = time.GetTimestamp();
    private int _width;

    public TimeSpan Elapsed => time.GetElapsedTime(_started);

    /// <summary>How long it took, as a person says it.</summary>
    public string Spent => Durations.Exact(TimeSpan.FromSeconds(Elapsed.TotalMinutes < 1 ? Math.Round(Elapsed.TotalSeconds, 1) : Math.Round(Elapsed.TotalSeconds)));

    public void Show(string text)
    {
        if (time.GetElapsedTime(_shownAt) < (console.IsTerminal ? TerminalPause : PlainPause))
            return;
        _shownAt = time.GetTimestamp();
        if (!console.IsTerminal)
        {
            console.Error.WriteLine(text);
            return;
        }

        console.Error.Write('\r' + text.PadRight(_width));
        _width = text.Length;
    }

    /// <summary>Leaves the terminal as if no line had been there.</summary>
    public void End()
    {
        if (_width > 0)
            console.Error.Write('\r' + new string(' ', _width) + '\r');
        _width = 0;
    }
}

/// <summary>Reports at once, on the thread that does the work.</summary>
internal sealed class DirectProgress<T>(Action<T> report) : IProgress<T>
{
    public void Report(T value) => report(value);
}
