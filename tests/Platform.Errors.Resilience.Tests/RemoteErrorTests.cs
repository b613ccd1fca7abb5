using System.Net;
using Microsoft.Extensions.DependencyInjection;

namespace Platform.Errors.Resilience.Tests;

/// <summary>An exception that says what the other side answered is judged by that, whatever it means to the callers of this service.</summary>
public sealed class RemoteErrorTests
{
    private static readonly ErrorDescriptor TheirsDescriptor = new("stock", "STOCK_LOCKED", ErrorKind.Conflict, "Locked") { Retry = ErrorRetry.Backoff };

    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A status, what its callers are told, and what it does: how many attempts of four are made, and whether the circuit opens.</summary>
    public static TheoryData<int, string, int, bool> Statuses => new()
    {
        { 400, "DEPENDENCY_FAILED", 1, false },
        { 401, "DEPENDENCY_FAILED", 1, false },
        { 403, "DEPENDENCY_FAILED", 1, false },
        { 404, "DEPENDENCY_FAILED", 1, false },
        { 409, "DEPENDENCY_FAILED", 1, false },
        { 422, "DEPENDENCY_FAILED", 1, false },
        { 408, "TIMEOUT", 4, false },
        { 429, "UNAVAILABLE", 4, false },
        { 500, "DEPENDENCY_FAILED", 1, true },
        { 501, "DEPENDENCY_FAILED", 1, false },
        { 502, "DEPENDENCY_FAILED", 4, true },
        { 503, "UNAVAILABLE", 4, true },
        { 504, "TIMEOUT", 4, true },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_status_that_is_thrown_is_judged_as_if_it_were_returned(int status, string code, int attempts, bool opens)
    {
        Func<CancellationToken, ValueTask<Result<int>>>[] ways =
        [
            Script.Throws(new HttpRequestException("x", null, (HttpStatusCode)status)),
            Script.FaultsLater(new HttpRequestException("x", null, (HttpStatusCode)status)),
            Script.Throws(new ErrorException(ProblemReader.FromStatus(status)) { IsRemote = true }),
            Script.Throws(new AggregateException(new HttpRequestException("x", null, (HttpStatusCode)status))),
            async token => await Result.TryAsync<int>(
                new ServiceCollection().AddPlatformErrors().Services.BuildServiceProvider().GetRequiredService<ExceptionMap>(),
                _ => throw new HttpRequestException("x", null, (HttpStatusCode)status),
                token),
        ];
        foreach (var way in ways)
        {
            using var retrying = new TestPipeline(TestPipeline.RetriesAlone);
            using var breaking = new TestPipeline(TestPipeline.BreakerAlone(1));
            var script = new Script(way);

            var result = await retrying.CallAsync(script, cancellationToken: Token);
            await breaking.CallAsync(new Script(way), cancellationToken: Token);

            Assert.Equal(code, result.Error.Code);
            Assert.NotNull(result.Error.Cause);
            Assert.Equal(attempts, script.Attempts);
            Assert.Equal(opens ? CircuitState.Open : CircuitState.Closed, breaking.Pipeline.CircuitState);
        }
    }

    [Theory]
    [InlineData(404, false)]
    [InlineData(401, false)]
    [InlineData(503, true)]
    [InlineData(429, true)]
    public async Task A_substitute_is_not_asked_for_where_the_other_side_has_refused(int status, bool isDegraded)
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetries = 0);

        var answer = await test.Pipeline.ExecuteOrDegradeAsync(
            Idempotency.Idempotent,
            status,
            static ValueTask<Result<int>> (status, _) => throw new HttpRequestException("x", null, (HttpStatusCode)status),
            static (_, _, _) => new ValueTask<Result<int>>(7),
            Token);

        Assert.Equal(isDegraded, answer.IsDegraded);
    }

    [Fact]
    public async Task The_wait_that_the_other_side_asks_for_is_kept_in_an_exception_too()
    {
        using var test = new TestPipeline(options => options.Retry.MaximumRetryAfter = TimeSpan.FromSeconds(5));
        var script = new Script(Script.Throws(new ErrorException(ProblemReader.FromStatus(503).WithRetryAfter(TimeSpan.FromSeconds(6))) { IsRemote = true }));

        var error = (await test.CallAsync(script, cancellationToken: Token)).Error;

        Assert.Equal(("UNAVAILABLE", TimeSpan.FromSeconds(6)), (error.Code, error.RetryAfter));
        Assert.Equal(1, script.Attempts);
    }

    [Fact]
    public async Task A_mapping_of_the_service_itself_counts_over_the_status()
    {
        using var test = new TestPipeline(
            TestPipeline.RetriesAlone,
            builder => builder.Services.AddPlatformErrors(options => options.Map<HttpRequestException>(TheirsDescriptor.Create)));
        var script = new Script(Script.Throws(new HttpRequestException("x", null, HttpStatusCode.NotFound)));

        Assert.Equal("STOCK_LOCKED", (await test.CallAsync(script, cancellationToken: Token)).Error.Code);
        Assert.Equal(4, script.Attempts);
    }

    [Fact]
    public async Task What_the_callback_makes_of_a_status_is_judged_as_what_it_made()
    {
        using var test = new TestPipeline(TestPipeline.RetriesAlone);
        var script = new Script(Script.Gives(TestErrors.Down.WithCause(new HttpRequestException("x", null, HttpStatusCode.NotFound))));

        Assert.Equal("DOWN", (await test.CallAsync(script, cancellationToken: Token)).Error.Code);
        Assert.Equal(4, script.Attempts);
    }
}
