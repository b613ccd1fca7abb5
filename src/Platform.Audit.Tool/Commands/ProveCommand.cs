using System.CommandLine;
using Platform.Audit.Proofs;
using Platform.Audit.Tiles;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Sources;
using Platform.Audit.Tool.Trust;
using Platform.Audit.Trees;

namespace Platform.Audit.Tool.Commands;

/// <summary><c>prove</c>: a record and its proof, as files that anybody can verify without the log.</summary>
internal sealed class ProveCommand(Option<bool> isJson, TextWriter output)
{
    private readonly SourceOptions _source = new();
    private readonly PolicyOptions _policy = new();
    private readonly ArchiveOption _archive = new();
    private readonly TenantOptions _tenant = new();
    private readonly Argument<long> _index = new("INDEX") { Description = "Index of the record, from 0." };
    private readonly Option<DirectoryInfo> _folder = new("--out") { Description = "Folder for INDEX.record and INDEX.tlog-proof.", HelpName = "FOLDER", DefaultValueFactory = static _ => new DirectoryInfo(".") };

    public Command Create()
    {
        var command = new Command("prove", "Writes a record and the proof that it is in the log, as two files that need no log to be verified.") { _index };
        _source.AddTo(command);
        _policy.AddTo(command);
        command.Add(_folder);
        _archive.AddTo(command);
        _tenant.AddTo(command);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var index = parsed.GetRequiredValue(_index);
        if (index < 0)
            throw new ToolException("INDEX is counted from 0.", ExitCodes.Usage);
        var source = _source.Open(parsed);
        await using var closing = source.ConfigureAwait(false);
        var host = _policy.Find(parsed);
        var signed = await source.ReadCheckpointAsync(host is null ? null : _tenant.Of(parsed, host), cancellationToken).ConfigureAwait(false);
        if (signed.IsRefused)
            throw new ToolException(signed.Describe($"the checkpoint of {source.Name}"), ExitCodes.NotIntact);
        if (index >= signed.Size)
            throw new ToolException(FormattableString.Invariant($"The checkpoint speaks of {signed.Size} records: record {index} is not there, or not signed yet."));

        var reader = new TileReader(source.Tiles, signed.Size);
        var isDropped = source.Store is { } store && index < (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).KeptFrom;
        var record = isDropped
            ? await _archive.ReadAsync(parsed, source, signed, index, cancellationToken).ConfigureAwait(false)
            : await reader.ReadEntryAsync(index, cancellationToken).ConfigureAwait(false);
        var hashes = new TreeHash[TreeProof.MaxLength];
        var count = await reader.Prover.ProveInclusionAsync(index, signed.Size, hashes, cancellationToken).ConfigureAwait(false);
        var answer = new Answer(output, parsed.GetValue(isJson), "prove");
        answer.Add("origin", "log", signed.Origin);
        answer.Add("index", "index", index);
        answer.Add("size", "of", signed.Size);
        // What does not verify is not handed out.
        if (!TreeProof.VerifyInclusion(index, signed.Size, TreeHasher.HashLeaf(record.Span), hashes.AsSpan(0, count), signed.Root))
        {
            answer.Fault(FormattableString.Invariant($"record {index} is not the one that was signed"));
            return await answer.EndAsync("").ConfigureAwait(false);
        }
        var proof = await _tenant.ProveAsync(parsed, reader, index, host, cancellationToken).ConfigureAwait(false) ?? TlogProof.Write(index, hashes.AsSpan(0, count), signed.Note.Span);
        var name = Path.Combine(parsed.GetRequiredValue(_folder).FullName, FormattableString.Invariant($"{index}"));
        Directory.CreateDirectory(Path.GetDirectoryName(name)!);
        await File.WriteAllBytesAsync($"{name}.record", record, cancellationToken).ConfigureAwait(false);
        await File.WriteAllBytesAsync($"{name}.tlog-proof", proof, cancellationToken).ConfigureAwait(false);
        answer.Add("record", "record", $"{name}.record");
        answer.Add("proof", "proof", $"{name}.tlog-proof");
        return await answer.EndAsync("proven").ConfigureAwait(false);
    }
}
