using Microsoft.Extensions.Logging;

namespace Platform.Errors.Resilience;

/// <summary>Every log event of the package. Failures of calls are not among them: who gets the result reports it, once.</summary>
internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Warning, "The circuit {Pipeline} has opened for {BreakDuration}: calls are not made")]
    public static partial void CircuitOpened(ILogger logger, string pipeline, TimeSpan breakDuration);

    [LoggerMessage(2, LogLevel.Information, "The circuit {Pipeline} is half-open: one call is made to find out")]
    public static partial void CircuitHalfOpened(ILogger logger, string pipeline);

    [LoggerMessage(3, LogLevel.Information, "The circuit {Pipeline} has closed: calls are made again")]
    public static partial void CircuitClosed(ILogger logger, string pipeline);

    [LoggerMessage(4, LogLevel.Debug, "Attempt {Attempt} of a call of {Pipeline} failed with {Code}; the next follows after {Delay}")]
    public static partial void Retrying(ILogger logger, string pipeline, int attempt, string code, TimeSpan delay, Exception? cause);

    [LoggerMessage(5, LogLevel.Warning, "The retry budget of {Pipeline} is spent: failed calls are not made again until calls or time have filled it")]
    public static partial void RetryBudgetSpent(ILogger logger, string pipeline);

    [LoggerMessage(6, LogLevel.Debug, "A call of {Pipeline} failed with {Code} and was answered with its substitute")]
    public static partial void Degraded(ILogger logger, string pipeline, string code, Exception? cause);

    [LoggerMessage(7, LogLevel.Warning, "A call of {Pipeline} failed with {Code}, and its substitute with {SubstituteCode}")]
    public static partial void SubstituteFailed(ILogger logger, string pipeline, string code, string substituteCode, Exception? cause);
}
