using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.Logging;

namespace Platform.Errors;

/// <summary>Tells operators about an error: one log record, one count, one mark on the current span. Call it once for an error, where it ends.</summary>
/// <remarks>
/// Safe on many threads. The log record has the level of the error's kind, the event of its catalogue entry, its cause as the exception, and as structured
/// state all its arguments, also those that are not disclosed to callers. Where the fault is the caller's, the record is one line: the exception goes with it
/// only where the category's level is <see cref="LogLevel.Debug"/>, and its type is in the state in any case. An error that collects others and has no cause
/// of its own is logged with theirs: the only one, or an <see cref="AggregateException"/> of the first five.
/// </remarks>
/// <param name="logger">Where the record goes.</param>
public sealed class ErrorReporter(ILogger<ErrorReporter> logger)
{
    private readonly ForgottenCatalogs? _forgotten;

    internal ErrorReporter(ILogger<ErrorReporter> logger, ForgottenCatalogs forgotten)
        : this(logger) => _forgotten = forgotten;

    /// <summary>Reports an error.</summary>
    /// <param name="error">The error.</param>
    public void Report(in Error error) => Report(in error, origin: null);

    /// <summary>Reports an error, and where it ended: in an interceptor of gRPC, say, or in a consumer of messages.</summary>
    /// <param name="error">The error.</param>
    /// <param name="operation">What failed, for the log: one of few, as <c>"desk.v1.Desk/Close"</c>, and nothing that differs from call to call.</param>
    /// <exception cref="ArgumentException"><paramref name="operation"/> is empty.</exception>
    public void Report(in Error error, string operation)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(operation);
        Report(in error, IsLogged(in error) ? new OperationOrigin(operation) : null);
    }

    /// <summary>Whether a record of it will be written; for who says more in it only then.</summary>
    internal bool IsLogged(in Error error) => logger.IsEnabled(error.Kind.LogLevel());

    /// <summary>The same, of a request.</summary>
    internal void Report(in Error error, ErrorOrigin? origin)
    {
        var descriptor = error.Descriptor;
        var level = error.Kind.LogLevel();
        if (logger.IsEnabled(level))
            Write(level, descriptor, new ErrorLogState(error, origin), ExceptionOf(in error, level));
        Telemetry.CountReported(descriptor);
        Telemetry.TagCurrentSpan(descriptor);
        _forgotten?.Look(in error);
    }

    /// <summary>
    /// A logger asks the exception for its text, and whoever wrote that may throw anything: then the record is written without it, since its type is in the
    /// state. What cannot be logged at all is counted, and costs nobody the answer.
    /// </summary>
    [SuppressMessage("Design", "CA1031", Justification = "A logger that throws must not replace the failure that it was told of.")]
    private void Write(LogLevel level, ErrorDescriptor descriptor, ErrorLogState state, Exception? exception)
    {
        try
        {
            logger.Log(level, descriptor.EventId, state, exception, static (state, _) => state.ToString());
        }
        catch (Exception)
        {
            if (exception is not null)
                Write(level, descriptor, state, exception: null);
        }
    }

    // Anybody can send malformed JSON all day, and the stack of the parser tells nothing that the error does not.
    private Exception? ExceptionOf(in Error error, LogLevel level) =>
        ErrorCauses.Of(in error) is { } cause && (level > LogLevel.Information || logger.IsEnabled(LogLevel.Debug)) ? cause : null;
}
