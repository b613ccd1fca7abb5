using FsCheck.Xunit;
using Polly;
using Polly.Simmy;
using Polly.Simmy.Fault;
using Polly.Simmy.Outcomes;

namespace Platform.Errors.Resilience.Tests;

/// <summary>Polly's own chaos strategies between a pipeline and its dependency, with chance fixed by a seed.</summary>
public sealed class ChaosProperties
{
    private static readonly Exception[] Faults =
        [new HttpRequestException("reset"), new TimeoutException(), new InvalidOperationException("a bug"), new OperationCanceledException(),
            new AggregateException(new IOException())];

    private static readonly Error[] Outcomes = [TestErrors.Down, TestErrors.Refused, TestErrors.Broken];

    [Property(MaxTest = 200)]
    public async Task Whatever_the_dependency_does_the_promises_hold(int seed, byte faultRate, byte outcomeRate, bool isIdempotent)
    {
        var random = new Random(seed);
        using var test = new TestPipeline(options =>
        {
            options.Retry.BaseDelay = TimeSpan.Zero;
            options.RetryBudget.Burst = 5;
            options.RetryBudget.MinimumPerSecond = 0;
            options.CircuitBreaker.MinimumThroughput = 5;
        });
        var chaos = Chaos(random, faultRate / 255.0, outcomeRate / 255.0);
        var attempts = 0;
        for (var call = 1; call <= 40; call++)
        {
            var last = default(Result<int>);
            var (before, state) = (attempts, test.Pipeline.CircuitState);
            var result = await test.Pipeline.ExecuteAsync(
                isIdempotent ? Idempotency.Idempotent : Idempotency.NotIdempotent,
                0,
                async (_, token) =>
                {
                    attempts++;
                    last = TestErrors.Broken;
                    return last = await chaos.ExecuteAsync(static _ => new ValueTask<Result<int>>(42), token);
                },
                TestContext.Current.CancellationToken);

            var made = attempts - before;
            Assert.InRange(made, 0, isIdempotent ? 4 : 1);
            Assert.False(result.IsSuccess && made == 0);
            if (result.IsSuccess)
                Assert.Equal(42, last.Value);
            else
                Assert.NotEqual("UNSPECIFIED", result.Error.Code);
            if (made == 0)
                Assert.Equal("CIRCUIT_OPEN", result.Error.Code);
            Assert.True(made > 0 || state != CircuitState.Closed);
            Assert.True(attempts - call <= 5 + (0.1 * call));
            if (call % 10 == 0)
                test.Clock.Advance(TimeSpan.FromSeconds(60));
        }
    }

    [Fact]
    public async Task Chaos_that_stops_is_recovered_from()
    {
        var isOn = true;
        using var test = new TestPipeline(options => options.Retry.BaseDelay = TimeSpan.Zero);
        var chaos = new ResiliencePipelineBuilder<Result<int>>()
            .AddChaosFault(new ChaosFaultStrategyOptions
            {
                InjectionRate = 1,
                EnabledGenerator = _ => new(isOn),
                FaultGenerator = static _ => new(new HttpRequestException("reset")),
            })
            .Build();
        for (var call = 0; call < 30; call++)
            Assert.True((await CallAsync()).IsFailure);
        Assert.Equal(CircuitState.Open, test.Pipeline.CircuitState);

        isOn = false;
        test.Clock.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal(42, (await CallAsync()).Value);
        Assert.Equal(CircuitState.Closed, test.Pipeline.CircuitState);

        ValueTask<Result<int>> CallAsync() => test.Pipeline.ExecuteAsync(
            Idempotency.Idempotent,
            chaos,
            static (chaos, token) => chaos.ExecuteAsync(static _ => new ValueTask<Result<int>>(42), token),
            TestContext.Current.CancellationToken);
    }

    private static ResiliencePipeline<Result<int>> Chaos(Random random, double faultRate, double outcomeRate) => new ResiliencePipelineBuilder<Result<int>>()
        .AddChaosFault(new ChaosFaultStrategyOptions
        {
            InjectionRate = faultRate,
            Randomizer = random.NextDouble,
            FaultGenerator = _ => new(Faults[random.Next(Faults.Length)]),
        })
        .AddChaosOutcome(new ChaosOutcomeStrategyOptions<Result<int>>
        {
            InjectionRate = outcomeRate,
            Randomizer = random.NextDouble,
            OutcomeGenerator = _ => new(Outcome.FromResult<Result<int>>(Outcomes[random.Next(Outcomes.Length)])),
        })
        .Build();
}
