using System.CommandLine;
using CityDesk.Import.Reading;
using CityDesk.Settings;
using CityDesk.Tour;

namespace CityDesk.Commands;

/// <summary>
/// The command line. Without a command the program is the web host, and its arguments are settings; everything that begins
/// with a word is a command, also a word that is none, which must not quietly start a server.
/// </summary>
internal static class DeskCommands
{
    private static readonly string Description = string.Join(
        Environment.NewLine,
        [
            "A city's service desk. Without a command it runs the web host until it is stopped.",
            "",
            "Settings follow the command, or stand alone for the web host, each as --Section:Key=VALUE (default in brackets):",
            .. DeskSettings.All.Select(setting => $"  --{setting.Name}={setting.Placeholder}{Environment.NewLine}      {setting.Description} ({setting.Default})"),
            "Each can also stand in the environment: Desk__DataFolder=PATH.",
            "",
            "Exit codes: 0 done; 1 could not be done, the message says why; 2 wrong command line or settings; 3 the file to",
            "import cannot be read, or not to its end; 130 stopped by the operator.",
        ]);

    /// <summary>Whether the arguments are for a command rather than for the web host.</summary>
    public static bool Recognises(IReadOnlyList<string> args)
    {
        var first = args.FirstOrDefault(arg => !SettingArguments.IsSetting(arg));
        // The web host takes --key=value, --key value, /key=value and key=value, as every ASP.NET Core program does.
        return first is "--help" or "-h" or "-?" or "--version" || (first is not null && first is not ['-' or '/', ..] && !first.Contains('=', StringComparison.Ordinal));
    }

    public static Task<int> RunAsync(IReadOnlyList<string> args) =>
        RunAsync(args, new CommandConsole(Console.Out, Console.Error, !Console.IsErrorRedirected), CancellationToken.None);

    /// <param name="args">The arguments.</param>
    /// <param name="console">Where the command speaks.</param>
    /// <param name="cancellationToken">Stops the command, as SIGINT and SIGTERM do.</param>
    public static async Task<int> RunAsync(IReadOnlyList<string> args, CommandConsole console, CancellationToken cancellationToken)
    {
        var settings = args.Where(SettingArguments.IsSetting).ToList();
        if (settings.Select(SettingArguments.FindProblem).FirstOrDefault(problem => problem is not null) is { } wrong)
        {
            await console.Error.WriteLineAsync($"{wrong} See '{ThisProgram.Call} --help'.");
            return ExitCodes.Usage;
        }

        var parsed = Build(settings, console).Parse([.. args.Where(static arg => !SettingArguments.IsSetting(arg))], new ParserConfiguration { ResponseFileTokenReplacer = null });
        var invocation = new InvocationConfiguration
        {
            Output = console.Out,
            Error = console.Error,
            EnableDefaultExceptionHandler = false,
            // A batch that was begun is finished; on a busy disk that can take longer than the two seconds given otherwise.
            ProcessTerminationTimeout = TimeSpan.FromSeconds(30),
        };
        if (parsed.Errors.Count > 0)
            return await ExplainUsageAsync(parsed, console);
        try
        {
            return await parsed.InvokeAsync(invocation, cancellationToken);
        }
        catch (OperationCanceledException)
        {
            await console.Error.WriteLineAsync("Stopped.");
            return ExitCodes.Cancelled;
        }
        catch (Exception e)
        {
            var (message, code) = Explain(e);
            await console.Error.WriteLineAsync(message);
            return code;
        }
    }

    private static RootCommand Build(IReadOnlyList<string> settings, CommandConsole console) => new(Description)
    {
        ImportCommand.Create(settings, console),
        CheckCommand.Create(console),
        KeysCommand.Create(settings, console),
        StaffCommand.Create(settings, console),
        ResidentsCommand.Create(settings, console),
        GenerateCommand.Create(settings, console),
        TourCommand.Create(settings, console),
    };

    private static async Task<int> ExplainUsageAsync(ParseResult parsed, CommandConsole console)
    {
        foreach (var fault in UsageFaults.Of(parsed))
            await console.Error.WriteLineAsync(fault);
        var path = string.Concat(CommandPath(parsed.CommandResult).Reverse().Select(name => $"{name} "));
        await console.Error.WriteLineAsync($"See '{ThisProgram.Call} {path}--help'. Settings are written --Section:Key=value, in one word.");
        return ExitCodes.Usage;
    }

    private static IEnumerable<string> CommandPath(System.CommandLine.Parsing.CommandResult command)
    {
        for (var current = command; current.Command is not RootCommand; current = (System.CommandLine.Parsing.CommandResult)current.Parent!)
            yield return current.Command.Name;
    }

    private static (string Message, int ExitCode) Explain(Exception e) => e switch
    {
        DamagedFileException damaged => ($"{damaged.Message}.", ExitCodes.DamagedFile),
        _ when StartFailure.Explain(e) is { } known => known,
        { InnerException: { } inner } => ($"{e.Message} ({inner.Message})", ExitCodes.Failure),
        _ => (e.Message, ExitCodes.Failure),
    };
}

/// <summary>Where a command speaks: results to one place, everything else to the other.</summary>
/// <param name="Out">Results, for people and pipes.</param>
/// <param name="Error">Notices, progress and problems.</param>
/// <param name="IsTerminal">Whether <paramref name="Error"/> is a terminal, on which a line can be written over.</param>
internal sealed record CommandConsole(TextWriter Out, TextWriter Error, bool IsTerminal);
