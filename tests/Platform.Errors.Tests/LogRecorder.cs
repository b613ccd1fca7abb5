using Microsoft.Extensions.Logging;

namespace Platform.Errors.Tests;

/// <summary>Keeps what is logged.</summary>
internal sealed class LogRecorder<T> : ILogger<T>
{
    public List<(LogLevel Level, EventId Event, string Text, Exception? Exception, IReadOnlyList<KeyValuePair<string, object?>> State)> Records { get; } = [];

    public LogLevel Least { get; init; } = LogLevel.Trace;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull
        => null;

    public bool IsEnabled(LogLevel logLevel) => logLevel >= Least;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
        Records.Add((logLevel, eventId, formatter(state, exception), exception, [.. (IReadOnlyList<KeyValuePair<string, object?>>)state!]));
}
