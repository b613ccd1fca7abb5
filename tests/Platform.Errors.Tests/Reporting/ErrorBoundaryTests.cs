using System.Diagnostics;
using Microsoft.Extensions.Logging;

namespace Platform.Errors.Tests.Reporting;

[Collection(nameof(Traced))]
public sealed class ErrorBoundaryTests : IDisposable
{
    private readonly List<Activity> _spans = [];
    private readonly LogRecorder<ErrorReporter> _log = new();
    private readonly ActivityListener _listener;
    private readonly ErrorBoundary _boundary;

    public ErrorBoundaryTests()
    {
        _listener = new ActivityListener
        {
            ShouldListenTo = static source => source.Name is "Platform.Errors" or nameof(ErrorBoundaryTests),
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = _spans.Add,
        };
        ActivitySource.AddActivityListener(_listener);
        _boundary = new ErrorBoundary(Subject.Get<ExceptionMap>(options => options.Map<FileNotFoundException>(Orders.Closed)), new ErrorReporter(_log));
    }

    private static CancellationToken Ending => TestContext.Current.CancellationToken;

    public void Dispose() => _listener.Dispose();

    [Fact]
    public async Task A_success_is_a_span_of_that_name_and_nothing_in_the_log()
    {
        Assert.Equal(7, (await _boundary.RunAsync("import orders", static _ => Task.FromResult(7), Ending)).Value);

        var span = Assert.Single(_spans);
        Assert.Equal(("Platform.Errors", "import orders", ActivityKind.Internal), (span.Source.Name, span.OperationName, span.Kind));
        Assert.Equal(ActivityStatusCode.Unset, span.Status);
        Assert.Empty(span.TagObjects);
        Assert.Empty(_log.Records);
    }

    [Fact]
    public async Task What_the_work_throws_is_judged_by_the_map_reported_once_and_given_back()
    {
        var thrown = new FileNotFoundException("C:\\secret");

        var result = await _boundary.RunAsync("import orders", async _ =>
        {
            await Task.Yield();
            throw thrown;
        }, Ending);

        Assert.Equal(Orders.Closed(), result.Error);
        Assert.Same(thrown, result.Error.Cause);
        var record = Assert.Single(_log.Records);
        Assert.Same(thrown, record.Exception);
        Assert.EndsWith(" [import orders]", record.Text, StringComparison.Ordinal);
        Assert.Contains(new KeyValuePair<string, object?>("platform.operation", "import orders"), record.State);
    }

    public static TheoryData<Error, string, string> Failures => new()
    {
        { CommonErrors.Internal(), "INTERNAL", "common" },
        // Nobody has asked for it, so that there is no caller whose fault it could be.
        { Orders.OutOfStock("bolt", 2), "OUT_OF_STOCK", "orders" },
    };

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_failure_marks_the_span_as_failed_whatever_its_kind(Error error, string code, string domain)
    {
        Assert.Equal(error, (await _boundary.RunAsync("import orders", _ => Task.FromResult(Result.Failure(error)), Ending)).Error);

        var span = Assert.Single(_spans);
        Assert.Equal((ActivityStatusCode.Error, code), (span.Status, span.StatusDescription));
        Assert.Equal([("error.type", code), ("platform.error.code", code), ("platform.error.domain", domain)],
            span.TagObjects.Select(static tag => (tag.Key, (string?)tag.Value)).Order());
        Assert.Empty(span.Events);
        Assert.Single(_log.Records);
    }

    [Fact]
    public async Task What_the_token_ends_is_canceled_and_no_failure()
    {
        using var stopping = new CancellationTokenSource();

        var running = _boundary.RunAsync("import orders", static token => Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token), stopping.Token);
        await stopping.CancelAsync();

        Assert.Equal("CANCELED", (await running).Error.Code);
        Assert.Equal(ActivityStatusCode.Unset, Assert.Single(_spans).Status);
        Assert.Equal(LogLevel.Debug, Assert.Single(_log.Records).Level);
    }

    [Fact]
    public async Task A_deadline_of_the_work_itself_is_a_timeout()
    {
        Assert.Equal("TIMEOUT", (await _boundary.RunAsync("import orders", static _ => Task.FromCanceled(new CancellationToken(canceled: true)), Ending)).Error.Code);
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(_spans).Status);
    }

    /// <summary>It would be told at level Debug, as a cancellation is, and nobody would hear of it.</summary>
    [Fact]
    public async Task What_is_called_canceled_without_having_been_asked_to_stop_is_a_timeout()
    {
        var cause = new OperationCanceledException();

        var result = await _boundary.RunAsync("import orders", _ => Task.FromResult(Result.Failure(CommonErrors.Canceled().WithCause(cause))), Ending);

        Assert.Equal("TIMEOUT", result.Error.Code);
        Assert.Same(cause, result.Error.Cause);
        Assert.Equal(ActivityStatusCode.Error, Assert.Single(_spans).Status);
        Assert.Equal(LogLevel.Warning, Assert.Single(_log.Records).Level);
    }

    [Fact]
    public async Task The_record_is_written_within_the_span_and_what_follows_is_outside_of_it()
    {
        using var source = new ActivitySource(nameof(ErrorBoundaryTests));
        using var outer = source.StartActivity("outer")!;
        Activity? ofRecord = null;
        Activity? ofWork = null;
        var boundary = new ErrorBoundary(Subject.Get<ExceptionMap>(), new ErrorReporter(new Watcher(() => ofRecord = Activity.Current)));

        await boundary.RunAsync("import orders", 0, (_, _) =>
        {
            ofWork = Activity.Current;
            return ValueTask.FromResult(Result.Failure(CommonErrors.Internal()));
        }, Ending);

        var span = Assert.Single(_spans);
        Assert.Same(span, ofWork);
        Assert.Same(span, ofRecord);
        Assert.Equal(outer.SpanId, span.ParentSpanId);
        Assert.Same(outer, Activity.Current);
    }

    [Fact]
    public async Task Results_are_not_wrapped_again_and_values_not_lost()
    {
        Result<int> value = await _boundary.RunAsync("a", static _ => Task.FromResult(Result.Of(1)), Ending);
        Result<string> text = await _boundary.RunAsync("a", static _ => Task.FromResult("x"), Ending);
        Result none = await _boundary.RunAsync("a", static _ => Task.FromResult(Result.Success), Ending);
        Result nothing = await _boundary.RunAsync("a", static _ => Task.CompletedTask, Ending);
        Result<int> withState = await _boundary.RunAsync("a", 2, static (state, _) => ValueTask.FromResult(Result.Of(state)), Ending);

        Assert.Equal((1, "x", true, true, 2), (value.Value, text.Value, none.IsSuccess, nothing.IsSuccess, withState.Value));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_is_thrown_before_the_first_await_is_judged_too(bool isTraced)
    {
        if (!isTraced)
            _listener.Dispose();

        Assert.Equal("INTERNAL", (await _boundary.RunAsync("a", static Task (_) => throw new InvalidOperationException(), Ending)).Error.Code);
        Assert.Equal("INTERNAL", (await _boundary.RunAsync("a", 0, static ValueTask<Result> (_, _) => throw new InvalidOperationException(), Ending)).Error.Code);
        Assert.Equal("INTERNAL", (await _boundary.RunAsync("a", 0, static ValueTask<Result<int>> (_, _) => throw new InvalidOperationException(), Ending)).Error.Code);
        Assert.Equal(3, _log.Records.Count);
        Assert.Equal(isTraced ? 3 : 0, _spans.Count);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task What_fails_after_the_first_await_is_reported_once(bool isTraced)
    {
        if (!isTraced)
            _listener.Dispose();

        Assert.Equal("CONFLICT", (await _boundary.RunAsync("a", 0, static async (_, _) =>
        {
            await Task.Yield();
            return Result.Failure(CommonErrors.Conflict());
        }, Ending)).Error.Code);
        Assert.Equal("INTERNAL", (await _boundary.RunAsync<int, int>("a", 0, static async (_, _) =>
        {
            await Task.Yield();
            throw new InvalidOperationException();
        }, Ending)).Error.Code);

        Assert.Equal(["CONFLICT", "INTERNAL"], _log.Records.Select(static record => record.Event.Name));
    }

    [Fact]
    public async Task An_operation_has_a_name()
    {
        await Assert.ThrowsAsync<ArgumentException>(() => _boundary.RunAsync(" ", static _ => Task.CompletedTask, Ending));
        await Assert.ThrowsAsync<ArgumentNullException>(() => _boundary.RunAsync("a", (Func<CancellationToken, Task>)null!, Ending));
    }

    private sealed class Watcher(Action watch) : ILogger<ErrorReporter>
    {
        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull
            => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) => watch();
    }
}
