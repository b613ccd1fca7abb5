using System.Runtime.CompilerServices;
using Platform.Audit.Tiles;
using Platform.Audit.Trees;

namespace Platform.Audit.Retention;

/// <summary>Reads a partition back from an archive. A bundle of it is handed out when it is proven to be what was signed.</summary>
/// <param name="archive">Where the files are.</param>
/// <param name="origin">Of which log: an archive may have files of several.</param>
/// <param name="tiles">The log, with the hashes that stayed.</param>
/// <param name="root">The root of its tree, from a checkpoint that was verified.</param>
public sealed class ArchiveReader(IAuditArchive archive, string origin, TileReader tiles, TreeHash root)
{
    /// <summary>Reads the records of a partition.</summary>
    /// <param name="first">Its first record.</param>
    /// <param name="end">The record after its last.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The records, in their order.</returns>
    /// <exception cref="AuditIntegrityException">There is no such file, or what it says is not what was signed.</exception>
    public async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(long first, long end, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(first);
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(end, first);
        ArgumentOutOfRangeException.ThrowIfNotEqual(first % TileAddress.FullWidth, 0, nameof(first));
        ArgumentOutOfRangeException.ThrowIfNotEqual(end % TileAddress.FullWidth, 0, nameof(end));
        var name = ArchiveFile.NameOf(origin, first, end);
        var file = await archive.OpenAsync(name, cancellationToken).ConfigureAwait(false) ?? throw new AuditIntegrityException($"There is no archive {name}.");
        await using var closing = file.ConfigureAwait(false);
        await foreach (var record in ReadAsync(file, name, origin, tiles, root, first, end, cancellationToken).ConfigureAwait(false))
            yield return record;
    }

    /// <summary>The same of a file that is open.</summary>
    internal static async IAsyncEnumerable<ReadOnlyMemory<byte>> ReadAsync(
        Stream file, string name, string origin, TileReader tiles, TreeHash root, long first, long end, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        List<ReadOnlyMemory<byte>> bundle = new(TileAddress.FullWidth);
        var at = first;
        await foreach (var record in ArchiveFile.ReadAsync(file, origin, first, end, cancellationToken).ConfigureAwait(false))
        {
            bundle.Add(record);
            at++;
            if (bundle.Count < TileAddress.FullWidth)
                continue;
            if (!await tiles.IsSignedAsync(at / TileAddress.FullWidth - 1, bundle, root, cancellationToken).ConfigureAwait(false))
                throw new AuditIntegrityException($"Records {at - TileAddress.FullWidth} to {at - 1} in {name} are not those that were signed.");
            foreach (var signed in bundle)
                yield return signed;
            bundle.Clear();
        }
    }
}
