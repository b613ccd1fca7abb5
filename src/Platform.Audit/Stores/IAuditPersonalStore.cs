namespace Platform.Audit.Stores;

/// <summary>A store that keeps the contents of personal fields beside their records, and can erase them.</summary>
/// <remarks>
/// <para>What such a store promises beside what <see cref="IAuditStore"/> says:</para>
/// <list type="bullet">
/// <item><see cref="IAuditStore.CommitAsync"/> adds <see cref="AuditBatch.Personal"/> and carries out <see cref="AuditBatch.Erasures"/> in the transaction that adds the records: all of it, or nothing.</item>
/// <item>Of a content that is erased nothing is left but where it was and which record says that it was erased: neither content nor subject nor tag can be read, nor found by.</item>
/// <item>Contents are changed by nothing but erasing.</item>
/// </list>
/// <para>Reading may happen on several threads, at any time. The contract is a test that every such store passes.</para>
/// </remarks>
public interface IAuditPersonalStore : IAuditStore
{
    /// <summary>Reads what is kept beside records, erased or not, in the order of index and place.</summary>
    /// <param name="first">From this record on.</param>
    /// <param name="end">Up to the one before this.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What there is.</returns>
    ValueTask<IReadOnlyList<AuditPersonalContent>> ReadPersonalAsync(long first, long end, CancellationToken cancellationToken);

    /// <summary>Finds records that have a content with a tag.</summary>
    /// <param name="tag">The tag.</param>
    /// <param name="after">Behind this index.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Their indices, ascending, each once.</returns>
    ValueTask<IReadOnlyList<long>> FindTagAsync(ReadOnlyMemory<byte> tag, long after, int most, CancellationToken cancellationToken);

    /// <summary>Finds records that have contents about a subject.</summary>
    /// <param name="subject">The subject.</param>
    /// <param name="after">Behind this index.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Ends the search.</param>
    /// <returns>Their indices, ascending, each once.</returns>
    ValueTask<IReadOnlyList<long>> FindSubjectAsync(string subject, long after, int most, CancellationToken cancellationToken);
}
