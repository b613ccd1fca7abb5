using Platform.Audit.Sequencing;
using Platform.Audit.Stores;

namespace Platform.Audit.StoreContract;

/// <summary>Makes batches as a sequencer does, with a clock that stands where it is put.</summary>
internal sealed class Batches
{
    public static readonly DateTimeOffset Start = new(2026, 3, 10, 12, 0, 0, 1, 234, TimeSpan.Zero);

    private readonly GrowingTree _tree;
    private readonly AuditBatch _batch = new();

    private Batches(GrowingTree tree, long epoch) => (_tree, Epoch) = (tree, epoch);

    public long Epoch { get; }

    public long Size => _tree.Size;

    /// <summary>Takes the log, which must be free.</summary>
    public static async Task<Batches> AcquireAsync(IAuditStore store, CancellationToken cancellationToken)
    {
        var state = await store.TryAcquireAsync(cancellationToken);
        Assert.NotNull(state);
        return new Batches(await GrowingTree.LoadAsync(store, state, cancellationToken), state.Epoch);
    }

    /// <summary>A batch that follows the one before. It is used again for the next.</summary>
    public AuditBatch Next(params IEnumerable<byte[]> records) => At(_tree.Size, Epoch, records);

    /// <summary>A batch that begins somewhere, of some epoch; only one that begins at the end has the right hashes.</summary>
    public AuditBatch At(long first, long epoch, IEnumerable<byte[]> records)
    {
        _batch.Begin(epoch, first, Start);
        foreach (var record in records)
            _batch.Add(record);
        _tree.Append(_batch);
        return _batch;
    }

    /// <summary>Records of different lengths that differ from each other.</summary>
    public static IEnumerable<byte[]> Records(int count, int seed = 0)
    {
        var random = new Random(seed);
        for (var at = 0; at < count; at++)
        {
            var record = new byte[random.Next(4, 90)];
            random.NextBytes(record);
            yield return record;
        }
    }
}
