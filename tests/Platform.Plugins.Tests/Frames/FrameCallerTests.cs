using Platform.Plugins.Frames;
using Platform.Testing;

namespace Platform.Plugins.Tests.Frames;

/// <summary>Calls over a connection: many at once, given up, streamed, and ended with the connection.</summary>
public sealed class FrameCallerTests
{
    private static CancellationToken Token => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Many_calls_at_once_have_each_its_own_answer()
    {
        var first = new TaskCompletionSource();
        var target = new ScriptedTarget
        {
            Call = async (number, _) =>
            {
                if (number == 0)
                    await first.Task;
                return number * 2;
            },
        };
        await using var connection = await Connection.OpenAsync(target);

        var late = connection.CallAsync(0, Token);
        var answers = await Task.WhenAll(Enumerable.Range(1, 3_000).Select(number => connection.CallAsync(number, Token)));

        Assert.Equal(Enumerable.Range(1, 3_000).Select(static number => number * 2), answers);
        Assert.False(late.IsCompleted);
        first.SetResult();
        Assert.Equal(0, await late);
    }

    [Fact]
    public async Task What_the_plugin_throws_is_what_it_was_and_what_it_said_and_the_next_call_is_a_new_one()
    {
        await using var connection = await Connection.OpenAsync(new ScriptedTarget
        {
            Call = static (number, _) => number < 0
            ? throw new ArgumentException("No\nsuch \uD800 number.") : new(number)
        });

        var failure = await Assert.ThrowsAsync<PluginCallException>(() => connection.CallAsync(-1, Token));

        Assert.Equal("System.ArgumentException: No such \uFFFD number.", failure.Message);
        Assert.Equal("System.ArgumentException", failure.FailureType);
        Assert.Equal(5, await connection.CallAsync(5, Token));
    }

    [Fact]
    public async Task An_exception_that_fails_itself_when_it_is_asked_what_it_says_fails_the_call_all_the_same()
    {
        await using var connection = await Connection.OpenAsync(new ScriptedTarget { Call = static (_, _) => throw new SilentException() });

        Assert.EndsWith("SilentException: What it says cannot be read.",
            (await Assert.ThrowsAsync<PluginCallException>(() => connection.CallAsync(1, Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_call_and_a_stream_with_which_the_plugin_goes_on_are_seen_until_it_ends_them()
    {
        var (begun, end) = (new SemaphoreSlim(0), new TaskCompletionSource());
        await using var connection = await Connection.OpenAsync(new ScriptedTarget
        {
            Call = async (number, _) =>
            {
                begun.Release();
                await end.Task;
                return number;
            },
            Stream = (_, _) => UntilEnd(),
        });
        using var given = new CancellationTokenSource();
        var call = connection.CallAsync(1, given.Token);
        await begun.WaitAsync(Token);
        Assert.Equal(0, connection.Caller.LookForOverdue());

        await given.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        Assert.Equal([1, 2, 3], Enumerable.Range(0, 3).Select(_ => connection.Caller.LookForOverdue()));
        Assert.Single(await connection.StreamAsync(1, Token).Take(1).ToListAsync(Token));
        Assert.Equal([4, 5], Enumerable.Range(0, 2).Select(_ => connection.Caller.LookForOverdue()));
        end.SetResult();
        while (connection.Caller.LookForOverdue() > 0)
            await Task.Yield();

        async IAsyncEnumerable<int> UntilEnd()
        {
            yield return 1;
            await end.Task;
        }
    }

    [Fact]
    public async Task A_target_that_is_not_there_fails_the_call()
    {
        await using var connection = await Connection.OpenAsync();

        Assert.Contains("no such implementation",
            (await Assert.ThrowsAsync<PluginCallException>(() => connection.CallAsync(9, 1, Token))).Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Who_gives_up_waits_no_longer_and_the_plugin_is_told()
    {
        var (begun, told) = (new TaskCompletionSource(), new TaskCompletionSource());
        var target = new ScriptedTarget
        {
            Call = async (number, token) =>
            {
                if (number > 0)
                    return number;
                begun.SetResult();
                await using var registration = token.Register(told.SetResult);
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return 0;
            },
        };
        await using var connection = await Connection.OpenAsync(target);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Token);

        var call = connection.CallAsync(0, given.Token);
        await begun.Task.WaitAsync(Token);
        await given.CancelAsync();

        Assert.Equal(given.Token, (await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call)).CancellationToken);
        await told.Task.WaitAsync(Token);
        Assert.Equal(7, await connection.CallAsync(7, Token));
    }

    [Fact]
    public async Task A_call_that_goes_on_after_it_was_given_up_keeps_its_place_until_it_ends()
    {
        var (begun, end) = (new SemaphoreSlim(0), new TaskCompletionSource());
        var target = new ScriptedTarget
        {
            Call = async (number, _) =>
            {
                if (number > 0)
                    return number;
                begun.Release();
                await end.Task;
                return 0;
            },
        };
        await using var connection = await Connection.OpenAsync(target);
        using var given = CancellationTokenSource.CreateLinkedTokenSource(Token);
        var calls = Enumerable.Range(0, FrameCaller.CallsAtOnce).Select(_ => connection.CallAsync(0, given.Token)).ToList();
        foreach (var _ in calls)
            await begun.WaitAsync(Token);
        await given.CancelAsync();
        foreach (var call in calls)
            await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);

        var next = connection.CallAsync(1, Token);
        Assert.False(next.IsCompleted);
        end.SetResult();

        Assert.Equal(1, await next);
    }

    [Fact]
    public async Task A_process_that_ends_fails_every_call_that_is_under_way_and_every_later_one_with_one_clear_error()
    {
        var begun = new SemaphoreSlim(0);
        await using var connection = await Connection.OpenAsync(new ScriptedTarget
        {
            Call = async (_, token) =>
            {
                begun.Release();
                await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, token);
                return 0;
            },
        });
        var calls = Enumerable.Range(0, 50).Select(number => connection.CallAsync(number, Token)).ToList();
        foreach (var _ in calls)
            await begun.WaitAsync(Token);

        connection.KillPlugin();

        foreach (var call in calls)
            Assert.Contains("acme.tax 1.0.0", (await Assert.ThrowsAsync<PluginConnectionException>(() => call)).Message,
                StringComparison.Ordinal);
        await Assert.ThrowsAsync<PluginConnectionException>(() => connection.CallAsync(1, Token));
        await Assert.ThrowsAsync<PluginConnectionException>(async () => await connection.StreamAsync(1, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_stream_arrives_in_order_and_ends()
    {
        await using var connection = await Connection.OpenAsync();

        Assert.Equal(Enumerable.Range(0, 1_000), await connection.StreamAsync(1_000, Token).ToListAsync(Token));
        Assert.Empty(await connection.StreamAsync(0, Token).ToListAsync(Token));
    }

    [Fact]
    public async Task A_plugin_streams_no_further_ahead_than_it_was_asked_to()
    {
        var (made, asked) = (0, new TaskCompletionSource());
        await using var connection = await Connection.OpenAsync(new ScriptedTarget { Stream = (_, _) => Count() });

        await using (var items = connection.StreamAsync(1, Token).GetAsyncEnumerator(Token))
        {
            Assert.True(await items.MoveNextAsync());
            // What is asked for ahead, and the one that waits to be sent.
            await asked.Task.WaitAsync(Token);
            Assert.Equal(1, await connection.CallAsync(0, Token));
            Assert.Equal(FrameCaller.ItemsAhead + 1, Volatile.Read(ref made));
        }

        async IAsyncEnumerable<int> Count()
        {
            await Task.CompletedTask;
            while (true)
            {
                if (Interlocked.Increment(ref made) == FrameCaller.ItemsAhead + 1)
                    asked.SetResult();
                yield return made;
            }
        }
    }

    [Fact]
    public async Task A_stream_that_fails_or_that_nobody_reads_further_ends_at_both_ends()
    {
        var ended = new TaskCompletionSource();
        await using var connection =
            await Connection.OpenAsync(new ScriptedTarget { Stream = (number, _) => number == 0 ? Fail() : Endless() });

        Assert.Contains("It fails.", (await Assert.ThrowsAsync<PluginCallException>(
            async () => await connection.StreamAsync(0, Token).ToListAsync(Token))).Message, StringComparison.Ordinal);
        Assert.Equal([1, 1, 1], await connection.StreamAsync(1, Token).Take(3).ToListAsync(Token));

        await ended.Task.WaitAsync(Token);

        static async IAsyncEnumerable<int> Fail()
        {
            await Task.CompletedTask;
            yield return 1;
            throw new InvalidOperationException("It fails.");
        }

        async IAsyncEnumerable<int> Endless()
        {
            try
            {
                while (true)
                {
                    await Task.Yield();
                    yield return 1;
                }
            }
            finally
            {
                ended.SetResult();
            }
        }
    }

    [Fact]
    [StopTestOf(typeof(FrameCaller))]
    public async Task A_connection_that_is_closed_stops_reading_and_serving()
    {
        var connection = await Connection.OpenAsync();
        Assert.Equal(2, await connection.CallAsync(1, Token));

        await connection.Caller.DisposeAsync();

        Assert.True(connection.Caller.Ended.IsCompletedSuccessfully);
        await connection.Serving.WaitAsync(Token);
        Assert.Contains("was closed", (await Assert.ThrowsAsync<PluginConnectionException>(() => connection.CallAsync(1, Token))).Message,
            StringComparison.Ordinal);
        await connection.DisposeAsync();
    }

    private sealed class SilentException : Exception
    {
        public override string Message => throw new NotSupportedException();
    }
}
