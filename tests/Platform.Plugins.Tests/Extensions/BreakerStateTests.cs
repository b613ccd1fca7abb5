using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Platform.Plugins.Extensions;

namespace Platform.Plugins.Tests.Extensions;

public sealed class BreakerStateTests
{
    private const int After = 3;
    private const long For = 10;

    /// <summary>Calls one after the other, each at a time, succeeding or not: against the whole history, read anew each time.</summary>
    [Property]
    public Property It_opens_after_as_many_failures_in_a_row_and_lets_one_through_when_the_time_has_passed() => Prop.ForAll(
        Gen.Choose(0, 6).Zip(Gen.Elements(true, false)).ListOf().ToArbitrary(),
        static calls =>
        {
            var (state, now) = (default(BreakerState), 0L);
            var (failures, openUntil) = (0, -1L);
            foreach (var (wait, succeeds) in calls)
            {
                now += wait;
                var isLetThrough = failures < After || now >= openUntil;
                Assert.Equal(isLetThrough, state.TryEnter(now, out state));
                if (!isLetThrough)
                    continue;
                (failures, openUntil) = succeeds ? (0, -1) : (failures + 1, now + For);
                state = succeeds ? BreakerState.Succeeded() : state.Failed(now, After, For);
            }
        });

    [Fact]
    public void Only_one_call_tries_and_one_that_is_given_up_lets_another_try()
    {
        var open = new BreakerState().Failed(0, 1, For);

        Assert.False(open.TryEnter(For - 1, out _));
        Assert.True(open.TryEnter(For, out var tried));
        Assert.False(tried.TryEnter(For, out _));
        Assert.True(tried.GivenUp().TryEnter(For, out _));
        Assert.Equal(default, BreakerState.Succeeded());
    }
}
