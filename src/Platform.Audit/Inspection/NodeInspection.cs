using Platform.Audit.Stores;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Inspection;

/// <summary>Compares every node with the 256 hashes below it, level by level.</summary>
internal sealed class NodeInspection(IAuditInspectedStore store, Findings findings, IReadOnlyDictionary<long, (TreeHash OfHashes, TreeHash OfRecords)> bundles)
{
    private const int Page = 4_096;
    private const int MostLevel = 7;

    /// <summary>What the nodes of the present level must be.</summary>
    private Dictionary<long, (TreeHash OfHashes, TreeHash OfRecords)> _expected = new(bundles);

    private readonly List<AuditNodeRow> _level = [];
    private int _at = 1;

    public long Count { get; private set; }

    public async Task InspectAsync(CancellationToken cancellationToken)
    {
        (int Level, long Index)? after = null;
        while (true)
        {
            var rows = await store.ReadNodeRowsAsync(after, Page, cancellationToken).ConfigureAwait(false);
            if (rows.Count == 0)
                break;
            foreach (var row in rows)
                Inspect(row);
            after = (rows[^1].Level, rows[^1].Index);
        }
        while (_expected.Count > 0)
            EndLevel();
    }

    private void Inspect(AuditNodeRow row)
    {
        Count++;
        if (row.Level is < 1 or > MostLevel)
        {
            findings.Add("nodes", row.Index, $"node {row.Index} is of level {row.Level}, which no tree has");
            return;
        }
        while (row.Level > _at)
            EndLevel();
        _level.Add(row);
    }

    private void EndLevel()
    {
        var hashes = new Dictionary<long, TreeHash>();
        foreach (var row in _level)
        {
            var hash = row.Hash.Length == TreeHash.Length ? new TreeHash(row.Hash.Span) : default;
            hashes[row.Index] = hash;
            if (!_expected.Remove(row.Index, out var expected))
                findings.Add("nodes", row.Index, $"node {row.Index} of level {_at} has nothing whole below it");
            else if (hash != expected.OfHashes && hash != expected.OfRecords)
                findings.Add("nodes", row.Index, $"node {row.Index} of level {_at} is not that of the 256 hashes below it");
        }
        foreach (var (missing, expected) in _expected)
        {
            findings.Add("nodes", missing, $"node {missing} of level {_at} is missing");
            hashes[missing] = expected.OfHashes;
        }
        _expected = [];
        foreach (var tile in hashes.Keys.Select(static index => index / TileAddress.FullWidth).Distinct())
        {
            var first = tile * TileAddress.FullWidth;
            var whole = Enumerable.Range(0, TileAddress.FullWidth).All(at => hashes.ContainsKey(first + at));
            if (!whole)
                continue;
            TreeHash[] below = [.. Enumerable.Range(0, TileAddress.FullWidth).Select(at => hashes[first + at])];
            var root = TreeHasher.HashPerfect(below);
            _expected[tile] = (root, root);
        }
        _level.Clear();
        _at++;
    }
}
