using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;
using Platform.Testing;

namespace Platform.Errors.Resilience.Tests;

/// <summary>On the system's clock, as in production: Polly keeps its timers only for that one.</summary>
public sealed class AllocationTests
{
    [Fact]
    [AllocationTestOf(typeof(ResultPipeline), nameof(ResultPipeline.ExecuteAsync))]
    public void A_call_that_succeeds_at_once_allocates_nothing_with_everything_on()
    {
        var token = TestContext.Current.CancellationToken;
        using var test = new TestPipeline(clock: TimeProvider.System);
        using var listener = Listen(test);

        AllocationMeter.AssertAllocatesNothing(
            () => Consume(test.Pipeline.ExecuteAsync(Idempotency.Idempotent, 42, static (state, _) => new ValueTask<Result<int>>(state), token)));
    }

    [Fact]
    public void A_catalogued_failure_allocates_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        using var test = new TestPipeline(clock: TimeProvider.System);

        AllocationMeter.AssertAllocatesNothing(
            () => Consume(test.Pipeline.ExecuteAsync(Idempotency.Idempotent, 42, static (_, _) => new ValueTask<Result<int>>(TestErrors.Refused), token)));
    }

    [Fact]
    public void A_call_that_an_open_circuit_refuses_allocates_nothing()
    {
        var token = TestContext.Current.CancellationToken;
        using var test = new TestPipeline(LongBreak, clock: TimeProvider.System);
        Consume(test.Pipeline.ExecuteAsync(Idempotency.Idempotent, 42, static (_, _) => new ValueTask<Result<int>>(TestErrors.Broken), token));

        AllocationMeter.AssertAllocatesNothing(
            () => Consume(test.Pipeline.ExecuteAsync(Idempotency.Idempotent, 42, static (state, _) => new ValueTask<Result<int>>(state), token)));

        Assert.Equal(CircuitState.Open, test.Pipeline.CircuitState);
    }

    /// <summary>Metrics are on, and what is measured goes nowhere.</summary>
    private static MeterListener Listen(TestPipeline test)
    {
        var meter = test.Services.GetRequiredService<Telemetry>().Meter;
        var listener = new MeterListener
        {
            InstrumentPublished = (instrument, listener) =>
            {
                if (ReferenceEquals(instrument.Meter, meter))
                    listener.EnableMeasurementEvents(instrument);
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private static void LongBreak(PlatformResilienceOptions options)
    {
        TestPipeline.BreakerAlone(1)(options);
        options.CircuitBreaker.BreakDuration = options.CircuitBreaker.MaximumBreakDuration = TimeSpan.FromHours(1);
    }

    private static void Consume(ValueTask<Result<int>> pending)
    {
        if (!pending.IsCompletedSuccessfully)
            throw new InvalidOperationException("It did not complete at once.");
        _ = pending.Result.IsSuccess;
    }
}
