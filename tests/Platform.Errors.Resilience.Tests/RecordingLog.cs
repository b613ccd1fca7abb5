using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.Resilience.Tests;

/// <summary>Keeps what is logged.</summary>
/// <param name="told">Told of each event, by name, while it is logged.</param>
internal sealed class RecordingLog(Action<string>? told = null) : ILoggerProvider, ILogger
{
    private readonly ConcurrentQueue<string> _events = new();

    public IReadOnlyList<string> Events => [.. _events];

    public ILogger CreateLogger(string categoryName) => this;

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        _events.Enqueue(eventId.Name!);
        told?.Invoke(eventId.Name!);
    }

    public void Dispose()
    {
    }
}
