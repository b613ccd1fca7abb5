using Grpc.Core;
using Microsoft.Extensions.DependencyInjection;
using Platform.Errors.Resilience;

namespace Platform.Errors.Grpc.Tests;

/// <summary>What a gRPC client throws is what the other service said: for callers by the rule for remote errors, for a pipeline by itself.</summary>
public sealed class RpcExceptionMappingTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    /// <summary>A status, what callers are told, how many attempts of three are made, and whether the circuit opens.</summary>
    public static TheoryData<StatusCode, string, int, bool> Statuses => new()
    {
        { StatusCode.Cancelled, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.Unknown, "DEPENDENCY_FAILED", 1, true },
        { StatusCode.InvalidArgument, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.DeadlineExceeded, "TIMEOUT", 1, true },
        { StatusCode.NotFound, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.AlreadyExists, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.PermissionDenied, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.Unauthenticated, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.ResourceExhausted, "UNAVAILABLE", 1, false },
        { StatusCode.FailedPrecondition, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.Aborted, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.OutOfRange, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.Unimplemented, "DEPENDENCY_FAILED", 1, false },
        { StatusCode.Internal, "DEPENDENCY_FAILED", 1, true },
        { StatusCode.Unavailable, "UNAVAILABLE", 3, true },
        { StatusCode.DataLoss, "DEPENDENCY_FAILED", 1, true },
    };

    [Theory]
    [MemberData(nameof(Statuses))]
    public async Task A_failed_call_is_repeated_and_counted_by_its_status(StatusCode status, string code, int attempts, bool opens)
    {
        var exception = new RpcException(new Status(status, "over there"));

        var (error, made, state) = await CallAsync(exception);

        Assert.Equal(code, error.Code);
        Assert.Same(exception, error.Cause);
        Assert.Equal(attempts, made);
        Assert.Equal(opens ? CircuitState.Open : CircuitState.Closed, state);
    }

    [Fact]
    public async Task An_error_of_a_catalogue_of_this_service_comes_through_as_it_is()
    {
        await using var services = Services();
        var error = DeskErrors.Times(DateTimeOffset.UnixEpoch, DateOnly.MinValue, TimeOnly.MinValue, TimeSpan.Zero);

        var (answer, made, state) = await CallAsync(services.GetRequiredService<RpcErrors>().ToException(error));

        Assert.Equal(error, answer);
        Assert.Equal((3, CircuitState.Open), (made, state));
    }

    [Fact]
    public async Task A_wait_that_the_other_service_asks_for_reaches_callers()
    {
        await using var services = Services();
        var exception = services.GetRequiredService<RpcErrors>().ToException(CommonErrors.RateLimited().WithRetryAfter(TimeSpan.FromHours(1)));

        var (error, made, _) = await CallAsync(exception);

        Assert.Equal(("UNAVAILABLE", TimeSpan.FromHours(1)), (error.Code, error.RetryAfter));
        Assert.Equal(1, made);
    }

    [Fact]
    public async Task A_call_that_the_callers_token_has_ended_is_canceled()
    {
        await using var services = Services();
        var map = services.GetRequiredService<ExceptionMap>();
        var exception = new RpcException(new Status(StatusCode.Cancelled, "Call canceled by the client."));

        Assert.Equal("CANCELED", map.Map(exception, new CancellationToken(canceled: true)).Code);
        Assert.Equal("DEPENDENCY_FAILED", map.Map(exception, Token).Code);
        Assert.Equal("DEPENDENCY_FAILED", map.Map(new RpcException(new Status(StatusCode.NotFound, "")), new CancellationToken(canceled: true)).Code);
    }

    [Fact]
    public async Task A_call_that_the_time_limit_of_the_attempt_has_ended_is_repeated()
    {
        await using var services = Services();
        var attempts = 0;

        var result = await services.GetRequiredService<ResultPipelines>().Get("hasty").ExecuteAsync(Idempotency.Idempotent, NextAsync, Token);

        Assert.Equal("TIMEOUT", result.Error.Code);
        Assert.Equal(2, attempts);

        async ValueTask<Result<int>> NextAsync(CancellationToken token)
        {
            attempts++;
            var ended = new TaskCompletionSource();
            await using var registration = token.Register(ended.SetResult);
            await ended.Task;
            throw new RpcException(new Status(StatusCode.Cancelled, "Call canceled by the client."));
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task A_mapping_of_the_service_itself_stays(bool isFirst)
    {
        var services = new ServiceCollection();
        if (!isFirst)
            services.AddPlatformErrors().AddGrpc();
        services.AddPlatformErrors(options => options.Map<RpcException>(DeskErrors.Plain)).AddGrpc();
        await using var provider = services.BuildServiceProvider();

        var error = provider.GetRequiredService<ExceptionMap>().Map(new RpcException(new Status(StatusCode.NotFound, "")), Token);

        Assert.Equal(DeskErrors.Plain(), error);
    }

    private static ServiceProvider Services()
    {
        var services = new ServiceCollection();
        services.AddPlatformErrors().AddCatalog(DeskErrors.Catalog).AddGrpc().AddGrpc();
        services.AddPlatformResilience("desk", options =>
        {
            options.Retry.MaximumRetries = 2;
            options.Retry.BaseDelay = TimeSpan.Zero;
            options.CircuitBreaker.ConsecutiveFailures = 3;
        });
        services.AddPlatformResilience("once", options =>
        {
            options.Retry.MaximumRetries = 0;
            options.CircuitBreaker.ConsecutiveFailures = 1;
        });
        services.AddPlatformResilience("hasty", options =>
        {
            options.AttemptTimeout = TimeSpan.FromMilliseconds(20);
            options.Retry.MaximumRetries = 1;
            options.Retry.BaseDelay = TimeSpan.Zero;
        });
        return services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true });
    }

    private static async Task<(Error Error, int Attempts, CircuitState State)> CallAsync(RpcException exception)
    {
        await using var services = Services();
        var pipelines = services.GetRequiredService<ResultPipelines>();
        var attempts = 0;
        var result = await pipelines.Get("desk").ExecuteAsync(Idempotency.Idempotent, NextAsync, Token);
        await pipelines.Get("once").ExecuteAsync(Idempotency.Idempotent, exception, static (exception, _) => FailAsync(exception), Token);
        return (result.Error, attempts, pipelines.Get("once").CircuitState);

        ValueTask<Result<int>> NextAsync(CancellationToken token)
        {
            attempts++;
            return FailAsync(exception);
        }
    }

    private static async ValueTask<Result<int>> FailAsync(Exception exception)
    {
        await Task.Yield();
        throw exception;
    }
}
