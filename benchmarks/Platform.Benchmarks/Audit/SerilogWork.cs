using Serilog;
using Serilog.Core;
using Serilog.Events;

namespace Platform.Benchmarks.Audit;

/// <summary>The same properties through Serilog, into a sink that drops them.</summary>
internal sealed class SerilogWork : IDisposable
{
    private readonly NullSink _sink = new();
    private readonly Logger _logger;
    private int _count;

    public SerilogWork() => _logger = new LoggerConfiguration().WriteTo.Sink(_sink).CreateLogger();

    public SerilogWork Write()
    {
        _logger.Information(
            "{Actor} closed {Target} {Outcome} {Tenant} {Source} {Correlation} {Id}",
            RequestClosed.Actor, RequestClosed.Target, "success", RequestClosed.Tenant, RequestClosed.Source, RequestClosed.Correlation, ++_count);
        return this;
    }

    public object CountProperties() => _sink.Last!.Properties.Count;

    public void Dispose() => _logger.Dispose();

    private sealed class NullSink : ILogEventSink
    {
        public LogEvent? Last { get; private set; }

        public void Emit(LogEvent logEvent) => Last = logEvent;
    }
}
