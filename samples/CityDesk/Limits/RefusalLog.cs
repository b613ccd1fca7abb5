using System.Collections.Frozen;
using CityDesk.Domain;
using Platform.Errors;

namespace CityDesk.Limits;

/// <summary>
/// The log of errors, with one line a minute for each kind of refusal by limits, and how many there were besides: whoever is refused goes on calling, and a line for each
/// would let him write the log. Metrics count them all.
/// </summary>
internal sealed class RefusalLog(ILoggerFactory loggers, TimeProvider time) : ILogger<ErrorReporter>
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ILogger _log = loggers.CreateLogger(typeof(ErrorReporter).FullName!);

    private readonly FrozenDictionary<int, Kind> _kinds =
        new[] { DeskErrors.Descriptors.TooManyCalls, DeskErrors.Descriptors.QuotaUsedUp, DeskErrors.Descriptors.DeskBusy }.ToFrozenDictionary(kind => kind.EventId.Id, _ => new Kind());

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _log.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => _log.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (_kinds.TryGetValue(eventId.Id, out var kind))
        {
            if (!kind.TryBegin(time.GetUtcNow(), out var unheard))
                return;
            if (unheard > 0)
                _log.RefusalsNotLogged(unheard, eventId.Name);
        }

        _log.Log(logLevel, eventId, state, exception, formatter);
    }

    private sealed class Kind
    {
        private readonly Lock _lock = new();
        private DateTimeOffset _next;
        private long _unheard;

        public bool TryBegin(DateTimeOffset now, out long unheard)
        {
            lock (_lock)
            {
                if (now < _next)
                {
                    unheard = ++_unheard;
                    return false;
                }

                (unheard, _unheard, _next) = (_unheard, 0, now + Interval);
                return true;
            }
        }
    }
}
