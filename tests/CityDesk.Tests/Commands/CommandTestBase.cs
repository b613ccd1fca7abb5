using CityDesk.Commands;

namespace CityDesk.Tests.Commands;

/// <summary>Base of tests that run commands in this process, on every engine.</summary>
public abstract class CommandTestBase
{
    protected CommandTestBase(CommandDatabase database)
    {
        Database = database;
        Assert.SkipWhen(database.Unavailable is not null, database.Unavailable ?? "");
    }

    protected CommandDatabase Database { get; }

    protected static CancellationToken Cancelled => TestContext.Current.CancellationToken;

    protected Task<CommandRun> RunAsync(params string[] args) => CommandRun.RunAsync([.. args, .. Database.Settings]);
}

/// <summary>What a command said, and how it ended.</summary>
public sealed record CommandRun(int ExitCode, string Out, string Error)
{
    public static async Task<CommandRun> RunAsync(params string[] args)
    {
        await using var output = new StringWriter();
        await using var error = new StringWriter();
        Assert.True(DeskCommands.Recognises(args));
        var code = await DeskCommands.RunAsync(args, new CommandConsole(output, error, IsTerminal: false), TestContext.Current.CancellationToken);
        return new CommandRun(code, output.ToString(), error.ToString());
    }
}
