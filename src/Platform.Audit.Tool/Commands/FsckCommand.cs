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
    private readonly FreshnessOptions _freshness = new();

    private readonly Option<bool> _sealed = new("--sealed")
    {
        Description = "Contents of personal fields are sealed, and only the application can open them: they are counted. Without it, each that cannot be opened is a fault.",
    };

    public Command Create()
    {
        var command = new Command("fsck", "Reads everything that is stored and names all that does not fit. Without --key the signature of the checkpoint is not verified.");
        _source.AddTo(command);
        _policy.AddTo(command);
        _freshness.AddTo(command);
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
        if (source.Store is { } store)
            await InspectStoreAsync(answer, source, store, policy, parsed, cancellationToken).ConfigureAwait(false);
        else
            await InspectTilesAsync(answer, source, policy, parsed, cancellationToken).ConfigureAwait(false);
        return await answer.EndAsync("intact").ConfigureAwait(false);
    }

    private async Task InspectStoreAsync(Answer answer, LogSource source, IAuditInspectedStore store, CheckpointPolicy? policy, ParseResult parsed, CancellationToken cancellationToken)
    {
        // Where there is no log at all, nothing is damaged.
        await store.FindRunsAsync(1, cancellationToken).ConfigureAwait(false);
        var inspector = new AuditStoreInspector(store, policy) { AcceptsSealed = parsed.GetValue(_sealed), MaxUnsigned = _freshness.MaxUnsigned(parsed) };
        var found = await inspector.InspectAsync(cancellationToken).ConfigureAwait(false);
        AddSignature(answer, policy, found.Signature);
        answer.Add("records", "records", found.Records);
        answer.Add("dropped", found.Dropped == 0 ? null : "dropped, of which the hashes are here", found.Dropped);
        answer.Add("signed", "signed", found.SignedSize);
        answer.Add("nodes", "nodes", found.Nodes);
        answer.Add("waiting", "waiting", found.Waiting);
        answer.Add("personal", "personal", found.Personal);
        answer.Add("erased", "erased", found.Erased);
        answer.Add("sealed", "sealed", found.Sealed);
        foreach (var finding in found.Findings)
            answer.Fault(finding.ToString());
        if (answer.IsIntact && found.SignedSize > 0 && await _freshness.FindAgeAsync(parsed, source, await source.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false), cancellationToken).ConfigureAwait(false) is { } age)
            answer.Fault(age);
    }

    private async Task InspectTilesAsync(Answer answer, LogSource source, CheckpointPolicy? policy, ParseResult parsed, CancellationToken cancellationToken)
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
        AddSignature(answer, policy, signed.Result);
        answer.Add("origin", "log", signed.Origin);
        answer.Add("records", "records", signed.Size);
        if (signed.IsRefused)
            answer.Fault(signed.Describe($"the checkpoint of {source.Name}"));
        var inspection = new TilesInspection(source, signed);
        foreach (var fault in await inspection.InspectAsync(cancellationToken).ConfigureAwait(false))
            answer.Fault(fault);
        if (answer.IsIntact && await _freshness.FindAgeAsync(parsed, source, signed, cancellationToken).ConfigureAwait(false) is { } age)
            answer.Fault(age);
        answer.Add("files", source.Folder is null ? null : "files", inspection.Files);
    }

    /// <summary>Only what was verified is called so.</summary>
    private static void AddSignature(Answer answer, CheckpointPolicy? policy, CheckpointResult? result) =>
        answer.Add("signature", "signature", policy is null ? "not verified: no --key" : result switch
        {
            null => "none",
            CheckpointResult.Verified => "verified",
            _ => FormattableString.Invariant($"refused ({result})"),
        });
}
