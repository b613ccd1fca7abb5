using FsCheck.Xunit;

namespace Platform.Errors.Tests.Results;

[Properties(Arbitrary = [typeof(Arbitraries), typeof(ResultLawTests)])]
public sealed class CombineTests
{
    [Property]
    public bool Combining_gives_all_values_or_all_errors(Result<int>[] results)
    {
        var errors = results.Where(result => result.IsFailure).Select(result => result.Error).ToList();
        var all = Result.All(results);
        return errors.Count == 0
            ? all.IsSuccess && all.Value.SequenceEqual(results.Select(result => result.Value)) && Result.All([.. results.Select(result => result.WithoutValue())]).IsSuccess
            : all.Error == Error.Combine([.. errors]) && Result.All([.. results.Select(result => result.WithoutValue())]).Error == all.Error;
    }

    [Property]
    public bool A_tuple_is_the_same_as_a_list(Result<int>[] pool, Result<int> fill)
    {
        var r = pool.Concat(Enumerable.Repeat(fill, 8)).Take(8).ToArray();
        return Same(Result.Combine(r[0], r[1]).Map(v => new[] { v.Item1, v.Item2 }), r, 2)
            && Same(Result.Combine(r[0], r[1], r[2]).Map(v => new[] { v.Item1, v.Item2, v.Item3 }), r, 3)
            && Same(Result.Combine(r[0], r[1], r[2], r[3]).Map(v => new[] { v.Item1, v.Item2, v.Item3, v.Item4 }), r, 4)
            && Same(Result.Combine(r[0], r[1], r[2], r[3], r[4]).Map(v => new[] { v.Item1, v.Item2, v.Item3, v.Item4, v.Item5 }), r, 5)
            && Same(Result.Combine(r[0], r[1], r[2], r[3], r[4], r[5]).Map(v => new[] { v.Item1, v.Item2, v.Item3, v.Item4, v.Item5, v.Item6 }), r, 6)
            && Same(Result.Combine(r[0], r[1], r[2], r[3], r[4], r[5], r[6]).Map(v => new[] { v.Item1, v.Item2, v.Item3, v.Item4, v.Item5, v.Item6, v.Item7 }), r, 7)
            && Same(Result.Combine(r[0], r[1], r[2], r[3], r[4], r[5], r[6], r[7]).Map(v => new[] { v.Item1, v.Item2, v.Item3, v.Item4, v.Item5, v.Item6, v.Item7, v.Item8 }), r, 8);
    }

    [Fact]
    public void A_collector_takes_values_and_gathers_errors()
    {
        var errors = new ErrorCollector();

        Assert.True(errors.Add(Result.Of(5), out var value));
        Assert.Equal(5, value);
        Assert.False(errors.HasErrors);
        Assert.Equal(7, errors.ToResult(() => 7).Value);
        Assert.True(errors.ToResult().IsSuccess);
        Assert.Throws<InvalidOperationException>(() => errors.ToError());

        errors.Add(Orders.Closed());
        Assert.False(errors.Add((Result<int>)CommonErrors.NotFound()));
        Assert.False(errors.Add((Result)CommonErrors.Timeout()));
        Assert.True(errors.Add(Result.Success));

        Assert.Equal(3, errors.Count);
        Assert.Equal([Orders.Closed(), CommonErrors.NotFound(), CommonErrors.Timeout()], errors.ToError().Errors);
        Assert.Equal(errors.ToError(), errors.ToResult().Error);
        Assert.Equal(errors.ToError(), errors.ToResult<int>(() => throw new InvalidOperationException()).Error);
    }

    [Fact]
    public void Code_that_throws_is_called_at_the_edge()
    {
        var map = Subject.Get<ExceptionMap>();

        Assert.Equal(5, Result.Try(map, () => 5).Value);
        Assert.Equal("TIMEOUT", Result.Try<int>(map, () => throw new TimeoutException()).Error.Code);
        Assert.True(Result.Try(map, () => { }).IsSuccess);
        Assert.Equal("INTERNAL", Result.Try(map, () => throw new InvalidOperationException()).Error.Code);
        Assert.Equal(Orders.Closed(), Result.Try(map, () => throw new ErrorException(Orders.Closed())).Error);
    }

    [Fact]
    public async Task Asynchronous_code_that_throws_is_awaited_at_the_edge()
    {
        var map = Subject.Get<ExceptionMap>();
        using var gone = new CancellationTokenSource();

        Assert.Equal(5, (await Result.TryAsync(map, _ => Task.FromResult(5), TestContext.Current.CancellationToken)).Value);
        Assert.True((await Result.TryAsync(map, async _ => await Task.Yield(), TestContext.Current.CancellationToken)).IsSuccess);
        Assert.Equal("TIMEOUT", (await Result.TryAsync<int>(map, _ => throw new OperationCanceledException(), TestContext.Current.CancellationToken)).Error.Code);
        await gone.CancelAsync();
        Assert.Equal("CANCELED", (await Result.TryAsync(map, token => Task.FromCanceled<int>(token), gone.Token)).Error.Code);
        Assert.Equal("CANCELED", (await Result.TryAsync(map, Task.FromCanceled, gone.Token)).Error.Code);
    }

    private static bool Same(Result<int[]> tuple, Result<int>[] results, int count)
    {
        var list = Result.All(results.Take(count));
        return tuple.IsSuccess == list.IsSuccess && (tuple.IsSuccess ? tuple.Value.SequenceEqual(list.Value) : tuple.Error == list.Error);
    }
}
