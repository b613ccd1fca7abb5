using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Benchmarks.Gate.Rows;
using Platform.Benchmarks.Gate.Sides;
using Platform.Errors;
using Platform.Errors.Resilience;
using Polly;
using Polly.CircuitBreaker;
using Polly.Retry;
using Polly.Telemetry;
using Polly.Timeout;

namespace Platform.Benchmarks.Errors;

/// <summary>
/// A pipeline of total timeout, retry, circuit breaker and attempt timeout with metrics on, beside the same on Polly with the telemetry of Polly.Extensions.
/// Polly runs as its documentation advises for speed: a typed pipeline, a pooled context, outcomes in place of exceptions, static callbacks. Both meters have
/// a listener that does nothing.
/// </summary>
internal static class ResilienceRows
{
    public static IEnumerable<GateRow> All() =>
    [
        GateRow.Time(
            "resilient call with metrics",
            Side.Of("ours", static () => new Ours(), static ours => ours.Call(), static result => result.Value),
            Side.Of("Polly.Extensions", static () => new Peer(), static peer => peer.Call(), static outcome => outcome.Result.Value)),
        GateRow.Time(
            "call refused by an open circuit",
            Side.Of("ours", static () => new Ours().Open(), static ours => ours.Call(), static result => result.Error.Code == "CIRCUIT_OPEN"),
            Side.Of(
                "Polly.Extensions", static () => new Peer().Open(), static peer => peer.Call(), static outcome => outcome.Exception is BrokenCircuitException)),
    ];

    private static MeterListener Listen(string meter)
    {
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (instrument.Meter.Name == meter)
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<long>(static (_, _, _, _) => { });
        listener.SetMeasurementEventCallback<int>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private sealed class Ours : IDisposable
    {
        private readonly ServiceProvider _provider;
        private readonly ResultPipeline _pipeline;
        private readonly MeterListener _listener = Listen("Platform.Errors.Resilience");
        private Result<int> _answer = 42;

        public Ours()
        {
            var services = new ServiceCollection();
            services.AddPlatformResilience(
                "payments", static options => options.CircuitBreaker.BreakDuration = options.CircuitBreaker.MaximumBreakDuration = TimeSpan.FromHours(1));
            _provider = services.BuildServiceProvider();
            _pipeline = _provider.GetRequiredKeyedService<ResultPipeline>("payments");
        }

        public Ours Open()
        {
            _answer = CommonErrors.Internal();
            for (var call = 0; call < 20; call++)
                Call();
            return this;
        }

        public Result<int> Call()
        {
            var pending = _pipeline.ExecuteAsync(Idempotency.Idempotent, this, static (ours, _) => new ValueTask<Result<int>>(ours._answer));
            return pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("It did not complete at once.");
        }

        public void Dispose()
        {
            _listener.Dispose();
            _provider.Dispose();
        }
    }

    private sealed class Peer : IDisposable
    {
        private readonly MeterListener _listener = Listen("Polly");
        private readonly ResiliencePipeline<Result<int>> _pipeline = new ResiliencePipelineBuilder<Result<int>> { Name = "payments" }
            .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(30) })
            .AddRetry(new RetryStrategyOptions<Result<int>>
            {
                ShouldHandle = static arguments => new(
                    arguments.Outcome.Exception is null && arguments.Outcome.Result.TryGetError(out var error) && error.Descriptor.Retry != ErrorRetry.Never),
            })
            .AddCircuitBreaker(new CircuitBreakerStrategyOptions<Result<int>>
            {
                FailureRatio = 0.5,
                MinimumThroughput = 20,
                SamplingDuration = TimeSpan.FromSeconds(30),
                BreakDuration = TimeSpan.FromHours(1),
                ShouldHandle = static arguments => new(
                    arguments.Outcome.Exception is null && arguments.Outcome.Result.TryGetError(out var error) && error.Kind == ErrorKind.Internal),
            })
            .AddTimeout(new TimeoutStrategyOptions { Timeout = TimeSpan.FromSeconds(10) })
            .ConfigureTelemetry(new TelemetryOptions { LoggerFactory = NullLoggerFactory.Instance })
            .Build();

        private Result<int> _answer = 42;

        public Peer Open()
        {
            _answer = CommonErrors.Internal();
            for (var call = 0; call < 30; call++)
                Call();
            return this;
        }

        public Outcome<Result<int>> Call()
        {
            var context = ResilienceContextPool.Shared.Get(continueOnCapturedContext: false);
            var pending = _pipeline.ExecuteOutcomeAsync(
                static (_, peer) => new ValueTask<Outcome<Result<int>>>(Outcome.FromResult(peer._answer)), context, this);
            var outcome = pending.IsCompletedSuccessfully ? pending.Result : throw new InvalidOperationException("It did not complete at once.");
            ResilienceContextPool.Shared.Return(context);
            return outcome;
        }

        public void Dispose() => _listener.Dispose();
    }
}
