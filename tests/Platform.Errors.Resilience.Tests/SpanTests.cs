using System.Diagnostics;

namespace Platform.Errors.Resilience.Tests;

/// <summary>Each test has a trace of its own, because a source is one for the process and the other tests make spans beside it.</summary>
public sealed class SpanTests : IDisposable
{
    private readonly Lock _lock = new();
    private readonly List<Activity> _ended = [];
    private readonly Activity _caller;
    private readonly ActivityListener _listener;

    public SpanTests()
    {
        _caller = new Activity("caller").SetIdFormat(ActivityIdFormat.W3C);
        _caller.ActivityTraceFlags = ActivityTraceFlags.Recorded;
        _caller.Start();
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name == "Platform.Errors.Resilience",
            Sample = (ref options) =>
                options.Parent.TraceId == _caller.TraceId ? ActivitySamplingResult.AllDataAndRecorded : ActivitySamplingResult.None,
            ActivityStopped = activity =>
            {
                lock (_lock)
                    _ended.Add(activity);
            },
        };
        ActivitySource.AddActivityListener(_listener);
    }

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Each_attempt_is_a_span_of_the_caller_with_its_number_and_its_error(bool isAsynchronous)
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var script = new Script(Gives(TestErrors.Down, isAsynchronous), Gives(TestErrors.Down, isAsynchronous), Gives(1, isAsynchronous));

        Assert.True((await test.CallAsync(script, cancellationToken: Token)).IsSuccess);

        Assert.Equal(
            ["resilience attempt 1 payments DOWN Error", "resilience attempt 2 payments DOWN Error", "resilience attempt 3 payments  Unset"],
            _ended.Select(Text));
        Assert.All(_ended, span => Assert.Equal(_caller.SpanId, span.ParentSpanId));
    }

    [Fact]
    public async Task A_refusal_is_named_and_is_no_failure_of_the_span()
    {
        using var test = new TestPipeline();

        await test.CallAsync(new Script(Script.Gives(CommonErrors.NotFound())), cancellationToken: Token);

        Assert.Equal(["resilience attempt 1 payments NOT_FOUND Unset"], _ended.Select(Text));
    }

    [Fact]
    public async Task An_exception_ends_the_span_too_and_codes_of_strangers_are_one()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetries = 0);

        await test.CallAsync(new Script(Script.Throws(new HttpRequestException())), cancellationToken: Token);
        await test.CallAsync(new Script(Script.FaultsLater(new HttpRequestException())), cancellationToken: Token);
        await test.CallAsync(new Script(Script.Gives(ProblemReader.FromStatus(503))), cancellationToken: Token);

        Assert.Equal(
            ["resilience attempt 1 payments DEPENDENCY_FAILED Error", "resilience attempt 1 payments DEPENDENCY_FAILED Error",
                "resilience attempt 1 payments _OTHER Error"],
            _ended.Select(Text));
    }

    [Fact]
    public async Task What_the_circuit_refuses_is_no_attempt()
    {
        using var test = new TestPipeline(TestPipeline.BreakerAlone(1));
        await test.CallAsync(new Script(Script.Gives(TestErrors.Broken)), cancellationToken: Token);

        await test.CallAsync(new Script(Script.Gives(1)), cancellationToken: Token);

        Assert.Single(_ended);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task The_callback_runs_in_the_span_and_the_caller_goes_on_in_its_own(bool hasTimeouts)
    {
        using var test = new TestPipeline(options =>
        {
            options.Retry.MaximumRetries = 0;
            options.TotalTimeout = hasTimeouts ? options.TotalTimeout : Timeout.InfiniteTimeSpan;
            options.AttemptTimeout = hasTimeouts ? options.AttemptTimeout : Timeout.InfiniteTimeSpan;
        });
        var release = new TaskCompletionSource();
        Activity? within = null;

        var pending = test.CallAsync(new Script(async _ =>
        {
            within = Activity.Current;
            await release.Task;
            return ReferenceEquals(within, Activity.Current) ? 1 : 0;
        }), cancellationToken: Token);

        Assert.Same(_caller, Activity.Current);
        release.SetResult();
        Assert.Equal(1, (await pending).Value);
        Assert.Same(_caller, Activity.Current);
        Assert.Equal("resilience attempt", within?.OperationName);
    }

    public void Dispose()
    {
        _listener.Dispose();
        _caller.Dispose();
    }

    private static Func<CancellationToken, ValueTask<Result<int>>> Gives(Result<int> result, bool isAsynchronous) => !isAsynchronous
        ? Script.Gives(result)
        : async _ =>
        {
            await Task.Yield();
            return result;
        };

    private static string Text(Activity span) =>
        $"{span.OperationName} {span.GetTagItem("platform.resilience.attempt")} {span.GetTagItem("platform.resilience.pipeline")} {span.GetTagItem("error.type")} {span.Status}";
}
