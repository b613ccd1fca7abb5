using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;

namespace Platform.Errors.Tests.Results;

/// <summary>A result is a monad: these laws are what lets a reader rearrange steps without thinking.</summary>
[Properties(Arbitrary = [typeof(Arbitraries), typeof(ResultLawTests)])]
public sealed class ResultLawTests
{
    public static Arbitrary<Result<int>> Results() => Gen.OneOf(
        ArbMap.Default.GeneratorFor<int>().Select(value => Result.Of(value)),
        Arbitraries.Any().Generator.Select(error => (Result<int>)error)).ToArbitrary();

    [Property]
    public bool Left_identity(int value, Func<int, Result<int>> step) => Result.Of(value).Bind(step) == step(value);

    [Property]
    public bool Right_identity(Result<int> result) => result.Bind(value => Result.Of(value)) == result;

    [Property]
    public bool Associativity(Result<int> result, Func<int, Result<int>> one, Func<int, Result<int>> other) =>
        result.Bind(one).Bind(other) == result.Bind(value => one(value).Bind(other));

    [Property]
    public bool Map_keeps_identity_and_composition(Result<int> result, Func<int, int> one, Func<int, int> other) =>
        result.Map(value => value) == result && result.Map(one).Map(other) == result.Map(value => other(one(value)));

    [Property]
    public bool Map_is_bind_of_a_value(Result<int> result, Func<int, int> map) => result.Map(map) == result.Bind(value => Result.Of(map(value)));

    [Property]
    public bool Match_sees_exactly_one_case(Result<int> result) =>
        result.Match(value => result.IsSuccess && value == result.Value, error => result.IsFailure && error == result.Error);

    [Property]
    public bool Ensure_keeps_what_meets_the_condition(Result<int> result, Func<int, bool> condition) =>
        result.Ensure(condition, _ => Orders.Closed()) == result.Bind(value => condition(value) ? Result.Of(value) : Orders.Closed());

    [Property]
    public bool Errors_have_the_laws_too(Result<int> result, Func<int, int> one) =>
        result.MapError(error => error) == result
        && result.OrElse(error => error) == result
        && result.OrElse(_ => one(1)) == Result.Of(result.ValueOr(_ => one(1)))
        && result.ValueOr(7) == result.Match(value => value, _ => 7);

    [Property]
    public bool Tap_changes_nothing_and_runs_where_it_should(Result<int> result)
    {
        var (values, errors) = (0, 0);
        return result.Tap(_ => values++).TapError(_ => errors++) == result && (values, errors) == (result.IsSuccess ? (1, 0) : (0, 1));
    }

    [Property]
    public bool State_overloads_are_the_same_verbs(Result<int> result, int state, Func<int, int> one, Func<int, Result<int>> step)
    {
        var tapped = -1;
        return result.Map(state, (value, added) => one(value) ^ added) == result.Map(value => one(value) ^ state)
            && result.Bind(state, (value, added) => step(value ^ added)) == result.Bind(value => step(value ^ state))
            && result.Match(state, (value, added) => value ^ added, (_, added) => added) == result.Match(value => value ^ state, _ => state)
            && result.Ensure(state, (value, limit) => value < limit, (value, _) => Orders.OutOfStock("x", value)) == result.Ensure(value => value < state, value => Orders.OutOfStock("x", value))
            && result.MapError(state, (_, left) => Orders.OutOfStock("x", left)) == result.MapError(_ => Orders.OutOfStock("x", state))
            && result.ValueOr(state, (_, other) => other) == result.ValueOr(_ => state)
            && result.OrElse(state, (_, other) => other) == result.OrElse(_ => state)
            && result.Tap(state, (value, other) => tapped = value ^ other) == result && tapped == result.Match(value => value ^ state, _ => -1);
    }

    [Property]
    public bool Without_a_value_the_verbs_are_the_same(Result<int> result, int value)
    {
        var plain = result.WithoutValue();
        var (successes, errors) = (0, 0);
        return plain.Map(() => value) == result.Map(_ => value)
            && plain.Bind(() => Result.Of(value)) == result.Map(_ => value)
            && plain.Bind(() => (Result)Orders.Closed()) == result.Bind(_ => (Result)Orders.Closed())
            && plain.Match(() => 1, _ => 2) == result.Match(_ => 1, _ => 2)
            && plain.MapError(_ => Orders.Closed()) == result.MapError(_ => Orders.Closed()).WithoutValue()
            && plain.OrElse(_ => Result.Success) == Result.Success
            && plain.Tap(() => successes++).TapError(_ => errors++) == plain && successes + errors == 1 && successes == (result.IsSuccess ? 1 : 0);
    }

    [Property]
    public async Task<bool> Asynchronous_verbs_are_the_same_verbs(Result<int> result, int state, Func<int, int> one, Func<int, Result<int>> step, bool late)
    {
        Task<Result<int>> Task() => late ? Late(result) : System.Threading.Tasks.Task.FromResult(result);
        ValueTask<Result<int>> ValueTask() => late ? new(Late(result)) : new(result);
        ValueTask<T> Later<T>(T value) => late ? new(Late(value)) : new(value);
        var (mapped, bound, other) = (result.Map(one), result.Bind(step), result.OrElse(error => Orders.OutOfStock(error.Code, 1)));
        var (tapped, errors) = (0, 0);
        return await Task().MapAsync(one) == mapped && await ValueTask().MapAsync(one) == mapped
            && await Task().MapAsync(state, (value, _) => one(value)) == mapped && await ValueTask().MapAsync(state, (value, _) => one(value)) == mapped
            && await result.MapAsync(value => Later(one(value))) == mapped && await result.MapAsync(value => Late(one(value))) == mapped
            && await result.MapAsync(state, (value, _) => Later(one(value))) == mapped
            && await Task().MapAsync(value => Late(one(value))) == mapped && await ValueTask().MapAsync(value => Late(one(value))) == mapped
            && await Task().MapAsync(async value => await Later(one(value))) == mapped && await ValueTask().MapAsync(async value => await Later(one(value))) == mapped
            && await Task().MapAsync(state, (value, _) => Later(one(value))) == mapped && await ValueTask().MapAsync(state, (value, _) => Later(one(value))) == mapped
            && await Task().BindAsync(step) == bound && await ValueTask().BindAsync(step) == bound
            && await Task().BindAsync(state, (value, _) => step(value)) == bound && await ValueTask().BindAsync(state, (value, _) => step(value)) == bound
            && await result.BindAsync(value => Later(step(value))) == bound && await result.BindAsync(value => Late(step(value))) == bound
            && await result.BindAsync(state, (value, _) => Later(step(value))) == bound
            && await Task().BindAsync(value => Late(step(value))) == bound && await ValueTask().BindAsync(value => Late(step(value))) == bound
            && await Task().BindAsync(value => Later(step(value))) == bound && await ValueTask().BindAsync(value => Later(step(value))) == bound
            && await Task().BindAsync(state, (value, _) => Later(step(value))) == bound && await ValueTask().BindAsync(state, (value, _) => Later(step(value))) == bound
            && await Task().MatchAsync(value => value, _ => -1) == result.ValueOr(-1) && await ValueTask().MatchAsync(value => value, _ => -1) == result.ValueOr(-1)
            && await Task().MatchAsync(state, (value, _) => value, (_, last) => last) == result.ValueOr(state)
            && await ValueTask().MatchAsync(state, (value, _) => value, (_, last) => last) == result.ValueOr(state)
            && await Task().EnsureAsync(value => value > state, _ => Orders.Closed()) == result.Ensure(value => value > state, _ => Orders.Closed())
            && await ValueTask().EnsureAsync(state, (value, least) => value > least, (_, _) => Orders.Closed()) == result.Ensure(value => value > state, _ => Orders.Closed())
            && await ValueTask().EnsureAsync(value => value > state, _ => Orders.Closed()) == await Task().EnsureAsync(state, (value, least) => value > least, (_, _) => Orders.Closed())
            && await Task().MapErrorAsync(_ => Orders.Closed()) == result.MapError(_ => Orders.Closed()) && await ValueTask().MapErrorAsync(_ => Orders.Closed()) == result.MapError(_ => Orders.Closed())
            && await Task().MapErrorAsync(state, (_, _) => Orders.Closed()) == await ValueTask().MapErrorAsync(state, (_, _) => Orders.Closed())
            && await Task().ValueOrAsync(_ => state) == result.ValueOr(state) && await ValueTask().ValueOrAsync(_ => state) == result.ValueOr(state)
            && await Task().ValueOrAsync(state, (_, last) => last) == result.ValueOr(state) && await ValueTask().ValueOrAsync(state, (_, last) => last) == result.ValueOr(state)
            && await Task().OrElseAsync(error => Orders.OutOfStock(error.Code, 1)) == other && await ValueTask().OrElseAsync(error => Orders.OutOfStock(error.Code, 1)) == other
            && await result.OrElseAsync(error => Later((Result<int>)Orders.OutOfStock(error.Code, 1))) == other
            && await Task().OrElseAsync(error => Late((Result<int>)Orders.OutOfStock(error.Code, 1))) == other
            && await ValueTask().OrElseAsync(state, (error, _) => Later((Result<int>)Orders.OutOfStock(error.Code, 1))) == other
            && await Task().TapAsync(_ => { tapped++; }) == result && await ValueTask().TapAsync(state, (_, _) => { tapped++; }) == result
            && await result.TapAsync(async _ => { await Later(0); tapped++; }) == result
            && await ValueTask().TapAsync(async _ => { await Later(0); tapped++; }) == result
            && tapped == (result.IsSuccess ? 4 : 0)
            && await Task().TapErrorAsync(_ => { errors++; }) == result && await ValueTask().TapErrorAsync(_ => { errors++; }) == result
            && await Task().TapErrorAsync(state, (_, added) => { errors += added == state ? 1 : 9; }) == result
            && await ValueTask().TapErrorAsync(state, (_, added) => { errors += added == state ? 1 : 9; }) == result
            && errors == (result.IsSuccess ? 0 : 4);
    }

    [Fact]
    public async Task A_step_that_throws_fails_the_task_and_is_not_called_for_a_failure()
    {
        Task<Result<int>> success = Task.FromResult(Result.Of(1));
        Task<Result<int>> failure = Task.FromResult((Result<int>)Orders.Closed());
        static Task<int> Fail(int value) => throw new InvalidOperationException($"{value}");

        await Assert.ThrowsAsync<InvalidOperationException>(() => success.MapAsync(Fail));
        Assert.Equal(Orders.Closed(), (await failure.MapAsync(Fail)).Error);
    }

    [Fact]
    public void Null_functions_are_refused()
    {
        Result<int> success = 1;

        Assert.Throws<ArgumentNullException>(() => success.Map((Func<int, int>)null!));
        Assert.Throws<ArgumentNullException>(() => success.Bind((Func<int, Result<int>>)null!));
        Assert.Throws<ArgumentNullException>(() => success.Match(null!, _ => 1));
        Assert.Throws<ArgumentNullException>(() => success.Match(_ => 1, null!));
        Assert.Throws<ArgumentNullException>(() => success.Tap(null!));
        Assert.Throws<ArgumentNullException>(() => success.TapError(null!));
        Assert.Throws<ArgumentNullException>(() => success.Ensure(null!, _ => Orders.Closed()));
        Assert.Throws<ArgumentNullException>(() => success.MapError(null!));
        Assert.Throws<ArgumentNullException>(() => success.ValueOr((Func<Error, int>)null!));
        Assert.Throws<ArgumentNullException>(() => success.OrElse(null!));
    }

    private static async Task<T> Late<T>(T value)
    {
        await Task.Yield();
        return value;
    }
}
