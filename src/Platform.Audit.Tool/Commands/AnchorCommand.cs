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
        Description = "File that keeps the checkpoint, where whoever can change the log cannot reach.",
        HelpName = "FILE",
        Required = true,
    };

    private readonly Option<bool> _create = new("--create")
    {
        Description = "Begins the file, which must not be there yet. Once, by hand: a job that may begin anew has nothing to compare with on the day the file is gone.",
    };

    public Command Create()
    {
        var command = new Command("anchor", "Keeps the newest checkpoint in a file. It is replaced only if the log continues the one that is there; otherwise it stays, as evidence.");
        _source.AddTo(command);
        _policy.AddTo(command);
        command.Add(_file);
        command.Add(_create);
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
        var before = await ReadBeforeAsync(file, parsed.GetValue(_create), policy, cancellationToken).ConfigureAwait(false);
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

    /// <summary>A file that is missing is a folder that is not mounted, more often than a first time.</summary>
    private static async Task<SignedTree?> ReadBeforeAsync(FileInfo file, bool isFirst, CheckpointPolicy policy, CancellationToken cancellationToken) =>
        (await InputFile.TryReadAsync(file, cancellationToken).ConfigureAwait(false), isFirst) switch
        {
            (null, false) => throw new ToolException($"There is no file {file.FullName}: nothing was compared, and nothing is written. Where it is the first time, say --create."),
            (not null, true) => throw new ToolException($"{file.FullName} is there already: leave out --create."),
            (null, true) => null,
            ({ } bytes, false) => SignedTree.Read(bytes, file.FullName, policy),
        };

    /// <summary>The checkpoint has to be of what is there, too: one that speaks of records which nobody can show is no evidence of them.</summary>
    private static async Task<string?> FindFaultAsync(ITileSource tiles, SignedTree own, SignedTree? before, string where, CancellationToken cancellationToken)
    {
        var root = await new TileReader(tiles, own.Size).ComputeRootAsync(cancellationToken).ConfigureAwait(false);
        if (root != own.Root)
            return "the records are not those that the checkpoint speaks of";
        return before is null ? null : await History.FindFaultAsync(tiles, own, before, where, cancellationToken).ConfigureAwait(false);
    }
}
