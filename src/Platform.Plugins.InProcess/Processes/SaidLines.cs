using Microsoft.Extensions.Logging;
using Platform.Plugins.InProcess.Runner;

namespace Platform.Plugins.InProcess.Processes;

/// <summary>Reads what a process writes, whatever that is: lines are cut off, and told up to so many in a second.</summary>
internal sealed class SaidLines(ILogger logger, TimeProvider time)
{
    private const int MaxCharacters = 1_000;
    private const int MaxLinesInASecond = 100;

    /// <summary>How the runtime begins its last words.</summary>
    private static readonly string[] LastWordsBegin =
        ["Stack overflow", "Unhandled exception", "Out of memory", "Fatal error", "Process terminated", "Failed to create CoreCLR",
        "GC heap"];

    private readonly char[] _line = new char[MaxCharacters];
    private int _length;
    private long _second;
    private int _inSecond;
    private long _leftOut;
    private volatile string? _lastWords;

    /// <summary>What the runtime said before it ended; nothing where it said nothing.</summary>
    public string? LastWords => _lastWords;

    /// <summary>Ends with the process, and never fails.</summary>
    public async Task ReadAsync(StreamReader reader)
    {
        var buffer = new char[4_096];
        try
        {
            while (await reader.ReadAsync(buffer.AsMemory()).ConfigureAwait(false) is var read and > 0)
                Take(buffer.AsSpan(0, read));
        }
        catch (Exception fault) when (fault is IOException or ObjectDisposedException or InvalidOperationException)
        {
            // It has ended.
        }
        EndLine();
    }

    private void Take(ReadOnlySpan<char> said)
    {
        foreach (var character in said)
        {
            if (character == '\n')
                EndLine();
            else if (_length < MaxCharacters)
                _line[_length++] = char.IsControl(character) && character != RunnerLoggerFactory.Separator ? ' ' : character;
        }
    }

    private void EndLine()
    {
        if (_length == 0)
            return;
        var line = new string(_line, 0, _length);
        _length = 0;
        if (LastWordsBegin.Any(begin => line.StartsWith(begin, StringComparison.Ordinal)))
            _lastWords = line.TrimEnd();
        Tell(line);
    }

    private void Tell(string line)
    {
        var second = time.GetTimestamp() / time.TimestampFrequency;
        if (second != _second)
        {
            if (_leftOut > 0)
                Log.LeftOut(logger, _leftOut);
            (_second, _inSecond, _leftOut) = (second, 0, 0);
        }
        if (++_inSecond > MaxLinesInASecond)
        {
            _leftOut++;
            return;
        }
        var parts = line.Split(RunnerLoggerFactory.Separator);
        if (parts is ["", [>= '2' and <= '5'] level, var category, var text])
            Log.Said(logger, (LogLevel)(level[0] - '0'), $"{category}: {text}");
        else
            Log.Said(logger, LogLevel.Information, line.Replace(RunnerLoggerFactory.Separator, ' '));
    }
}
