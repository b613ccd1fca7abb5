using Platform.Audit.Trees;

namespace Platform.Benchmarks.Audit;

/// <summary>512 hashes in pairs: what the lowest level of a tile is.</summary>
internal sealed class LevelWork
{
    private readonly TreeHash[] _children = [.. Enumerable.Range(0, 512).Select(at => TreeHasher.HashLeaf(BitConverter.GetBytes(at)))];
    private readonly TreeHash[] _parents = new TreeHash[256];

    public LevelWork HashLevel()
    {
        TreeHasher.HashLevel(_children, _parents);
        return this;
    }

    public LevelWork HashOneByOne()
    {
        for (var at = 0; at < _parents.Length; at++)
            _parents[at] = TreeHasher.HashNode(_children[2 * at], _children[2 * at + 1]);
        return this;
    }

    public string Answer() => string.Join(' ', _parents);
}
