using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Plugins.Testing.Capturing;

/// <summary>Keeps what is logged. All levels are on.</summary>
internal sealed class CapturedLogs : ILoggerFactory
{
    private readonly ConcurrentQueue<CapturedLog> _all = [];

    public IReadOnlyList<CapturedLog> All => [.. _all];

    public ILogger CreateLogger(string categoryName) => new CapturingLogger(categoryName, _all);

    /// <summary>What is logged goes nowhere else.</summary>
    public void AddProvider(ILoggerProvider provider)
    {
    }

    public void Dispose()
    {
    }

    private sealed class CapturingLogger(string category, ConcurrentQueue<CapturedLog> all) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel != LogLevel.None;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            all.Enqueue(new CapturedLog(category, logLevel, formatter(state, exception), exception?.ToString()));
    }
}
