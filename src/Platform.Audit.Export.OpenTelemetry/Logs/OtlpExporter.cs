using Microsoft.Extensions.Logging;
using OpenTelemetry;
using OpenTelemetry.Exporter;
using OpenTelemetry.Resources;

namespace Platform.Audit.Export.OpenTelemetry.Logs;

/// <summary>Sends records as logs, through the SDK's own logger, batches and exporter; and asks afterwards whether all of them have arrived.</summary>
internal sealed class OtlpExporter : IAuditExporter, IDisposable
{
    /// <summary>More than a batch: each attempt begins with an empty queue, so none is ever dropped.</summary>
    private const int QueueSize = 1_024;

    private const int BatchSize = 256;

    /// <summary>Batches are sent when they are asked for, not by the clock.</summary>
    private const int NeverMilliseconds = int.MaxValue;

    private readonly string _logName;
    private readonly ConfirmingExporter _confirming;
    private readonly BatchLogRecordExportProcessor _batches;
    private readonly ILoggerFactory _loggers;
    private readonly ILogger _logger;

    public OtlpExporter(string name, string logName, OtlpExporterOptions options)
    {
        (Name, _logName) = (name, logName);
        var exporter = new OtlpLogExporter(options);
        _confirming = new ConfirmingExporter(exporter);
        _batches = new BatchLogRecordExportProcessor(_confirming, QueueSize, NeverMilliseconds, options.TimeoutMilliseconds, BatchSize);
        _loggers = LoggerFactory.Create(logging => logging.SetMinimumLevel(LogLevel.Trace).AddOpenTelemetry(telemetry =>
        {
            telemetry.IncludeFormattedMessage = true;
            telemetry.SetResourceBuilder(ResourceBuilder.CreateDefault().AddAttributes([new("audit.log", logName)]));
            telemetry.AddProcessor(new OccurrenceTime());
            telemetry.AddProcessor(_batches);
            telemetry.AddProcessor(new OwningProcessor(exporter));
        }));
        _logger = _loggers.CreateLogger("Platform.Audit");
    }

    public string Name { get; }

    public async ValueTask ExportAsync(IReadOnlyList<AuditExportRecord> records, CancellationToken cancellationToken)
    {
        // An attempt that was given up may still be under way: the exporter has a timeout of its own.
        await _confirming.Attempt.WaitAsync(cancellationToken).ConfigureAwait(false);
        _confirming.Begin(records.Count);
        foreach (var record in records)
        {
            var state = AuditLogState.Of(record, _logName);
            _logger.Log(state.Level, default, state, null, static (written, _) => written.Name);
        }
        // It only wakes the SDK's thread: waiting for the end of a flush is done by polling there, and ends before the answer has come.
        _batches.ForceFlush(0);
        if (!await _confirming.Attempt.WaitAsync(cancellationToken).ConfigureAwait(false))
            throw new AuditExportException("The collector has not taken all of a batch.");
    }

    /// <summary>Ends the SDK's own thread.</summary>
    public void Dispose() => _loggers.Dispose();
}
