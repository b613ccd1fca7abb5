using System.CommandLine;
using System.Diagnostics.CodeAnalysis;
using Platform.Plugins.Index;
using Platform.Plugins.Packages;
using Platform.Shared;

namespace Platform.Plugins.Tool.Commands;

/// <summary>The command line.</summary>
internal static class ToolCommands
{
    private static readonly string Description = string.Join(
        Environment.NewLine,
        [
            "Makes, signs, verifies and installs plugins of Platform.Plugins.",
            "",
            "Exit codes: 0 everything holds, or is done; 1 the plugin is refused, and the answer says why; 2 wrong command line;",
            "3 something could not be read or written; 4 somebody must agree first; 130 stopped.",
        ]);

    /// <summary>Runs a command.</summary>
    /// <param name="args">The arguments.</param>
    /// <param name="output">Where the answer goes.</param>
    /// <param name="error">Where everything else goes.</param>
    /// <param name="time">The clock.</param>
    /// <returns>The exit code.</returns>
    [SuppressMessage("Design", "CA1031", Justification = "Whatever is thrown becomes a sentence and an exit code.")]
    public static async Task<int> RunAsync(string[] args, TextWriter output, TextWriter error, TimeProvider time)
    {
        var isJson = new Option<bool>("--json") { Description = "One object of JSON.", Recursive = true };
        var root = new RootCommand(Description)
        {
            new KeyCommand(isJson, output).Create(),
            new PackCommand(isJson, output).Create(),
            new SignCommand(isJson, output, time).Create(),
            new InspectCommand(isJson, output).Create(),
            new TrustCommand(isJson, output).Create(),
            new VerifyCommand(isJson, output, time).Create(),
            new InstallCommand(isJson, output, time).Create(),
            new ListCommand(isJson, output, time).Create(),
            new RollbackCommand(isJson, output, time).Create(),
            new RevokeCommand(isJson, output).Create(),
            new IndexCommand(isJson, output, time).Create(),
            isJson,
        };
        var parsed = root.Parse(args, new ParserConfiguration { ResponseFileTokenReplacer = null });
        if (parsed.Errors.Count > 0)
        {
            foreach (var fault in parsed.Errors.Select(static fault => fault.Message).Distinct())
                await error.WriteLineAsync(Plain.Text(fault)).ConfigureAwait(false);
            await error.WriteLineAsync("See 'platform-plugin --help'.").ConfigureAwait(false);
            return ExitCodes.Usage;
        }
        try
        {
            var configuration = new InvocationConfiguration { Output = output, Error = error, EnableDefaultExceptionHandler = false };
            return await parsed.InvokeAsync(configuration).ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            var (message, code) = Explain(exception);
            if (parsed.GetValue(isJson) && code is not (ExitCodes.Usage or ExitCodes.Cancelled))
                await output.WriteLineAsync(Refusal.ToJson(parsed.CommandResult.Command.Name, message)).ConfigureAwait(false);
            foreach (var line in message.Split(Environment.NewLine))
                await error.WriteLineAsync(Plain.Text(line)).ConfigureAwait(false);
            return code;
        }
    }

    private static (string Message, int Code) Explain(Exception exception) => exception switch
    {
        ToolException tool => (tool.Message, tool.ExitCode),
        OperationCanceledException => ("Stopped.", ExitCodes.Cancelled),
        PluginPackageException or PluginIndexException => (exception.Message, ExitCodes.Refused),
        _ => (exception.Message, ExitCodes.Unreadable),
    };
}
