using Microsoft.Extensions.Logging;
using Platform.Webhooks.Outbox.Dispatch;

namespace Platform.Webhooks.Tests.Outbox;

/// <summary>Counts what the dispatcher says it has left.</summary>
internal sealed class CountingLogger : ILogger<OutboxDispatcher>
{
    private const int StoppedInHand = 6;

    public long Dropped { get; private set; }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (eventId.Id == StoppedInHand && state is IReadOnlyList<KeyValuePair<string, object?>> values)
            Dropped += (int)values.Single(value => value.Key == "Count").Value!;
    }
}
