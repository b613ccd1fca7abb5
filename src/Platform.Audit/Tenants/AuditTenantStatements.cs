using System.Runtime.CompilerServices;
using Platform.Audit.Checkpoints;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Tenants;

/// <summary>Reads what the log of a host says of the logs of its tenants, from its store or its public files.</summary>
public static class AuditTenantStatements
{
    /// <summary>Reads the statements in the order of the log. The last of them is given when all records were compared with the
    /// root.</summary>
    /// <param name="source">Where the tiles and bundles of the host's log are.</param>
    /// <param name="size">Its size, from a checkpoint that was verified.</param>
    /// <param name="root">Its root, from the same checkpoint.</param>
    /// <param name="host">The origin and the keys of the host's log.</param>
    /// <param name="first">The first record that is there: what was before was dropped. Default: 0.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The statements, of all tenants.</returns>
    /// <exception cref="AuditIntegrityException">The records are not those that were signed.</exception>
    /// <exception cref="TileException">Records are missing, or cannot be read.</exception>
    public static async IAsyncEnumerable<AuditTenantStatement> ReadAsync(
        ITileSource source, long size, TreeHash root, CheckpointPolicy host, long first = 0,
        [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(source);
        ArgumentNullException.ThrowIfNull(host);
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(first, size);
        var tree = (await RightEdge.LoadAsync(source, first, size, cancellationToken).ConfigureAwait(false)).ToFrontier(first);
        var reader = new TileReader(source, size);
        AuditTenantStatement? last = null;
        while (tree.Size < size)
        {
            var (bundle, at) = Math.DivRem(tree.Size, TileAddress.FullWidth);
            foreach (var record in (await reader.ReadBundleAsync(bundle, cancellationToken).ConfigureAwait(false)).Skip((int)at))
            {
                if (TenantTree.TryRead(record.Span, tree.Size, host, out var statement, out _))
                {
                    if (last is { } before)
                        yield return before;
                    last = statement;
                }
                tree.Append(TreeHasher.HashLeaf(record.Span));
            }
        }
        if (tree.Root != root)
            throw new AuditIntegrityException(
                "The records of the host's log are not those that were signed, so nobody knows what it says of its tenants. Verify it: that names the record.");
        if (last is { } end)
            yield return end;
    }
}
