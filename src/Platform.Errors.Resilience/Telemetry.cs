using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;

namespace Platform.Errors.Resilience;

/// <summary>
/// What the package measures, and one span for each attempt: without it nobody sees in a trace that the second request of an operation repeats the first. A
/// call has none of its own: what it means belongs to the span around it. An instance of the container, because the gauges look at the pipelines of one host.
/// </summary>
internal sealed class Telemetry : IDisposable
{
    private const string PipelineTag = "platform.resilience.pipeline";
    private const string AttemptTag = "platform.resilience.attempt";
    private const string ErrorTag = "error.type";

    /// <summary>Those that OpenTelemetry advises for durations of HTTP calls, in seconds.</summary>
    private static readonly InstrumentAdvice<double> Seconds = new()
    {
        HistogramBucketBoundaries = [0.005, 0.01, 0.025, 0.05, 0.075, 0.1, 0.25, 0.5, 0.75, 1, 2.5, 5, 7.5, 10],
    };

    private static readonly ActivitySource Source = new("Platform.Errors.Resilience");

    private readonly ConcurrentBag<ResultPipeline> _pipelines = [];
    private readonly Histogram<double> _calls;
    private readonly Histogram<double> _attempts;
    private readonly Counter<long> _retries;
    private readonly Counter<long> _refusedRetries;
    private readonly Counter<long> _transitions;
    private readonly Counter<long> _degraded;

    public Telemetry()
    {
        _calls = Meter.CreateHistogram("platform.resilience.call.duration", "s", "Calls with all their attempts and waits.", tags: null, Seconds);
        _attempts = Meter.CreateHistogram("platform.resilience.attempt.duration", "s", "Single attempts.", tags: null, Seconds);
        _retries = Meter.CreateCounter<long>("platform.resilience.retries", "{retry}", "Retries that were made, by the error that they followed.");
        _refusedRetries = Meter.CreateCounter<long>("platform.resilience.retries.refused", "{retry}",
            "Retries of retryable errors that were not made, by the reason.");
        _transitions = Meter.CreateCounter<long>("platform.resilience.circuit.transitions", "{transition}", "Changes of a circuit, by its new state.");
        _degraded = Meter.CreateCounter<long>("platform.resilience.degraded", "{answer}", "Degraded answers, by the error that they replaced.");
        Meter.CreateObservableGauge("platform.resilience.circuit.state", ObserveCircuits, "{state}", "0 closed, 1 half-open, 2 open.");
        Meter.CreateObservableGauge("platform.resilience.retry.budget", ObserveBudgets, "{retry}", "Retries that are left in the budget.");
    }

    public Meter Meter { get; } = new("Platform.Errors.Resilience");

    public static KeyValuePair<string, object?> PipelineOf(string name) => new(PipelineTag, name);

    /// <summary>The span of an attempt, if anybody collects it. The tags are there from the start, so that a sampler can decide by them.</summary>
    public static Activity? StartSpan(in KeyValuePair<string, object?> pipeline, int attempt) => Source.HasListeners()
        ? Source.StartActivity(
            "resilience attempt", ActivityKind.Internal, default(ActivityContext), [pipeline, new KeyValuePair<string, object?>(AttemptTag, attempt)])
        : null;

    /// <summary>Ends it: with the code of every error, and as failed where the fault is not the caller's.</summary>
    public static void EndSpan(Activity span, ErrorDescriptor? error)
    {
        if (error is not null)
        {
            span.SetTag(ErrorTag, error.ErrorType);
            if (error.Status >= 500)
                span.SetStatus(ActivityStatusCode.Error, error.ErrorType);
        }
        span.Dispose();
    }

    public void Observe(ResultPipeline pipeline) => _pipelines.Add(pipeline);

    public void RecordCall(in KeyValuePair<string, object?> pipeline, ErrorDescriptor? error, TimeSpan duration) =>
        Record(_calls, in pipeline, error, duration);

    public void RecordAttempt(in KeyValuePair<string, object?> pipeline, ErrorDescriptor? error, TimeSpan duration) =>
        Record(_attempts, in pipeline, error, duration);

    public void CountRetry(in KeyValuePair<string, object?> pipeline, ErrorDescriptor error) =>
        _retries.Add(1, pipeline, new KeyValuePair<string, object?>(ErrorTag, error.ErrorType));

    public void CountRefusedRetry(in KeyValuePair<string, object?> pipeline, string reason) =>
        _refusedRetries.Add(1, pipeline, new KeyValuePair<string, object?>("platform.resilience.reason", reason));

    public void CountTransition(in KeyValuePair<string, object?> pipeline, string state) =>
        _transitions.Add(1, pipeline, new KeyValuePair<string, object?>("platform.resilience.circuit.state", state));

    public void CountDegraded(in KeyValuePair<string, object?> pipeline, ErrorDescriptor error) =>
        _degraded.Add(1, pipeline, new KeyValuePair<string, object?>(ErrorTag, error.ErrorType));

    public void Dispose() => Meter.Dispose();

    private static void Record(Histogram<double> histogram, in KeyValuePair<string, object?> pipeline, ErrorDescriptor? error, TimeSpan duration)
    {
        if (!histogram.Enabled)
            return;
        if (error is null)
            histogram.Record(duration.TotalSeconds, pipeline);
        else
            histogram.Record(duration.TotalSeconds, pipeline, new KeyValuePair<string, object?>(ErrorTag, error.ErrorType));
    }

    private IEnumerable<Measurement<int>> ObserveCircuits() =>
        _pipelines.Select(static pipeline => new Measurement<int>((int)pipeline.CircuitState, PipelineOf(pipeline.Name)));

    private IEnumerable<Measurement<double>> ObserveBudgets() =>
        _pipelines.Select(static pipeline => new Measurement<double>(pipeline.RetriesLeft, PipelineOf(pipeline.Name)));
}
