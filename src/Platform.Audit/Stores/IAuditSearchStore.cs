namespace Platform.Audit.Stores;

/// <summary>A store that can be searched. Its index is made from the records, can be thrown away at any time, and is made again when somebody searches.</summary>
/// <remarks>
/// Nothing of it is taken for true: what is found is read from the log. All of it may be called by every process that reads the log, several at once.
/// The contract is a test that every such store passes.
/// </remarks>
public interface IAuditSearchStore : IAuditStore
{
    /// <summary>How many records are in the index: the first so many.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>How many.</returns>
    ValueTask<long> ReadIndexedAsync(CancellationToken cancellationToken);

    /// <summary>Whether no record before <see cref="ReadIndexedAsync"/> is missing in the index. It may have to look at all of it.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Whether it is so.</returns>
    ValueTask<bool> IsIndexWholeAsync(CancellationToken cancellationToken);

    /// <summary>Empties the index, so that it is made again.</summary>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when nothing is in it.</returns>
    ValueTask ClearIndexAsync(CancellationToken cancellationToken);

    /// <summary>Adds records to the index. Those that are there already are left out; where there would be a gap, nothing is added.</summary>
    /// <param name="entries">Records that follow each other.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    /// <returns>A task that ends when they can be found.</returns>
    ValueTask IndexAsync(IReadOnlyList<AuditIndexEntry> entries, CancellationToken cancellationToken);

    /// <summary>Searches the index.</summary>
    /// <param name="query">What for.</param>
    /// <param name="size">Only among the first so many records.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>The indices of the records, in the order of the query; <see langword="null"/> where the index does not reach so far, because somebody has emptied it: what is found in one that is being
    /// made again is not all.</returns>
    ValueTask<IReadOnlyList<long>?> SearchAsync(AuditQuery query, long size, int most, CancellationToken cancellationToken);
}
