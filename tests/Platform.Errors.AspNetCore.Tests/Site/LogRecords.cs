using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.AspNetCore.Tests.Site;

/// <summary>One record of the log.</summary>
public sealed record LogRecord(string Category, LogLevel Level, EventId Event, string Text, Exception? Exception)
{
    /// <summary>The named values.</summary>
    public IReadOnlyList<KeyValuePair<string, object?>> State { get; init; } = [];
}

/// <summary>Keeps what is logged.</summary>
public sealed class LogRecords : ILoggerProvider
{
    private readonly ConcurrentQueue<LogRecord> _records = new();

    public IReadOnlyList<LogRecord> All => [.. _records];

    /// <summary>The least level that is wanted.</summary>
    public LogLevel Least { get; set; } = LogLevel.Trace;

    /// <summary>The reports of errors.</summary>
    public IReadOnlyList<LogRecord> Reports => [.. _records.Where(record => record.Category == typeof(ErrorReporter).FullName)];

    /// <summary>What anybody else has said about a failure.</summary>
    public IReadOnlyList<LogRecord> OtherComplaints =>
        [.. _records.Where(record => record.Category != typeof(ErrorReporter).FullName && (record.Level >= LogLevel.Error || (record.Exception is not null && record.Level > LogLevel.Debug)))];

    public void Clear() => _records.Clear();

    public ILogger CreateLogger(string categoryName) => new Logger(this, categoryName);

    public void Dispose()
    {
    }

    private sealed class Logger(LogRecords records, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= records.Least;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            records._records.Enqueue(new LogRecord(category, logLevel, eventId, formatter(state, exception), exception)
            {
                State = state is IReadOnlyList<KeyValuePair<string, object?>> values ? values : [],
            });
    }
}
