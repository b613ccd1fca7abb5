using System.CommandLine;
using Platform.Audit.Checkpoints;
using Platform.Audit.Tiles;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Sources;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Commands;

/// <summary><c>anchor</c>: keeps the newest checkpoint of a log in a file, if the log continues the one that is there.</summary>
internal sealed class AnchorCommand(Option<bool> isJson, TextWriter output)
{
    private readonly SourceOptions _source = new();
    private readonly PolicyOptions _policy = new();

    private readonly Option<FileInfo> _file = new("--to")
    {
        Description = "File that keeps the checkpoint, where whoever can change the log cannot reach. Made where it is missing.",
        HelpName = "FILE",
        Required = true,
    };

    public Command Create()
    {
        var command = new Command("anchor", "Keeps the newest checkpoint in a file. It is replaced only if the log continues the one that is there; otherwise it stays, as evidence.");
        _source.AddTo(command);
        _policy.AddTo(command);
        command.Add(_file);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var policy = _policy.Require(parsed);
        var source = _source.Open(parsed);
        await using var closing = source.ConfigureAwait(false);
        var file = parsed.GetRequiredValue(_file);
        var own = await source.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false);
        var answer = new Answer(output, parsed.GetValue(isJson), "anchor");
        answer.Add("origin", "log", own.Origin);
        answer.Add("size", "records", own.Size);
        answer.Add("root", "root", own.Root.ToString());
        var before = file.Exists ? SignedTree.Read(await InputFile.ReadAsync(file, cancellationToken).ConfigureAwait(false), file.FullName, policy) : null;
        answer.Add("before", "before", before?.Size);
        if (own.IsRefused)
            answer.Fault(own.Describe($"the checkpoint of {source.Name}"));
        else if (before is { IsRefused: true })
            answer.Fault(before.Describe(file.FullName));
        else if (await FindFaultAsync(source.Tiles, own, before, file.FullName, cancellationToken).ConfigureAwait(false) is { } fault)
            answer.Fault(fault);
        if (answer.IsIntact)
            await new FileCheckpointAnchor(file.FullName).WriteAsync(own.Note, cancellationToken).ConfigureAwait(false);
        return await answer.EndAsync("anchored").ConfigureAwait(false);
    }

    /// <summary>The checkpoint has to be of what is there, too: one that speaks of records which nobody can show is no evidence of them.</summary>
    private static async Task<string?> FindFaultAsync(ITileSource tiles, SignedTree own, SignedTree? before, string where, CancellationToken cancellationToken)
    {
        var root = await new TileReader(tiles, own.Size).ComputeRootAsync(cancellationToken).ConfigureAwait(false);
        if (root != own.Root)
            return "the records are not those that the checkpoint speaks of";
        return before is null ? null : await History.FindFaultAsync(tiles, own, before, where, cancellationToken).ConfigureAwait(false);
    }
}
