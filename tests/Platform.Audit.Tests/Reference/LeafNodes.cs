using Platform.Audit.Trees;

namespace Platform.Audit.Tests.Reference;

/// <summary>Nodes of a tree, computed from its leaves when they are asked for.</summary>
internal sealed class LeafNodes(TreeHash[] leaves) : INodeSource
{
    public ValueTask<TreeHash> ReadNodeAsync(int level, long index, CancellationToken cancellationToken)
    {
        var first = checked((int)(index << level));
        return ValueTask.FromResult(ReferenceTree.Root(leaves.AsSpan(first, 1 << level)));
    }
}
