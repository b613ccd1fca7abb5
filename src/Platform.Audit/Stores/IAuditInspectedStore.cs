namespace Platform.Audit.Stores;

/// <summary>A store whose rows can be looked at as they are, right or wrong: for whoever checks it, such as <see cref="Inspection.AuditStoreInspector"/>.</summary>
/// <remarks>Nothing here changes anything, nor needs the log. What cannot be read at all is an exception of the engine.</remarks>
public interface IAuditInspectedStore : IAuditStore
{
    /// <summary>Finds which indices the rows of records have, as runs without a gap, ascending.</summary>
    /// <param name="most">At most so many runs.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The runs, each with its first and its last index.</returns>
    ValueTask<IReadOnlyList<(long First, long Last)>> FindRunsAsync(int most, CancellationToken cancellationToken);

    /// <summary>Reads rows of records, in the order of their indices.</summary>
    /// <param name="first">From this index on.</param>
    /// <param name="end">Up to the one before this.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What there is.</returns>
    ValueTask<IReadOnlyList<AuditRecordRow>> ReadRecordRowsAsync(long first, long end, CancellationToken cancellationToken);

    /// <summary>Reads rows of nodes, in the order of their levels and indices.</summary>
    /// <param name="after">Behind this one; default: from the first on.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What there is.</returns>
    ValueTask<IReadOnlyList<AuditNodeRow>> ReadNodeRowsAsync((int Level, long Index)? after, int most, CancellationToken cancellationToken);

    /// <summary>Reads rows of the intake, in the order of their ids.</summary>
    /// <param name="after">Behind this id.</param>
    /// <param name="most">At most so many.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What there is.</returns>
    ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeRowsAsync(long after, int most, CancellationToken cancellationToken);

    /// <summary>Reads the last number that each process without the log has left.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The numbers by producer.</returns>
    ValueTask<IReadOnlyDictionary<long, long>> ReadProducersAsync(CancellationToken cancellationToken);

    /// <summary>Reads rows of the index, in the order of their indices. Words that the engine does not give back are empty.</summary>
    /// <param name="first">From this index on.</param>
    /// <param name="end">Up to the one before this.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>What there is.</returns>
    ValueTask<IReadOnlyList<AuditIndexEntry>> ReadIndexRowsAsync(long first, long end, CancellationToken cancellationToken);

    /// <summary>Finds the guards of the tables that are not there, or do nothing: triggers that refuse changes.</summary>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Their names.</returns>
    ValueTask<IReadOnlyList<string>> FindMissingGuardsAsync(CancellationToken cancellationToken);
}
