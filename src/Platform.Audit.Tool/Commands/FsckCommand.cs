using System.CommandLine;
using Platform.Audit.Checkpoints;
using Platform.Audit.Inspection;
using Platform.Audit.Stores;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Sources;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Commands;

/// <summary><c>fsck</c>: everything that is stored, with everything that is wrong.</summary>
internal sealed class FsckCommand(Option<bool> isJson, TextWriter output)
{
    private readonly SourceOptions _source = new();
    private readonly PolicyOptions _policy = new();

    private readonly Option<bool> _sealed = new("--sealed")
    {
        Description = "Contents of personal fields are sealed, and only the application can open them: they are counted. Without it, each that cannot be opened is a fault.",
    };

    public Command Create()
    {
        var command = new Command("fsck", "Reads everything that is stored and names all that does not fit. Without --key the signature of the checkpoint is not verified.");
        _source.AddTo(command);
        _policy.AddTo(command);
        command.Add(_sealed);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var policy = _policy.Find(parsed);
        var source = _source.Open(parsed);
        await using var closing = source.ConfigureAwait(false);
        var answer = new Answer(output, parsed.GetValue(isJson), "fsck");
        answer.Add("signature", "signature", policy is null ? "not verified: no --key" : "verified");
        if (source.Store is { } store)
            await InspectStoreAsync(answer, store, policy, parsed.GetValue(_sealed), cancellationToken).ConfigureAwait(false);
        else
            await InspectTilesAsync(answer, source, policy, cancellationToken).ConfigureAwait(false);
        return await answer.EndAsync("intact").ConfigureAwait(false);
    }

    private static async Task InspectStoreAsync(Answer answer, IAuditInspectedStore store, CheckpointPolicy? policy, bool acceptsSealed, CancellationToken cancellationToken)
    {
        // Where there is no log at all, nothing is damaged.
        await store.FindRunsAsync(1, cancellationToken).ConfigureAwait(false);
        var found = await new AuditStoreInspector(store, policy) { AcceptsSealed = acceptsSealed }.InspectAsync(cancellationToken).ConfigureAwait(false);
        answer.Add("records", "records", found.Records);
        answer.Add("signed", "signed", found.SignedSize);
        answer.Add("nodes", "nodes", found.Nodes);
        answer.Add("waiting", "waiting", found.Waiting);
        answer.Add("personal", "personal", found.Personal);
        answer.Add("erased", "erased", found.Erased);
        answer.Add("sealed", "sealed", found.Sealed);
        foreach (var finding in found.Findings)
            answer.Fault(finding.ToString());
    }

    private static async Task InspectTilesAsync(Answer answer, LogSource source, CheckpointPolicy? policy, CancellationToken cancellationToken)
    {
        SignedTree signed;
        try
        {
            signed = await source.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false);
        }
        catch (ToolException exception) when (exception.ExitCode == ExitCodes.NotIntact)
        {
            answer.Fault(exception.Message);
            return;
        }
        answer.Add("origin", "log", signed.Origin);
        answer.Add("records", "records", signed.Size);
        if (signed.IsRefused)
            answer.Fault(signed.Describe($"the checkpoint of {source.Name}"));
        var inspection = new TilesInspection(source, signed);
        foreach (var fault in await inspection.InspectAsync(cancellationToken).ConfigureAwait(false))
            answer.Fault(fault);
        answer.Add("files", source.Folder is null ? null : "files", inspection.Files);
    }
}
