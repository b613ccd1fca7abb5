using System.Buffers;
using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using Platform.Errors.Tests.Reporting;
using Platform.Testing;

namespace Platform.Errors.Tests;

/// <summary>What the package promises to be free: a success, a catalogued failure with up to two arguments, and writing a problem.</summary>
[Collection(nameof(Traced))]
public sealed class AllocationTests
{
    private static readonly Guid Id = Guid.NewGuid();

    [Fact]
    public void A_success_costs_nothing() => AllocationMeter.AssertAllocatesNothing(static () => Consume(Succeed(5)));

    [Fact]
    [AllocationTestOf(typeof(ErrorDescriptor), nameof(ErrorDescriptor.Create))]
    public void A_catalogued_failure_with_up_to_two_arguments_of_any_type_costs_nothing()
    {
        AllocationMeter.AssertAllocatesNothing(static () => Consume(FailPlain()));
        AllocationMeter.AssertAllocatesNothing(static () => Consume(FailWithTwo("bolt", 2)));
        AllocationMeter.AssertAllocatesNothing(static () => Consume((Result<int>)Orders.DeclinedEntry.Create(Id, Id)));
        AllocationMeter.AssertAllocatesNothing(static () => Consume((Result<int>)Orders.DeclinedEntry.Create(1.50m, DateTimeOffset.UnixEpoch)));
    }

    [Fact]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.Map))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.Bind))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.Match))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.Tap))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.TapError))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.Ensure))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.MapError))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.ValueOr))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.OrElse))]
    [AllocationTestOf(typeof(Result<int>), nameof(Result<>.Switch))]
    public void Verbs_with_state_cost_nothing()
    {
        AllocationMeter.AssertAllocatesNothing(static () => Chain(Succeed(5)));
        AllocationMeter.AssertAllocatesNothing(static () => Chain(FailWithTwo("bolt", 2)));
    }

    [Fact]
    [AllocationTestOf(typeof(Result), nameof(Result.Map))]
    [AllocationTestOf(typeof(Result), nameof(Result.Bind))]
    [AllocationTestOf(typeof(Result), nameof(Result.Match))]
    [AllocationTestOf(typeof(Result), nameof(Result.Switch))]
    [AllocationTestOf(typeof(Result), nameof(Result.Tap))]
    [AllocationTestOf(typeof(Result), nameof(Result.TapError))]
    [AllocationTestOf(typeof(Result), nameof(Result.Ensure))]
    [AllocationTestOf(typeof(Result), nameof(Result.MapError))]
    [AllocationTestOf(typeof(Result), nameof(Result.OrElse))]
    public void Verbs_with_state_cost_nothing_without_a_value_either()
    {
        AllocationMeter.AssertAllocatesNothing(static () => Chain(Result.Success));
        AllocationMeter.AssertAllocatesNothing(static () => Chain((Result)Orders.Closed()));
    }

    [Fact]
    public void Awaiting_a_result_that_is_there_costs_nothing() => AllocationMeter.AssertBytesPerCall(0, static async () =>
    {
        var result = await new ValueTask<Result<int>>(Succeed(5)).MapAsync(static value => value + 1).BindAsync(2, static (value, by) => Succeed(value * by));
        Consume(result);
    });

    [Fact]
    [AllocationTestOf(typeof(ProblemWriter), nameof(ProblemWriter.Write))]
    public void Writing_a_problem_costs_nothing_once_it_was_written()
    {
        var translated = Subject.Get<ProblemWriter>(options => options.Cultures.Add("de"));
        var neutral = Subject.Get<ProblemWriter>();
        var buffer = new ArrayBufferWriter<byte>(16_384);
        var german = new ProblemContext { TraceId = "00-1", Instance = "/orders/é", Culture = CultureInfo.GetCultureInfo("de-AT") };
        Error[] errors =
        [
            Orders.Closed(), Orders.OutOfStock("é \"<bolt>\"", 2), Orders.Declined("4711", "DE-1", 3).WithPointer("/card"), Orders.Busy(TimeSpan.FromSeconds(1.5)),
            Error.Combine(Orders.Closed().WithPointer("/a"), Orders.OutOfStock("bolt", 2)),
            Orders.EverythingEntry.Create("t", true, 1, 2UL, 1.5, 1.50m, Id, DateTimeOffset.UnixEpoch, DateOnly.MaxValue, TimeOnly.MaxValue, TimeSpan.MinValue),
        ];

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            foreach (ref readonly var error in errors.AsSpan())
            {
                buffer.ResetWrittenCount();
                neutral.Write(buffer, in error);
                translated.Write(buffer, in error, in german);
            }
        });
    }

    [Fact]
    [AllocationTestOf(typeof(ErrorTexts), nameof(ErrorTexts.LanguageOf))]
    public void Saying_the_one_language_of_an_error_costs_nothing()
    {
        var texts = Subject.Get<ErrorTexts>(options => options.Cultures.Add("de"));
        var culture = CultureInfo.GetCultureInfo("de-AT");
        Error[] errors = [CommonErrors.NotFound(), CommonErrors.MalformedJson(1, 2), Error.Combine(CommonErrors.NotFound(), CommonErrors.Gone()), Orders.Closed()];

        AllocationMeter.AssertAllocatesNothing(() =>
        {
            foreach (ref readonly var error in errors.AsSpan())
                texts.LanguageOf(in error, culture);
        });
    }

    [Fact]
    [AllocationTestOf(
        typeof(ErrorBoundary), nameof(ErrorBoundary.RunAsync), typeof(string), typeof(int), typeof(Func<int, CancellationToken, ValueTask<Result>>), typeof(CancellationToken))]
    [AllocationTestOf(
        typeof(ErrorBoundary), nameof(ErrorBoundary.RunAsync), typeof(string), typeof(int), typeof(Func<int, CancellationToken, ValueTask<Result<int>>>), typeof(CancellationToken))]
    public void An_operation_that_completes_at_once_costs_nothing_where_nobody_listens()
    {
        var boundary = new ErrorBoundary(Subject.Get<ExceptionMap>(), new ErrorReporter(NullLogger<ErrorReporter>.Instance));
        var token = TestContext.Current.CancellationToken;

        AllocationMeter.AssertBytesPerCall(0, async () =>
        {
            Consume(await boundary.RunAsync("take order", 5, static (left, _) => ValueTask.FromResult(Succeed(left)), token));
            Consume(await boundary.RunAsync("take order", 5, static (left, _) => ValueTask.FromResult(FailWithTwo("bolt", left)), token));
            _ = await boundary.RunAsync("take order", 5, static (_, _) => ValueTask.FromResult(Result.Success), token);
        });
    }

    private static Result<int> Succeed(int value) => value;

    private static Result<int> FailPlain() => Orders.Closed();

    private static Result<int> FailWithTwo(string sku, int left) => Orders.OutOfStock(sku, left);

    private static int Chain(Result<int> result) => result
        .Map(1, static (value, by) => value + by)
        .Bind(2, static (value, by) => (Result<int>)(value * by))
        .Tap(3, static (_, _) => { })
        .Ensure(4, static (value, least) => value > least, static (value, least) => Orders.OutOfStock("bolt", least))
        .TapError(9, static (_, _) => { })
        .MapError(5, static (error, left) => Orders.OutOfStock("nut", left))
        .OrElse(6, static (error, _) => error)
        .Match(7, static (value, by) => value, static (error, by) => by)
        + Switched(result)
        + result.ValueOr(8, static (_, by) => by);

    private static int Switched(Result<int> result)
    {
        result.Switch(9, static (_, _) => { }, static (_, _) => { });
        return 0;
    }

    private static void Chain(Result result) => result
        .Tap(1, static _ => { })
        .Bind(2, static _ => Result.Success)
        .Ensure(3, static _ => true, static least => Orders.OutOfStock("bolt", least))
        .TapError(4, static (_, _) => { })
        .MapError(5, static (error, left) => Orders.OutOfStock("nut", left))
        .OrElse(6, static (error, _) => error)
        .Switch(result.Map(7, static value => value).Match(8, static (value, _) => value, static (_, by) => by) + result.Match(9, static by => by, static (_, by) => by),
            static _ => { }, static (_, _) => { });

    private static void Consume(in Result<int> result) => result.TryGet(out _, out _);
}
