using System.Diagnostics;
using System.Globalization;
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

    /// <summary>A text that holds what a stranger sent must not look like two entries.</summary>
    private static string OneLine(string text) => text.AsSpan().IndexOfAny('\r', '\n') < 0 ? text : string.Join(" ", text.Split(['\r', '\n'], StringSplitOptions.RemoveEmptyEntries));
}
