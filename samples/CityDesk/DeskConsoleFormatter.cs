using System.Diagnostics;
using System.Globalization;
using System.Text;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Logging.Console;

namespace CityDesk;

/// <summary>
/// Log lines for people: one for what happened, which bears the trace id that a problem shows its caller as <c>traceId</c>, and
/// more only for the exception of a warning or worse.
/// </summary>
internal sealed class DeskConsoleFormatter(TimeProvider time) : ConsoleFormatter(FormatterName)
{
    /// <summary>Value of <c>Logging:Console:FormatterName</c>.</summary>
    public const string FormatterName = "desk";

    public override void Write<TState>(in LogEntry<TState> logEntry, IExternalScopeProvider? scopeProvider, TextWriter textWriter)
    {
        var text = logEntry.Formatter(logEntry.State, logEntry.Exception);
        text += ReasonOf(logEntry.Exception, logEntry.LogLevel);
        if (string.IsNullOrEmpty(text) && logEntry.Exception is null)
            return;
        // Called by whoever logs, before the line waits to be written: the activity is still the caller's.
        var trace = Activity.Current is { IdFormat: ActivityIdFormat.W3C } activity ? $" trace={activity.TraceId}" : "";
        textWriter.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{time.GetUtcNow():HH:mm:ss.fff}Z {NameOf(logEntry.LogLevel)} {OneLine(text)} [{logEntry.Category}{trace}]"));
        if (logEntry.Exception is { } exception && logEntry.LogLevel >= LogLevel.Warning)
            textWriter.WriteLine(exception.ToString());
    }

    /// <summary>What a caller did wrong is no fault of the program: of its exception the reason is enough, and strangers cannot fill the log with stacks.</summary>
    private static string ReasonOf(Exception? exception, LogLevel level) =>
        exception is null || level >= LogLevel.Warning ? "" : $" ({exception.GetBaseException().GetType().Name}: {exception.GetBaseException().Message})";

    private static string NameOf(LogLevel level) => level switch
    {
        LogLevel.Trace => "trce",
        LogLevel.Debug => "dbug",
        LogLevel.Information => "info",
        LogLevel.Warning => "warn",
        LogLevel.Error => "fail",
        _ => "crit",
    };

    /// <summary>A text that holds what a stranger sent must not look like two entries, nor steer the terminal that shows it.</summary>
    private static string OneLine(string text)
    {
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '~') || !text.Any(IsHidden))
            return text;
        var written = new StringBuilder();
        foreach (var part in text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries))
        {
            if (written.Length > 0)
                written.Append(' ');
            foreach (var letter in part)
            {
                if (letter != '\t' && IsHidden(letter))
                    written.Append(CultureInfo.InvariantCulture, $"\\u{(int)letter:X4}");
                else
                    written.Append(letter);
            }
        }

        return written.ToString();
    }

    /// <summary>Control characters, line ends of Unicode, and marks that turn the direction of writing.</summary>
    private static bool IsHidden(char letter) => char.IsControl(letter) || letter is '\u2028' or '\u2029' or (>= '\u202A' and <= '\u202E') or (>= '\u2066' and <= '\u2069');
}
