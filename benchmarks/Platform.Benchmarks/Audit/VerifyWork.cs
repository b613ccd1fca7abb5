using System.Security.Cryptography;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Benchmarks.Audit;

/// <summary>A log verified as a whole, as tiles on two threads and as a chain, which only one can do.</summary>
internal sealed class VerifyWork
{
    private readonly int _count;

    /// <summary>Of the chain alone: the tiles hold theirs.</summary>
    private readonly byte[] _records;
    private readonly InMemoryTiles _tiles = new();
    private readonly byte[] _links;
    private readonly byte[] _link = new byte[SHA256.HashSizeInBytes + AuditRecords.Length];
    private TreeHash _root;

    private VerifyWork(int count, byte[] records, byte[] links) => (_count, _records, _links) = (count, records, links);

    public static async ValueTask<VerifyWork> OfTreeAsync(int count, CancellationToken cancellationToken)
    {
        var work = new VerifyWork(count, [], []);
        var writer = new TileWriter(work._tiles);
        var records = AuditRecords.Make(count);
        for (var at = 0; at < count; at++)
            await writer.AppendAsync(records.AsMemory(at * AuditRecords.Length, AuditRecords.Length), cancellationToken);
        await writer.FlushAsync(cancellationToken);
        work._root = writer.Root;
        return work;
    }

    public static VerifyWork OfChain(int count)
    {
        var work = new VerifyWork(count, AuditRecords.Make(count), new byte[(count + 1) * SHA256.HashSizeInBytes]);
        for (var at = 0; at < count; at++)
            work.HashLink(at, work._links.AsSpan((at + 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes));
        return work;
    }

    public async ValueTask<bool> VerifyTreeAsync(CancellationToken cancellationToken) =>
        (await new TileVerifier(_tiles, _count, _root) { Parallelism = 2 }.VerifyAsync(cancellationToken)).IsIntact;

    public bool VerifyChain()
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        for (var at = 0; at < _count; at++)
        {
            HashLink(at, hash);
            if (!hash.SequenceEqual(_links.AsSpan((at + 1) * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes)))
                return false;
        }
        return true;
    }

    private void HashLink(int at, Span<byte> hash)
    {
        _links.AsSpan(at * SHA256.HashSizeInBytes, SHA256.HashSizeInBytes).CopyTo(_link);
        _records.AsSpan(at * AuditRecords.Length, AuditRecords.Length).CopyTo(_link.AsSpan(SHA256.HashSizeInBytes));
        SHA256.HashData(_link, hash);
    }
}
