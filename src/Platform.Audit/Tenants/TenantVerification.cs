using Platform.Audit.Checkpoints;
using Platform.Audit.Retention;
using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tenants;

/// <summary>Compares the logs of all tenants with everything that the log of the host says of them.</summary>
internal sealed class TenantVerification(AuditLog host, IAuditStore hostStore, TenantBook book, IAuditTenantStores stores)
{
    private readonly List<AuditTenantFinding> _findings = [];

    public async ValueTask<AuditTenantsVerification> VerifyAsync(CancellationToken cancellationToken)
    {
        var state = await host.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        Dictionary<string, HashSet<(long Size, TreeHash Root)>> stated = new(StringComparer.Ordinal);
        var statements = 0L;
        await foreach (var statement in
            AuditTenantStatements.ReadAsync(
            hostStore, state.Size, state.Root, host.Keys.Policy, state.KeptFrom, cancellationToken).ConfigureAwait(false))
        {
            statements++;
            if (!stated.TryGetValue(statement.Id, out var trees))
                stated.Add(statement.Id, trees = []);
            trees.Add((statement.Size, statement.Root));
        }
        List<string> ids = [.. stated.Keys.Union(await stores.ListAsync(cancellationToken).ConfigureAwait(false)).Order(
            StringComparer.Ordinal)];
        foreach (var id in ids)
            await VerifyAsync(id, stated.GetValueOrDefault(id) ?? [], cancellationToken).ConfigureAwait(false);
        return new AuditTenantsVerification(_findings, ids.Count, statements);
    }

    private async ValueTask VerifyAsync(string id, HashSet<(long Size, TreeHash Root)> trees, CancellationToken cancellationToken)
    {
        var store = await stores.FindAsync(id, cancellationToken).ConfigureAwait(false);
        if (store is null)
        {
            if (book.FindRemoval(id) is null && trees.Any(static tree => tree.Size > 0))
                Find(id, AuditTenantFault.Missing,
                    $"its log is gone: the log of the host speaks of {trees.Max(static tree => tree.Size)} records, and there is no store");
            return;
        }
        try
        {
            if (book.FindRemoval(id) is { } removed)
                Find(id, AuditTenantFault.NotRemoved, $"its log is there, and record {removed} of the host's log says that it was removed");
            else
                await VerifyAsync(id, store, trees, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is AuditIntegrityException or TileException or InvalidOperationException)
        {
            Find(id, AuditTenantFault.Damaged, $"its log cannot be read: {exception.Message}");
        }
        finally
        {
            await OpenTenant.CloseAsync(store).ConfigureAwait(false);
        }
    }

    private async ValueTask VerifyAsync(
        string id, IAuditStore store, HashSet<(long Size, TreeHash Root)> trees, CancellationToken cancellationToken)
    {
        var state = await store.ReadStateAsync(cancellationToken).ConfigureAwait(false);
        var policy = host.Keys.Policy.OfTenant(id);
        var own = policy.Verify(state.Checkpoint.Span, out var checkpoint);
        if (own == CheckpointResult.WrongOrigin)
        {
            Find(id, AuditTenantFault.AnotherTenant, "in the place of its log lies the log of somebody else");
            return;
        }
        if (!state.Checkpoint.IsEmpty && own != CheckpointResult.Verified)
        {
            Find(id, AuditTenantFault.Damaged, $"its checkpoint is not one that the host has signed ({own})");
            return;
        }
        var (signed, signedRoot) = (checkpoint.Size, checkpoint.Root);
        if (trees.Where(tree => tree.Size > state.Size).Select(static tree => tree.Size).DefaultIfEmpty().Max() is > 0 and var more)
        {
            Find(id, AuditTenantFault.TakenBack,
                $"its log has {state.Size} records, and the log of the host speaks of {more}: it was taken back");
            return;
        }
        if (await FindFaultAsync(store, state, policy, cancellationToken).ConfigureAwait(false) is { } fault)
        {
            Find(id, AuditTenantFault.Damaged, fault);
            return;
        }
        var prover = new TileReader(store, state.Size).Prover;
        foreach (var (size, root) in trees.OrderBy(static tree => tree.Size))
        {
            if (await prover.ContinuesAsync(size, root, state.Size, state.Root, cancellationToken).ConfigureAwait(false))
                continue;
            Find(id, AuditTenantFault.AnotherHistory,
                $"its log has another history: its {state.Size} records do not continue the {size} of which the log of the host speaks");
            return;
        }
        // The log of the host has each checkpoint before the store has: what it did not have a moment ago it has now.
        if (!state.Checkpoint.IsEmpty && !trees.Contains((signed, signedRoot)))
        {
            await book.CatchUpAsync(cancellationToken).ConfigureAwait(false);
            if (book.Find(id) is not { } last || last.Size < signed)
                Find(id, AuditTenantFault.NotStated,
                    $"its log has a checkpoint of {signed} records, and the log of the host does not know it");
        }
    }

    private static async ValueTask<string?> FindFaultAsync(
        IAuditStore store, AuditStoreState state, CheckpointPolicy policy, CancellationToken cancellationToken)
    {
        if (!await DroppedRecords.AreExplainedAsync(store, state, policy, cancellationToken).ConfigureAwait(false))
            return FormattableString.Invariant(
                $"records before {state.KeptFrom} are missing, and no record says that they were dropped that its log has signed");
        var found = await new TileVerifier(store, state.Size, state.Root) { MinimumIndex = state.KeptFrom }.VerifyAsync(
            cancellationToken).ConfigureAwait(false);
        return found.IsIntact ? null : found.ToString();
    }

    private void Find(string id, AuditTenantFault fault, FormattableString description) =>
        _findings.Add(new AuditTenantFinding(id, fault, FormattableString.Invariant(description)));

    private void Find(string id, AuditTenantFault fault, string description) =>
        _findings.Add(new AuditTenantFinding(id, fault, description));
}
