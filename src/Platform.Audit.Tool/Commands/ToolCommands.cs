using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Platform.Audit.Tiles;
using Platform.Shared;

namespace Platform.Audit.Tool.Commands;

/// <summary>The command line.</summary>
internal static class ToolCommands
{
    private static readonly string Description = string.Join(
        Environment.NewLine,
        [
            "Reads an audit log of Platform.Audit, its public files or its store, and changes nothing in it.",
            "",
            "Exit codes: 0 everything holds, or is done; 1 something is not what was signed, and the answer says what;",
            "2 wrong command line; 3 something could not be read or written; 130 stopped.",
        ]);

    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where everything else goes.</param>
    /// <returns>The exit code.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown becomes a sentence and an exit code.")]
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error)
    {
        var isJson = new Option<bool>("--json") { Description = "One object of JSON for each answer, or for each record.", Recursive = true };
        var root = new RootCommand(Description)
        {
            new VerifyCommand(isJson, output).Create(),
            new ProveCommand(isJson, output).Create(),
            new FsckCommand(isJson, output).Create(),
            new AnchorCommand(isJson, output).Create(),
            new ExportCommand(isJson, output).Create(),
            new TailCommand(isJson, output).Create(),
            isJson,
        };
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors.Select(static fault => fault.Message).Distinct())
                await error.WriteLineAsync(Plain.Text(fault)).ConfigureAwait(false);
            await error.WriteLineAsync("See 'platform-audit --help'.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false }).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var (message, code) = Explain(exception);
            if (parsed.GetValue(isJson) && code is not (ExitCodes.Usage or ExitCodes.Cancelled))
                await output.WriteLineAsync(Refusal.ToJson(parsed.CommandResult.Command.Name, message)).ConfigureAwait(false);
            await error.WriteLineAsync(Plain.Text(message)).ConfigureAwait(false);
            return code;
        }
    }

    private static (string Message, int Code) Explain(Exception exception) => exception switch
    {
        ToolException tool => (tool.Message, tool.ExitCode),
        OperationCanceledException => ("Stopped.", ExitCodes.Cancelled),
        TileException or AuditIntegrityException => (exception.Message, ExitCodes.NotIntact),
        { InnerException: { } inner } => ($"{exception.Message} ({inner.Message})", ExitCodes.Unreadable),
        _ => (exception.Message, ExitCodes.Unreadable),
    };
}
