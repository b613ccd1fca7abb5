using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace Platform.Encryption.Tests.Reference;

/// <summary>Keeps what was logged: the line, and the objects that a sink which takes them apart would see.</summary>
internal sealed class RecordingLogger<T> : ILogger<T>
{
    public ConcurrentQueue<string> Lines { get; } = [];

    public ConcurrentQueue<object?> Values { get; } = [];

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        foreach (var (_, value) in (IReadOnlyList<KeyValuePair<string, object?>>)state!)
            Values.Enqueue(value);
        Values.Enqueue(exception);
        Lines.Enqueue($"{logLevel} {eventId.Id} {formatter(state, exception)}");
    }
}
