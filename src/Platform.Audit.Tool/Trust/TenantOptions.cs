using System.CommandLine;
using Platform.Audit.Checkpoints;
using Platform.Audit.Proofs;
using Platform.Audit.Tenants;
using Platform.Audit.Tiles;
using Platform.Audit.Tool.Output;
using Platform.Audit.Tool.Sources;
using Platform.Audit.Trees;

namespace Platform.Audit.Tool.Trust;

/// <summary>The log is one tenant's, and the log of the host says how far it had come. <c>--key</c> and <c>--origin</c> are those of the
/// host.</summary>
internal sealed class TenantOptions
{
    private readonly Option<string?> _id =
        new("--tenant")
        {
            Description = "Id of the tenant whose log it is. --key and --origin are then those of the host's log.",
            HelpName =
        "ID"
        };

    private readonly SourceOptions _host = new("host-", "the host's log");

    public void AddTo(Command command)
    {
        command.Add(_id);
        _host.AddTo(command);
    }

    /// <summary>The id; <see langword="null"/> where it is no tenant's log.</summary>
    public string? FindId(ParseResult parsed)
    {
        var id = parsed.GetValue(_id);
        return id is null && _host.IsGiven(parsed) ? throw new ToolException("--host-… needs --tenant.", ExitCodes.Usage) : id;
    }

    /// <summary>Whom to believe about the log that is read.</summary>
    /// <exception cref="ToolException">It is no id.</exception>
    public CheckpointPolicy Of(ParseResult parsed, CheckpointPolicy policy)
    {
        try
        {
            return FindId(parsed) is { } id ? policy.OfTenant(id) : policy;
        }
        catch (ArgumentException exception)
        {
            throw new ToolException(exception.Message, ExitCodes.Usage);
        }
    }

    /// <summary>Requires that the log continues everything that the host's log says of it.</summary>
    public async Task VerifyAsync(
        ParseResult parsed, Answer answer, ITileSource tiles, SignedTree own, CheckpointPolicy policy, CancellationToken cancellationToken)
    {
        if (FindId(parsed) is not { } id || !_host.IsGiven(parsed))
            return;
        var host = _host.Open(parsed);
        await using var closing = host.ConfigureAwait(false);
        var signed = await host.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false);
        answer.Add("hostSize", "host's", signed.Size);
        if (signed.IsRefused)
        {
            answer.Fault(signed.Describe($"the checkpoint of {host.Name}"));
            return;
        }
        var (stated, isKnown) = (0L, own.Size == 0);
        await foreach (var statement in ReadAsync(host, signed, policy, cancellationToken).ConfigureAwait(false))
        {
            if (statement.Id != id)
                continue;
            stated++;
            isKnown |= statement.Size == own.Size && statement.Root == own.Root;
            var where = FormattableString.Invariant($"record {statement.Index} of the host's log");
            if (await History.FindFaultAsync(
                tiles, own, SignedTree.Read(statement.Checkpoint, where, policy: null), where,
                cancellationToken).ConfigureAwait(false) is { } fault)
                answer.Fault(fault);
        }
        answer.Add("stated", "stated", stated);
        if (!isKnown && answer.IsIntact)
            answer.Fault(
                FormattableString.Invariant(
                $"the host's log does not know the checkpoint of {own.Size} records, under the checkpoint of its own that was read"));
    }

    /// <summary>The proof of a record against both logs.</summary>
    /// <returns>The proof; <see langword="null"/> where no host is given.</returns>
    /// <exception cref="ToolException">The host's log does not speak of the record yet.</exception>
    public async Task<byte[]?> ProveAsync(
        ParseResult parsed, TileReader reader, long index, CheckpointPolicy? policy, CancellationToken cancellationToken)
    {
        if (FindId(parsed) is not { } id || !_host.IsGiven(parsed))
            return null;
        if (policy is null)
            throw new ToolException("--host-… needs --key.", ExitCodes.Usage);
        var host = _host.Open(parsed);
        await using var closing = host.ConfigureAwait(false);
        var signed = await host.ReadCheckpointAsync(policy, cancellationToken).ConfigureAwait(false);
        if (signed.IsRefused)
            throw new ToolException(signed.Describe($"the checkpoint of {host.Name}"), ExitCodes.NotIntact);
        AuditTenantStatement? found = null;
        await foreach (var statement in ReadAsync(host, signed, policy, cancellationToken).ConfigureAwait(false))
        {
            if (statement.Id == id && statement.Size > index && statement.Size <= reader.Size)
                found = statement;
        }
        var stated = found ?? throw new ToolException(
            FormattableString.Invariant($"The host's log does not speak of record {index} of that tenant yet."));
        var (hashes, hostHashes) = (new TreeHash[TreeProof.MaxLength], new TreeHash[TreeProof.MaxLength]);
        var count = await reader.Prover.ProveInclusionAsync(index, stated.Size, hashes, cancellationToken).ConfigureAwait(false);
        var hostReader = new TileReader(host.Tiles, signed.Size);
        var hostCount = await hostReader.Prover.ProveInclusionAsync(
            stated.Index, signed.Size, hostHashes, cancellationToken).ConfigureAwait(false);
        var hostRecord = await hostReader.ReadEntryAsync(stated.Index, cancellationToken).ConfigureAwait(false);
        return AuditTenantProof.Write(
            index, hashes.AsSpan(0, count), stated, hostRecord.Span,
            TlogProof.Write(stated.Index, hostHashes.AsSpan(0, hostCount), signed.Note.Span));
    }

    private static async IAsyncEnumerable<AuditTenantStatement> ReadAsync(
        LogSource host, SignedTree signed, CheckpointPolicy policy,
        [System.Runtime.CompilerServices.EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var keptFrom = host.Store is { } store ? (await store.ReadStateAsync(cancellationToken).ConfigureAwait(false)).KeptFrom : 0;
        await foreach (var statement in
            AuditTenantStatements.ReadAsync(
            host.Tiles, signed.Size, signed.Root, policy, Math.Min(keptFrom, signed.Size), cancellationToken).ConfigureAwait(false))
            yield return statement;
    }
}
