using System.CommandLine;
using Platform.Audit.Checkpoints;
using Platform.Audit.Records;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Sources;
using Platform.Audit.Tool.Trust;

namespace Platform.Audit.Tool.Commands;

/// <summary><c>verify</c>: every record of a log, or a single one by its proof.</summary>
internal sealed class VerifyCommand(Option<bool> isJson, TextWriter output)
{
    private readonly SourceOptions _source = new();
    private readonly PolicyOptions _policy = new();
    private readonly FreshnessOptions _freshness = new();
    private readonly ArchiveOption _archive = new();
    private readonly TenantOptions _tenant = new();

    private readonly Option<FileInfo[]> _checkpoints = new("--checkpoint")
    {
        Description = "Checkpoint that was kept elsewhere, which the log has to continue. May be repeated.",
        HelpName = "FILE",
    };

    private readonly Option<FileInfo?> _record = new("--record") { Description = "Record to verify by its proof. No log is needed.", HelpName = "FILE" };

    private readonly Option<FileInfo?> _proof = new("--proof") { Description = "Proof of the record (.tlog-proof).", HelpName = "FILE" };

    public Command Create()
    {
        var command = new Command("verify", "Verifies that every record of a log is the one that was signed; or, with --record and --proof, a single record.");
        _source.AddTo(command);
        _policy.AddTo(command);
        _freshness.AddTo(command);
        command.Add(_checkpoints);
        _archive.AddTo(command);
        _tenant.AddTo(command);
        command.Add(_record);
        command.Add(_proof);
        command.SetAction((parsed, cancellationToken) => RunAsync(parsed, cancellationToken));
        return command;
    }

    private async Task<int> RunAsync(ParseResult parsed, CancellationToken cancellationToken)
    {
        var host = _policy.Require(parsed);
        var policy = _tenant.Of(parsed, host);
        var answer = new Answer(output, parsed.GetValue(isJson), "verify");
        if ((parsed.GetValue(_record), parsed.GetValue(_proof)) is ({ } record, { } proof))
            return await VerifyRecordAsync(answer, record, proof, host, _tenant.FindId(parsed), cancellationToken).ConfigureAwait(false);
        if (parsed.GetValue(_record) is not null || parsed.GetValue(_proof) is not null)
            throw new ToolException("--record and --proof belong together.", ExitCodes.Usage);
        var source = _source.Open(parsed);
        await using var closing = source.ConfigureAwait(false);
        var own = await VerifyLogAsync(answer, source, policy, parsed, cancellationToken).ConfigureAwait(false);
        await _tenant.VerifyAsync(parsed, answer, source.Tiles, own, host, cancellationToken).ConfigureAwait(false);
        return await answer.EndAsync("intact").ConfigureAwait(false);
    }

    private static async Task<int> VerifyRecordAsync(Answer answer, FileInfo recordFile, FileInfo proofFile, CheckpointPolicy policy, string? tenant, CancellationToken cancellationToken)
    {
        var record = await InputFile.ReadAsync(recordFile, cancellationToken).ConfigureAwait(false);
        var proof = await InputFile.ReadAsync(proofFile, cancellationToken).ConfigureAwait(false);
        var found = tenant is null ? AuditVerifier.Verify(record, proof, policy) : AuditTenantVerifier.Verify(record, proof, tenant, policy);
        answer.Add("origin", "log", tenant is null ? policy.Origin : policy.OfTenant(tenant).Origin);
        answer.Add("result", null, found.Result.ToString());
        if (!found.IsVerified)
        {
            answer.Fault(Describe(found.Result));
            return await answer.EndAsync("").ConfigureAwait(false);
        }
        answer.Add("index", "index", found.Index);
        answer.Add("size", "of", found.TreeSize);
        answer.Add("text", "record", AuditRecord.TryRead(record, out var read) ? read.ToString() : null);
        return await answer.EndAsync("verified").ConfigureAwait(false);
    }

    private static string Describe(AuditVerificationResult result) => result switch
    {
        AuditVerificationResult.WrongOrigin => "the proof is of another log",
        AuditVerificationResult.NotIncluded => "the record is not the one at that index of that tree",
        AuditVerificationResult.InvalidSignature => "a signature that names a trusted key is not one of it",
        AuditVerificationResult.NotSignedByLog => "no key of the log has signed the checkpoint in the proof",
        AuditVerificationResult.NotStated => "the proof does not show that the host's log knows this tree of the tenant",
        AuditVerificationResult.TooFewWitnesses => "fewer witnesses have signed the checkpoint in the proof than are asked for",
        _ => "the proof, or the checkpoint in it, is none",
    };

    private async Task<SignedTree> VerifyLogAsync(Answer answer, LogSource source, CheckpointPolicy policy, ParseResult parsed, CancellationToken cancellationToken)
    {
        var files = parsed.GetValue(_checkpoints) ?? [];
        var (own, state, missing, found) = await LookAsync(source, policy, cancellationToken).ConfigureAwait(false);
        answer.Add("origin", "log", own.Origin);
        answer.Add("size", "records", own.Size);
        answer.Add("root", "root", own.Root.ToString());
        if (own.IsRefused)
            answer.Fault(own.Describe($"the checkpoint of {source.Name}"));
        var (unsigned, behind) = await _freshness.FindUnsignedAsync(parsed, source, own.Size, cancellationToken).ConfigureAwait(false);
        if (unsigned > 0)
            answer.Add("unsigned", "unsigned", unsigned);
        if (behind is not null)
            answer.Fault(behind);

        var keptFrom = state?.KeptFrom ?? 0;
        if (keptFrom > 0)
            answer.Add("dropped", "dropped", keptFrom);
        if (missing is not null)
            answer.Fault(missing);
        else if (keptFrom > 0)
            answer.Add("droppedBy", "as says record", state!.DroppedBy!.Value);
        if (!found.IsIntact)
            answer.Fault(TileFaults.Describe(found));
        else if (!own.IsRefused && await _freshness.FindAgeAsync(parsed, source, own, cancellationToken).ConfigureAwait(false) is { } age)
            answer.Fault(age);
        foreach (var file in files)
        {
            var held = SignedTree.Read(await InputFile.ReadAsync(file, cancellationToken).ConfigureAwait(false), file.Name, policy);
            if (held.IsRefused)
                answer.Fault(held.Describe(file.Name));
            else if (await History.FindFaultAsync(source.Tiles, own, held, file.Name, cancellationToken).ConfigureAwait(false) is { } fault)
                answer.Fault(fault);
        }
        if (answer.IsIntact)
            await _archive.VerifyAsync(parsed, answer, source, own, keptFrom, cancellationToken).ConfigureAwait(false);
        answer.Add("compared", files.Length == 0 ? null : "compared", (long)files.Length);
        return own;
    }

    /// <summary>Reads the checkpoint and verifies what it speaks of. The log may drop records meanwhile, and says so behind that checkpoint: then both are read again.</summary>
    private static async Task<Look> LookAsync(LogSource source, CheckpointPolicy policy, CancellationToken cancellationToken)
    {
        if (source.Store is not { } store)
            return await LookAsync(source, policy, null, cancellationToken).ConfigureAwait(false);
        while (true)
        {
            var look = await SteadyBeginning.ReadAsync(
                store.ReadStateAsync, state => new ValueTask<Look>(LookAsync(source, policy, state, cancellationToken)), static each => each is { Missing: null, Found.IsIntact: true }, cancellationToken).ConfigureAwait(false);
            // The log signs what it has dropped at once, and this may have come between.
            if (look is not { State.DroppedBy: { } by } || by < look.Own.Size || (await source.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false)).Size <= by)
                return look;
        }
    }

    private static async Task<Look> LookAsync(LogSource source, CheckpointPolicy policy, AuditStoreState? state, CancellationToken cancellationToken)
    {
        var own = await source.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false);
        var missing = state is null ? null : await FindMissingAsync(source.Store!, state, policy, own, cancellationToken).ConfigureAwait(false);
        var found = await new TileVerifier(source.Tiles, own.Size, own.Root) { MinimumIndex = Math.Min(state?.KeptFrom ?? 0, own.Size) }.VerifyAsync(cancellationToken).ConfigureAwait(false);
        return new Look(own, state, missing, found);
    }

    /// <summary>What is not there because it was dropped is not missing, if a record says so that the log has signed. That record is verified with the rest.</summary>
    private static async Task<string?> FindMissingAsync(IAuditStore store, AuditStoreState state, CheckpointPolicy policy, SignedTree own, CancellationToken cancellationToken)
    {
        if (!await DroppedRecords.AreExplainedAsync(store, state, policy, cancellationToken).ConfigureAwait(false))
            return FormattableString.Invariant($"records 0 to {state.KeptFrom - 1} are missing, and no record says that they were dropped that the log has signed");
        return state.KeptFrom > 0 && state.DroppedBy >= own.Size
            ? FormattableString.Invariant($"record {state.DroppedBy}, which says that records before {state.KeptFrom} were dropped, is under no checkpoint")
            : null;
    }

    /// <summary>What was found of a log that stood so.</summary>
    private sealed record Look(SignedTree Own, AuditStoreState? State, string? Missing, TileVerification Found);
}
