using System.Globalization;
using Microsoft.Extensions.Logging;

namespace Platform.Plugins.InProcess.Runner;

/// <summary>Writes what a plugin logs as lines for the host, which reads them from the standard error of the process.</summary>
internal sealed class RunnerLoggerFactory : ILoggerFactory
{
    /// <summary>What stands between the parts of a line, and before it: lines of others have it not.</summary>
    public const char Separator = '\x1F';

    public ILogger CreateLogger(string categoryName) => new LineLogger(categoryName);

    public void AddProvider(ILoggerProvider provider) => throw new NotSupportedException("Where logs go is the host's affair.");

    public void Dispose()
    {
    }

    private sealed class LineLogger(string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel is >= LogLevel.Information and < LogLevel.None;

        public void Log<TState>(
            LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (!IsEnabled(logLevel))
                return;
            var text = formatter(state, exception) + (exception is null ? "" : $" {exception.GetType()}: {exception.Message}");
            Console.Error.WriteLine(string.Create(
                CultureInfo.InvariantCulture, $"{Separator}{(int)logLevel}{Separator}{category}{Separator}{text.ReplaceLineEndings(" ")}"));
        }
    }
}
