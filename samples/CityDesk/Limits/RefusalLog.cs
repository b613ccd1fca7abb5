using System.Collections.Frozen;
using CityDesk.Domain;
using Platform.Errors;

namespace CityDesk.Limits;

/// <summary>
/// The log of errors, with one line a minute for each kind of refusal by limits, and how many there were besides when the minute ends: whoever is refused goes on calling, and a line for each
/// would let him write the log. Metrics count them all, and holders of keys have lines of their own (<see cref="Refusals"/>).
/// </summary>
internal sealed class RefusalLog : ILogger<ErrorReporter>, IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromMinutes(1);

    private readonly ILogger _log;
    private readonly FrozenDictionary<int, Kind> _kinds;

    public RefusalLog(ILoggerFactory loggers, TimeProvider time)
    {
        _log = loggers.CreateLogger(typeof(ErrorReporter).FullName!);
        _kinds = new[] { DeskErrors.Descriptors.TooManyCalls, DeskErrors.Descriptors.QuotaUsedUp, DeskErrors.Descriptors.DeskBusy }
            .ToFrozenDictionary(kind => kind.EventId.Id, kind => new Kind(kind.EventId.Name, _log, time));
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => _log.BeginScope(state);

    public bool IsEnabled(LogLevel logLevel) => _log.IsEnabled(logLevel);

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!_kinds.TryGetValue(eventId.Id, out var kind) || kind.TryBegin())
            _log.Log(logLevel, eventId, state, exception, formatter);
    }

    public void Dispose()
    {
        foreach (var kind in _kinds.Values)
            kind.Dispose();
    }

    /// <summary>A minute begins with its first refusal, and a timer ends it: by the clock of the wall, somebody who sets that back would silence it.</summary>
    private sealed class Kind : IDisposable
    {
        private readonly Lock _lock = new();
        private readonly string? _name;
        private readonly ILogger _log;
        private readonly ITimer _timer;
        private bool _isTold;
        private long _unheard;

        public Kind(string? name, ILogger log, TimeProvider time)
        {
            (_name, _log) = (name, log);
            _timer = time.CreateTimer(static kind => ((Kind)kind!).End(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }

        public bool TryBegin()
        {
            lock (_lock)
            {
                if (_isTold)
                {
                    _unheard++;
                    return false;
                }

                _isTold = true;
                _timer.Change(Interval, Timeout.InfiniteTimeSpan);
                return true;
            }
        }

        public void Dispose()
        {
            _timer.Dispose();
            End();
        }

        private void End()
        {
            long unheard;
            lock (_lock)
                (unheard, _unheard, _isTold) = (_unheard, 0, false);
            if (unheard > 0)
                _log.RefusalsNotLogged(unheard, _name);
        }
    }
}
