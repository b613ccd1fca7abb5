using System.CommandLine;
using Platform.Plugins.Index;
using Platform.Plugins.Tool.Files;
using Platform.Plugins.Tool.Output;

namespace Platform.Plugins.Tool.Commands;

/// <summary><c>index follow</c>: begins to trust an index.</summary>
internal sealed class FollowCommand(Option<bool> isJson, TextWriter output)
{
    private const int MostBytes = 64 * 1024;

    private readonly Argument<FileInfo> _root = new("ROOT")
    {
        Description = "A file root/N.json of the index, by hand from whoever has it.",
    };

    private readonly Option<FileInfo> _memory = new("--seen-index")
    {
        Description = "File that is to remember what was seen of the index.",
        HelpName = "FILE",
        Required = true,
    };

    public Command Create()
    {
        var command = new Command("follow", "Begins to trust an index, by keys that come from elsewhere.") { _root, _memory };
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var root = await ToolFile.ReadAsync(parsed.GetRequiredValue(_root).FullName, MostBytes, cancellationToken).ConfigureAwait(false);
        PluginIndexMemory.Begin(parsed.GetRequiredValue(_memory).FullName, root);
        return await new Answer(output, parsed.GetValue(isJson), "index follow").EndAsync("followed").ConfigureAwait(false);
    }
}
