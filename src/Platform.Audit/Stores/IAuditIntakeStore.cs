namespace Platform.Audit.Stores;

/// <summary>A store in whose database others have transactions: it has a table in which these leave events, the intake.</summary>
/// <remarks>
/// <para>What such a store promises beside what <see cref="IAuditStore"/> says:</para>
/// <list type="bullet">
/// <item><see cref="IAuditStore.CommitAsync"/> deletes the rows of <see cref="AuditBatch.Intake"/> in the transaction that adds their records. Where one of them is gone, it
/// adds nothing (<see cref="AuditFencedException"/>): so a row is recorded once, whoever has read it.</item>
/// <item>Rows are found because they are there, never by counting on from the last one: a transaction that began early and commits late is not skipped.</item>
/// <item>Of two transactions of which one saw what the other wrote, or waited for it, the rows of the other come first. Not so where a transaction has its
/// constraints checked before it commits
/// (<c>SET CONSTRAINTS ALL IMMEDIATE</c> in PostgreSQL): its rows have their place from then on. None is lost or doubled by that.</item>
/// <item>A row has 1 to 65,535 bytes: whoever inserts more, or nothing, is refused.</item>
/// </list>
/// </remarks>
public interface IAuditIntakeStore : IAuditStore
{
    /// <summary>The statement that inserts a row: its one parameter is <c>@record</c>.</summary>
    string InsertIntake { get; }

    /// <summary>Reads rows that were committed and not yet recorded, in their order. Called by who has the log.</summary>
    /// <param name="most">At most so many.</param>
    /// <param name="mostBytes">And at most so many bytes of records; one row always.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>The rows.</returns>
    ValueTask<IReadOnlyList<AuditIntakeRow>> ReadIntakeAsync(int most, long mostBytes, CancellationToken cancellationToken);

    /// <summary>Finds out which rows are still there.</summary>
    /// <param name="rows">Their ids.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <returns>Those that are.</returns>
    ValueTask<IReadOnlySet<long>> FindIntakeAsync(IReadOnlyCollection<long> rows, CancellationToken cancellationToken);

    /// <summary>
    /// Leaves records in the intake, in one transaction of its own that is on the disk when this returns. Called by a process that does not have the log, for
    /// what is appended there. Sent again, the same
    /// records are left once: the store keeps the last number of each producer.
    /// </summary>
    /// <param name="relay">The records.</param>
    /// <param name="cancellationToken">Ends the attempt; whether it was committed is then unknown.</param>
    /// <returns>A task that ends when they are on the disk.</returns>
    ValueTask RelayAsync(AuditRelay relay, CancellationToken cancellationToken);
}
