using CityDesk.Commands;

namespace CityDesk.Tests;

/// <summary>
/// Base of tests that hold on every engine: an abstract class says what must hold, and has one sealed heir per engine
/// (<c>…OnSqlite</c>, <c>…OnPostgreSql</c>). Where the engine is not there, every test is skipped with the reason.
/// </summary>
public abstract class DeskTests
{
    protected DeskTests(Desk desk)
    {
        Desk = desk;
        Assert.SkipWhen(desk.Unavailable is not null, desk.Unavailable ?? "");
    }

    protected Desk Desk { get; }

    protected HttpClient Http => Desk.Http;

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    /// <summary>Tries each of many inputs, several at a time, as callers come.</summary>
    protected static Task SeveralAtOnceAsync<T>(IEnumerable<T> inputs, Func<T, Task> test) =>
        Parallel.ForEachAsync(inputs, new ParallelOptions { MaxDegreeOfParallelism = 8, CancellationToken = Cancelled }, async (input, _) => await test(input));

    /// <summary>Runs a command beside the desk, in this process.</summary>
    protected async Task<(int Code, string Out, string Error)> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        var code = await DeskCommands.RunAsync([.. args, .. Desk.Arguments], new CommandConsole(output, error, IsTerminal: false), Cancelled);
        return (code, output.ToString(), error.ToString());
    }

    /// <summary>Waits until something holds. What failed comes again later than at once, by a clock that stands still unless it is moved.</summary>
    protected async Task UntilAsync(Func<Task<bool>> holds, bool moves)
    {
        var begun = TimeProvider.System.GetTimestamp();
        while (!await holds())
        {
            Assert.True(TimeProvider.System.GetElapsedTime(begun) < TimeSpan.FromSeconds(60), "It never came to it.");
            if (moves)
                Desk.Clock.Advance(TimeSpan.FromSeconds(1));
            await Task.Delay(TimeSpan.FromMilliseconds(20), TimeProvider.System, Cancelled);
        }
    }
}
