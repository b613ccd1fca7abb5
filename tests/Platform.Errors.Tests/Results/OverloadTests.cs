namespace Platform.Errors.Tests.Results;

/// <summary>What users write must compile, and mean what they mean: method groups, async lambdas, lambdas that only throw, catalogue methods.</summary>
public sealed class OverloadTests
{
    private static readonly Task<Result<int>> Value = Task.FromResult((Result<int>)5);
    private static readonly Task<Result> Nothing = Task.FromResult(Result.Success);

    [Fact]
    public async Task Method_groups_are_told_apart()
    {
        Assert.Equal("5", (await Value.MapAsync(Text)).Value);
        Assert.Equal("5", (await Value.MapAsync(TextAsync)).Value);
        Assert.Equal("5", (await Value.MapAsync(TextValueAsync)).Value);
        Assert.Equal("5", (await Value.BindAsync(Parse)).Value);
        Assert.Equal("5", (await Value.BindAsync(ParseAsync)).Value);
        Assert.True((await Value.BindAsync(Check)).IsSuccess);
        Assert.True((await Value.BindAsync(CheckAsync)).IsSuccess);
        Assert.True((await Nothing.BindAsync(Next)).IsSuccess);
        Assert.True((await Nothing.BindAsync(NextAsync)).IsSuccess);
        Assert.Equal(1, (await Nothing.BindAsync(OneAsync)).Value);
        Assert.Equal(5, (await Value.TapAsync(Save)).Value);
        Assert.Equal(5, (await Value.TapAsync(SaveAsync)).Value);
        Assert.Equal("ORDER_CLOSED", (await Nothing.EnsureAsync(Never, Orders.Closed)).Error.Code);
        Assert.Equal("ORDER_CLOSED", (await Nothing.EnsureAsync(NeverAsync, Orders.Closed)).Error.Code);
        Assert.Equal("ok", await Value.MatchAsync(Ok, No));
        Assert.Equal("ok", await Value.MatchAsync(OkAsync, NoAsync));
    }

    [Fact]
    public async Task Async_lambdas_are_awaited()
    {
        var steps = new List<string>();

        Assert.Equal(6, (await Value.MapAsync(async value => { await Task.Yield(); return value + 1; })).Value);
        Assert.Equal("6", (await Value.BindAsync(async value => { await Task.Yield(); return (Result<string>)$"{value + 1}"; })).Value);
        Assert.True((await Value.BindAsync(async value => { await Task.Yield(); return Result.Success; })).IsSuccess);
        Assert.Equal("x", (await Nothing.BindAsync(async () => { await Task.Yield(); return Result.Of("x"); })).Value);
        Assert.True((await Nothing.BindAsync(async () => { await Task.Yield(); return Result.Success; })).IsSuccess);
        Assert.Equal(5, (await Value.TapAsync(async value => { await Task.Yield(); steps.Add("tap"); })).Value);
        Assert.Equal(5, (await Value.TapErrorAsync(async error => { await Task.Yield(); steps.Add("never"); })).Value);
        Assert.Equal("ORDER_CLOSED", (await Value.EnsureAsync(async value => { await Task.Yield(); return value > 9; }, _ => Orders.Closed())).Error.Code);
        Assert.Equal("5", await Value.MatchAsync(async value => { await Task.Yield(); return $"{value}"; }, async error => { await Task.Yield(); return error.Code; }));
        await Value.SwitchAsync(async value => { await Task.Yield(); steps.Add("switch"); }, async error => { await Task.Yield(); steps.Add("never"); });
        Assert.Equal(5, (await ((Result<int>)5).TapAsync(5, static async (value, state) => await Task.Yield())).Value);
        Assert.Equal(5, (await Value.OrElseAsync(async error => { await Task.Yield(); return (Result<int>)7; })).Value);
        Assert.Equal(5, await Value.ValueOrAsync(async error => { await Task.Yield(); return 7; }));

        Assert.Equal(["tap", "switch"], steps);
    }

    [Fact]
    public async Task A_lambda_may_do_nothing_but_throw()
    {
        await Assert.ThrowsAsync<TimeoutException>(() => Value.TapAsync(_ => throw new TimeoutException()));
        await Assert.ThrowsAsync<TimeoutException>(() => Value.BindAsync(_ => throw new TimeoutException()));
        await Assert.ThrowsAsync<TimeoutException>(() => Nothing.BindAsync(() => throw new TimeoutException()));
        await Assert.ThrowsAsync<TimeoutException>(() => Value.EnsureAsync(_ => throw new TimeoutException(), _ => Orders.Closed()));
        await Assert.ThrowsAsync<TimeoutException>(() => Value.SwitchAsync(_ => throw new TimeoutException(), _ => throw new TimeoutException()));
        Assert.Equal("5", await Value.MatchAsync(value => $"{value}", error => throw new ErrorException(error)));
        Assert.Equal(5, await Value.ValueOrAsync(error => throw new ErrorException(error)));
        Assert.Equal(5, (await Value.OrElseAsync(error => throw new ErrorException(error))).Value);
        Assert.Equal(5, (await Value.MapErrorAsync(error => throw new ErrorException(error))).Value);
    }

    [Fact]
    public async Task An_error_or_a_value_is_enough_where_a_result_is_wanted()
    {
        Assert.Equal("ORDER_CLOSED", (await Value.BindAsync(_ => (Result<string>)Orders.Closed())).Error.Code);
        Assert.Equal("ORDER_CLOSED", (await Value.OrElseAsync(_ => 7).BindAsync(_ => (Result)Orders.Closed())).Error.Code);
        Assert.Equal("ORDER_CLOSED", (await Task.FromResult((Result<int>)Orders.OutOfStock("bolt", 1)).MapErrorAsync(_ => Orders.Closed())).Error.Code);
        Assert.Equal(7, await Task.FromResult((Result<int>)Orders.Closed()).ValueOrAsync(7));
        Assert.Equal(7, await new ValueTask<Result<int>>(Orders.Closed()).ValueOrAsync(7));
    }

    [Fact]
    public async Task A_lambda_with_state_may_give_a_task_or_a_value_task()
    {
        Assert.Equal("5!", (await Value.MapAsync("!", static (value, mark) => Task.FromResult(value + mark))).Value);
        Assert.Equal("5!", (await Value.MapAsync("!", static (value, mark) => ValueTask.FromResult(value + mark))).Value);
        Assert.Equal("5!", (await Value.MapAsync("!", static async (value, mark) => { await Task.Yield(); return value + mark; })).Value);
        Assert.Equal("5!", (await Value.MapAsync("!", static (value, mark) => value + mark)).Value);
    }

    [Fact]
    public void What_gives_no_task_is_an_action_whatever_else_it_gives()
    {
        Result<int> value = 5;
        var seen = new HashSet<int>();

        value.Tap(each => seen.Add(each)).Tap(seen, static (each, seen) => seen.Add(each + 1)).Tap(Save).TapError(error => seen.Add(0));
        value.Switch(each => seen.Add(each + 2), error => seen.Add(0));
        Result.Success.Tap(() => seen.Add(8)).Tap(seen, static seen => seen.Add(9)).TapError(error => seen.Add(0)).Switch(() => seen.Add(10), error => seen.Add(0));

        Assert.Equal([5, 6, 7, 8, 9, 10], seen);
        Assert.Throws<TimeoutException>(() => value.Tap(_ => throw new TimeoutException()));
        Assert.Throws<TimeoutException>(() => value.Tap(5, static (_, _) => throw new TimeoutException()));
        Assert.Throws<TimeoutException>(() => value.Switch(_ => throw new TimeoutException(), _ => throw new TimeoutException()));
        Assert.Throws<TimeoutException>(() => value.Switch(_ => throw new TimeoutException(), error => seen.Add(0)));
        Assert.Throws<TimeoutException>(() => Result.Success.Tap(() => throw new TimeoutException()));
        Assert.Throws<TimeoutException>(() => ((Result)Orders.Closed()).TapError(_ => throw new TimeoutException()));
        Assert.Throws<TimeoutException>(() => Result.Success.Switch(() => throw new TimeoutException(), _ => throw new TimeoutException()));
    }

    [Fact]
    public void The_end_of_a_chain_may_give_nothing()
    {
        var said = new List<string>();

        ((Result<int>)5).Switch(value => said.Add($"{value}"), error => said.Add(error.Code));
        ((Result<int>)Orders.Closed()).Switch(said, static (value, said) => said.Add($"{value}"), static (error, said) => said.Add(error.Code));
        Result.Success.Switch(() => said.Add("well"), error => said.Add(error.Code));
        ((Result)Orders.Closed()).Switch(said, static said => said.Add("well"), static (error, said) => said.Add(error.Code));

        Assert.Equal(["5", "ORDER_CLOSED", "well", "ORDER_CLOSED"], said);
    }

    [Fact]
    public async Task No_value_is_a_value_to_fall_back_to()
    {
        Result<string?> none = Orders.Closed();
        Result<int> number = Orders.Closed();
        Result<object> anything = Orders.Closed();

        Assert.Null(none.ValueOr(null));
        Assert.Null(none.ValueOr(default));
        Assert.Null(none.ValueOr(default(string)));
        Assert.Equal(0, number.ValueOr(default));
        Assert.Null(await Task.FromResult(none).ValueOrAsync(null));
        Assert.Null(await new ValueTask<Result<string?>>(none).ValueOrAsync(null));
        Assert.Equal(0, await Task.FromResult(number).ValueOrAsync(default));
        Assert.Equal(0, await new ValueTask<Result<int>>(number).ValueOrAsync(default));
        Assert.Equal("ORDER_CLOSED", none.ValueOr(error => error.Code));
        Assert.Equal("ORDER_CLOSED", none.ValueOr(No));
        Assert.Equal("ORDER_CLOSED", await Task.FromResult(none).ValueOrAsync(error => error.Code));
        Assert.Equal("ORDER_CLOSED", anything.ValueOr(error => error.Code));
    }

    private static string Text(int value) => $"{value}";

    private static Task<string> TextAsync(int value) => Task.FromResult($"{value}");

    private static ValueTask<string> TextValueAsync(int value) => new($"{value}");

    private static Result<string> Parse(int value) => $"{value}";

    private static Task<Result<string>> ParseAsync(int value) => Task.FromResult((Result<string>)$"{value}");

    private static Result Check(int value) => value == 5 ? Result.Success : Orders.Closed();

    private static Task<Result> CheckAsync(int value) => Task.FromResult(Check(value));

    private static Result Next() => Result.Success;

    private static Task<Result> NextAsync() => Task.FromResult(Result.Success);

    private static Task<Result<int>> OneAsync() => Task.FromResult((Result<int>)1);

    private static void Save(int value) => ArgumentOutOfRangeException.ThrowIfNegative(value);

    private static Task SaveAsync(int value) => Task.CompletedTask;

    private static bool Never() => false;

    private static Task<bool> NeverAsync() => Task.FromResult(false);

    private static string Ok(int value) => "ok";

    private static string No(Error error) => error.Code;

    private static Task<string> OkAsync(int value) => Task.FromResult("ok");

    private static Task<string> NoAsync(Error error) => Task.FromResult(error.Code);
}
